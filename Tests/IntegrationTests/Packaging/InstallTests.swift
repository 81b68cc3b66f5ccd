import CroftLinux
import CroftTesting
import Testing

extension FarmTests {
  /// `Scripts/install` and `Scripts/uninstall`, into directories of their own and with the programs of this build.
  @Suite struct InstallTests {
    @Test func unitsNameThePathsBelowThePrefix() async throws {
      try await Installation.with(prefix: "/usr/local") { installation in
        try await installation.install()
        let service = try installation.read("usr/local/lib/systemd/system/croftd.service")
        #expect(service.contains("ExecStart=/usr/local/bin/croftd "))
        let pool = try installation.read("usr/local/lib/systemd/user/croft-pool.service")
        #expect(pool.contains("ExecStart=/usr/local/lib/croft/croft-pool"))
        for unit in ["system/croftd.service", "user/croftd.service", "system/croft-pool.service"] {
          #expect(!(try installation.read("usr/local/lib/systemd/\(unit)")).contains("/usr/bin/croft"))
        }
        for page in ["man8/croftd.8", "man1/croft.1", "man1/croft-submit.1", "man1/croft-tasks.1", "man5/croft-job.5"] {
          #expect(try installation.hasFile("usr/local/share/man/\(page).gz"), "\(page) isn't installed")
        }
        #expect(try installation.read("usr/local/share/zsh/site-functions/_croft").hasPrefix("#compdef croft"))
        #expect(try installation.read("usr/local/share/bash-completion/completions/croftd").contains("croftd"))
      }
    }

    @Test func whatIsInstalledBelowUsrIsWhereTheUnitsSayItIs() async throws {
      try await Installation.with(prefix: "/usr") { installation in
        try await installation.install()
        for unit in ["system/croftd.service", "user/croftd.service", "system/croft-pool.service"] {
          let text = try installation.read("usr/lib/systemd/\(unit)")
          let line = try #require(text.split(separator: "\n").first { $0.hasPrefix("ExecStart=/") })
          let program = line.split(separator: " ")[0].dropFirst("ExecStart=/".utf8.count)
          #expect(try installation.hasFile(String(program)))
        }
      }
    }

    @Test func aChangedConfigurationIsLeftAsItIs() async throws {
      try await Installation.with(prefix: "/usr/local") { installation in
        try await installation.install()
        let original = try installation.read("etc/croft/croftd.conf")
        try installation.write("[Manager]\nCores=3\n", to: "etc/croft/croftd.conf")
        let said = try await installation.install()
        #expect(said.contains("croftd.conf.default"))
        #expect(try installation.read("etc/croft/croftd.conf") == "[Manager]\nCores=3\n")
        #expect(try installation.read("etc/croft/croftd.conf.default") == original)
        try await installation.uninstall()
        #expect(try installation.files() == ["etc/croft/croftd.conf"])
      }
    }

    @Test func uninstallingLeavesNothingAndMayBeRepeated() async throws {
      try await Installation.with(prefix: "/opt/croft") { installation in
        try await installation.install()
        try await installation.install()
        #expect(try installation.files().count > 20)
        try await installation.uninstall()
        #expect(try installation.entries() == [])
        #expect(try await installation.uninstall().contains("Nothing is installed"))
      }
    }

    @Test func whatWasThereBeforeStays() async throws {
      try await Installation.with(prefix: "/usr/local") { installation in
        try installation.makeDirectories("usr/local/bin")
        try installation.write("mine", to: "usr/local/bin/other")
        try await installation.install()
        try await installation.uninstall("--purge")
        #expect(try installation.entries() == ["usr", "usr/local", "usr/local/bin", "usr/local/bin/other"])
      }
    }

    @Test func whatAnInstallationThatBrokeOffHasLeftIsRemoved() async throws {
      try await Installation.with(prefix: "/opt/croft") { installation in
        let obstacle = "usr/local/lib/systemd/catalog/croft.catalog.new"
        try installation.makeDirectories(obstacle)
        await #expect(throws: ScriptFailed.self) { try await installation.install() }
        #expect(try installation.hasFile("opt/croft/bin/croftd"))
        try await installation.uninstall()
        #expect(try installation.files() == [])
        #expect(try installation.entries().last == obstacle)
        #expect(try !installation.entries().contains { $0.hasPrefix("opt") || $0.hasPrefix("etc") })
      }
    }

    @Test func purgingRemovesStateAndSchedules() async throws {
      try await Installation.with(prefix: "/usr") { installation in
        try await installation.install()
        try installation.write("[Manager]\n", to: "etc/croft/croftd.conf.d/50-site.conf")
        try installation.makeDirectories("var/lib/croft/scratch/7", "etc/systemd/system/timers.target.wants")
        for file in ["croft-schedule-a.timer", "croft-schedule-a.service", "other.timer"] {
          try installation.write("", to: "etc/systemd/system/\(file)")
        }
        try await installation.uninstall("--purge")
        #expect(try installation.files() == ["etc/systemd/system/other.timer"])
        #expect(try !installation.entries().contains { $0.contains("croft") })
      }
    }

    @Test(arguments: ["/usr/lo cal", "usr", "/usr/local/", "/opt/100%", "/"])
    func aPrefixThatUnitsCannotNameIsRefused(prefix: String) async throws {
      try await Installation.with(prefix: prefix) { installation in
        let result = try await installation.run("install", ["--no-build"])
        #expect(result.exit == .exited(code: 1))
        #expect(result.standardError.contains("PREFIX is \"\(prefix)\""))
        #expect(try installation.entries() == [])
      }
    }
  }
}
