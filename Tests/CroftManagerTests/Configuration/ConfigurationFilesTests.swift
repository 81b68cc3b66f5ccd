import CroftLinux
import CroftProtocol
import Glibc
import Testing

@testable import CroftManager

@Suite struct ConfigurationFilesTests {
  private let capacity = Resources(cores: 8, memoryBytes: 8 << 30)

  @Test func theSystemsManagerLooksWhereSystemdWould() {
    let files = ConfigurationFiles.standard(
      isSystem: true, environment: ["HOME": "/root"], runtimeDirectory: "/run/croft")
    #expect(
      files.mainFiles
        == ["/etc", "/run", "/usr/local/lib", "/usr/lib"].map { $0 + "/croft/croftd.conf" })
    #expect(files.dropInDirectories == files.mainFiles.map { $0 + ".d" })
    #expect(files.runtimeDropIns == "/run/croft/croftd.conf.d")
  }

  @Test func aUsersManagerLooksAtHomeFirst() {
    let directories = [
      "/etc/croft/user", "/run/user/7/croft", "/run/croft/user", "/usr/local/lib/croft/user", "/usr/lib/croft/user",
    ]
    func main(_ environment: [String: String]) -> [String] {
      ConfigurationFiles.standard(isSystem: false, environment: environment, runtimeDirectory: "/run/user/7/croft")
        .mainFiles.map { String($0.dropLast("/croftd.conf".count)) }
    }
    #expect(main(["HOME": "/home/a"]) == ["/home/a/.config/croft"] + directories)
    #expect(main(["HOME": "/home/a", "XDG_CONFIG_HOME": "/c"]) == ["/c/croft"] + directories)
    #expect(main(["XDG_CONFIG_HOME": "relative"]) == directories)
  }

  @Test func theFirstMainFileCountsAndDropInsAreMergedByName() throws {
    try withFiles([
      "a/croftd.conf": "[Manager]\nCores=1\nReclaimSec=1\n", "b/croftd.conf": "[Manager]\nPatienceSec=1\n",
      "b/croftd.conf.d/20.conf": "[Manager]\nCores=2\n", "a/croftd.conf.d/10.conf": "[Manager]\nCores=3\n",
      "b/croftd.conf.d/10.conf": "[Manager]\nDriverRestarts=9\n", "a/croftd.conf.d/99.txt": "[Manager]\nCores=4\n",
    ]) { files, root in
      let loaded = files.load(capacity: capacity, accounts: .sample)
      #expect(
        loaded.files == ["a/croftd.conf", "a/croftd.conf.d/10.conf", "b/croftd.conf.d/20.conf"].map { "\(root)/\($0)" })
      #expect(loaded.problems == [])
      var expected = ManagerConfiguration()
      expected.manager.cores = .exactly(2)
      expected.manager.reclaimMilliseconds = 1000
      #expect(loaded.configuration == expected)
    }
  }

  @Test func anEmptyFileAndALinkToNothingMask() throws {
    try withFiles([
      "b/croftd.conf": "[Manager]\nCores=1\n", "b/croftd.conf.d/10.conf": "[Manager]\nCores=2\n",
      "b/croftd.conf.d/20.conf": "[Manager]\nCores=3\n", "a/croftd.conf.d/20.conf": "",
    ]) { files, root in
      symlink("/dev/null", "\(root)/a/croftd.conf")
      symlink("/dev/null", "\(root)/a/croftd.conf.d/10.conf")
      let loaded = files.load(capacity: capacity, accounts: .sample)
      #expect(loaded.problems == [])
      #expect(loaded.configuration == ManagerConfiguration())
    }
  }

  @Test func whatCannotBeReadIsNamed() throws {
    try withFiles(["a/croftd.conf.d/50.conf": "[Manager]\nCores=2\n"]) { files, root in
      mkfifo("\(root)/a/croftd.conf.d/10.conf", 0o600)
      symlink("\(root)/nowhere", "\(root)/a/croftd.conf.d/20.conf")
      let large = String(repeating: "#\n", count: ConfigurationFiles.fileLimitBytes / 2 + 1)
      try write(large, to: "\(root)/a/croftd.conf.d/30.conf")
      let loaded = files.load(capacity: capacity, accounts: .sample)
      #expect(loaded.problems.map(\.file) == ["10", "20", "30"].map { "\(root)/a/croftd.conf.d/\($0).conf" })
      #expect(loaded.configuration.manager.cores == .exactly(2))
    }
  }

  @Test func aNamedFileReplacesAllOthersAndHasToBeThere() throws {
    try withFiles(["own.conf": "[Manager]\nCores=3\n", "own.conf.d/1.conf": "[Manager]\nCores=4\n"]) { _, root in
      let files = ConfigurationFiles.explicit("\(root)/own.conf", runtimeDirectory: "\(root)/run")
      #expect(files.load(capacity: capacity, accounts: .sample).configuration.manager.cores == .exactly(4))
      let missing = ConfigurationFiles.explicit("\(root)/none.conf", runtimeDirectory: "\(root)/run")
      #expect(missing.load(capacity: capacity, accounts: .sample).problems.map(\.file) == ["\(root)/none.conf"])
    }
  }

  @Test func theCommandLineCountsLast() throws {
    try withFiles(["a/croftd.conf": "[Manager]\nCores=3\n"]) { files, _ in
      let loaded = files.load(
        capacity: capacity,
        overrides: [
          .init(section: "Manager", key: "Cores", value: "5"), .init(section: "Manager", key: "Memory", value: "x"),
        ], accounts: .sample)
      #expect(loaded.configuration.manager.cores == .exactly(5))
      #expect(loaded.problems.map { $0.description.hasPrefix("the command line: [Manager] Memory=x can't") } == [true])
    }
  }

  @Test func dropInsAndComplaintsAreBounded() throws {
    let many = (0...ConfigurationFiles.dropInLimit).map { ("a/croftd.conf.d/\(1000 + $0).conf", "[Wrong]\n") }
    try withFiles(Dictionary(uniqueKeysWithValues: many)) { files, root in
      let loaded = files.load(capacity: capacity, accounts: .sample)
      #expect(loaded.files.count == ConfigurationFiles.dropInLimit)
      #expect(loaded.problems.count == ConfigurationFiles.problemLimit)
      #expect(loaded.problems.first?.file == "\(root)/a/croftd.conf.d/1256.conf")
      #expect(loaded.problems.last?.description.contains("208 more problems") == true)
    }
  }

  @Test func whatScaleSetsCountsWithoutTouchingTheRest() throws {
    try withFiles(["a/croftd.conf.d/50.conf": "[Queue batch]\nWeight=7\nPriority=3\n"]) { files, _ in
      try files.scale([.init(section: "Queue batch", key: "Weight", value: "20")])
      try files.scale([.init(section: "Manager", key: "Cores", value: "5")])
      let scaled = files.load(capacity: capacity, accounts: .sample)
      #expect(scaled.problems == [])
      #expect(scaled.configuration.queues.map(\.weight) == [20])
      #expect(scaled.configuration.queues.map(\.priority) == [3])
      #expect(scaled.configuration.manager.cores == .exactly(5))
      try files.scale([.init(section: "Queue batch", key: "Weight", value: "")])
      #expect(files.load(capacity: capacity, accounts: .sample).configuration.queues.map(\.weight) == [7])
      #expect(try FileSystem.list(files.runtimeDropIns) == [ScaleDropIn.name])
    }
  }

  @Test func oneWrongAssignmentLeavesTheScaleAsItWas() throws {
    try withFiles([:]) { files, _ in
      try files.scale([.init(section: "Manager", key: "Cores", value: "5")])
      #expect(throws: ScaleDropIn.Problem.self) {
        try files.scale([
          .init(section: "Manager", key: "Cores", value: "6"), .init(section: "Manager", key: "Memory", value: "x"),
        ])
      }
      #expect(files.load(capacity: capacity, accounts: .sample).configuration.manager.cores == .exactly(5))
    }
  }

  // MARK: - Fixture

  /// Directories `a`, before `b`, with the given files by relative path.
  private func withFiles(
    _ content: [String: String], _ body: (ConfigurationFiles, _ root: String) throws -> Void
  ) throws {
    try withTemporaryDirectory { root in
      for directory in ["a/croftd.conf.d", "b/croftd.conf.d", "own.conf.d"] {
        try FileSystem.createDirectory("\(root)/\(directory)", mode: 0o700, parents: true)
      }
      for (path, text) in content { try write(text, to: "\(root)/\(path)") }
      let directories = ["\(root)/a", "\(root)/b"]
      try body(
        ConfigurationFiles(
          mainFiles: directories.map { $0 + "/croftd.conf" }, isRequired: false,
          dropInDirectories: (directories + ["\(root)/run"]).map { $0 + "/croftd.conf.d" },
          runtimeDropIns: "\(root)/run/croftd.conf.d"), root)
    }
  }

  private func write(_ text: String, to path: String) throws {
    try FileDescriptor.open(path, flags: O_WRONLY | O_CREAT, mode: 0o600).writeAll(text)
  }
}
