import CroftLinux
import CroftProtocol
import Glibc
import Testing

@testable import CroftManager

@Suite struct ConfigurationSourcesTests {
  private static let whole = Resources(cores: 4, memoryBytes: 8 << 30)

  /// What files with these texts, in the order of their names, come to.
  private func settings(
    _ main: String, dropIns: [String: String] = [:], overrides: [Scale.Assignment] = []
  ) throws -> [String: ConfigurationSetting] {
    var found: [String: ConfigurationSetting] = [:]
    try withTemporaryDirectory { directory in
      let directories = ["\(directory)/croftd.conf.d", "\(directory)/run/croftd.conf.d"]
      for path in directories { try FileSystem.createDirectory(path, mode: 0o755, parents: true) }
      func write(_ text: String, to path: String) throws {
        try FileDescriptor.open(path, flags: O_WRONLY | O_CREAT, mode: 0o644).writeAll(text)
      }
      try write(main, to: "\(directory)/croftd.conf")
      for (name, text) in dropIns {
        try write(text, to: name == ScaleDropIn.name ? "\(directories[1])/\(name)" : "\(directories[0])/\(name)")
      }
      let files = ConfigurationFiles(
        mainFiles: ["\(directory)/croftd.conf"], isRequired: true, dropInDirectories: directories,
        runtimeDropIns: directories[1])
      let loaded = files.load(capacity: Self.whole, overrides: overrides)
      for var setting in loaded.settings {
        setting.origin = setting.origin.map { $0.replacing(directory, with: "") }
        found["[\(setting.section)] \(setting.key)"] = setting
      }
    }
    return found
  }

  @Test func whatIsToldFitsInOneReply() throws {
    let section = try #require(ConfigurationKeys.sections.first { $0.name == "Manager" })
    let key = try #require(ConfigurationKeys.sections.flatMap(\.keys).first { $0.addsUp })
    let owner = try #require(ConfigurationKeys.sections.first { $0.keys.contains { $0.name == key.name } })
    let title = owner.instance == nil ? owner.name : "\(owner.name) default"
    var sources = ConfigurationSources()
    // Paths, and control characters in values: each takes six bytes in JSON.
    let place = ConfigurationPlace(file: String(repeating: "\u{1}", count: 500), line: 1)
    let value = String(repeating: "\u{2}", count: 200)
    for _ in 0..<4000 { sources.note(.init(key: key.name, value: value, place: place), to: key, in: title) }
    let settings = sources.settings(of: ManagerConfiguration(), origin: \.file)
    #expect(settings.count > section.keys.count)
    let reply = VarlinkReply(parameters: try JSONValue(encoding: GetConfiguration.Reply(settings: settings)))
    #expect(VarlinkFramer.frame(reply.json).count < ControlConnection.maximumOutgoingBytes)
  }

  @Test func everyKeyHasItsDefaultWithoutAnOrigin() throws {
    let found = try settings("")
    for section in ConfigurationKeys.sections where section.instance == nil {
      for key in section.keys {
        let setting = try #require(found["[\(section.name)] \(key.name)"])
        #expect(setting == ConfigurationSetting(section: section.name, key: key.name, value: key.standard))
      }
    }
    #expect(found["[Queue default] Default"]?.value == "yes")
    #expect(found["[Queue default] Weight"]?.value == "100")
  }

  @Test func aValueHasTheFileAndTheLineThatItIsFrom() throws {
    let found = try settings(
      "[Manager]\n# Comment\nReclaimSec=7\nPatienceSec=1min\nLogLevel=debug\nCores=1\n[Queue batch]\nWeight=5\n",
      dropIns: [
        "10-a.conf": "[Manager]\nPatienceSec=2min\nLogLevel=\n", ScaleDropIn.name: "[Queue batch]\nWeight=9\n",
      ],
      overrides: [Scale.Assignment(section: "Manager", key: "Cores", value: "3")])
    func pair(_ key: String) -> [String?] { [found[key]?.value, found[key]?.origin] }
    #expect(pair("[Manager] ReclaimSec") == ["7", "/croftd.conf:3"])
    #expect(pair("[Manager] PatienceSec") == ["2min", "/croftd.conf.d/10-a.conf:2"])
    #expect(pair("[Manager] LogLevel") == ["info", nil])
    #expect(pair("[Manager] Cores") == ["3", "the command line"])
    #expect(pair("[Queue batch] Weight") == ["9", "croft scale"])
    #expect(pair("[Queue batch] Priority") == ["0", nil])
  }

  @Test func whatContradictsSomethingElseIsToldAsItCounts() throws {
    let found = try settings(
      """
      [Queue a]
      Default=yes
      CoresMin=3
      CoresMax=2
      [Queue b]
      Default=yes
      [Backoff]
      FirstSec=9s
      MaxSec=5s
      [Manager]
      ReclaimSec=nonsense
      AdministratorsGroup=
      """)
    #expect(found["[Queue a] Default"]?.value == "yes")
    #expect(found["[Queue b] Default"]?.value == "no")
    #expect(found["[Queue a] CoresMin"]?.value == "0")
    #expect(found["[Backoff] FirstSec"]?.value == "5s")
    #expect(found["[Manager] ReclaimSec"] == ConfigurationSetting(section: "Manager", key: "ReclaimSec", value: "30s"))
    #expect(found["[Manager] AdministratorsGroup"]?.value == "")
    #expect(found["[Manager] AdministratorsGroup"]?.origin == "/croftd.conf:12")
  }

  @Test func whatAddsUpIsThereOnceForEachAssignment() throws {
    var sources = ConfigurationSources()
    let users = try #require(ConfigurationKeys.queue.keys.first { $0.name == "Users" })
    for (line, value) in ["a b", "", "c", String(repeating: "é", count: 200)].enumerated() {
      let place = ConfigurationPlace(file: "f", line: line)
      sources.note(.init(key: "Users", value: value, place: place), to: users, in: "Queue default")
    }
    let found = sources.settings(of: ManagerConfiguration()) { "\($0.file):\($0.line ?? 0)" }.filter {
      $0.key == "Users"
    }
    #expect(found.map(\.value) == ["c", String(repeating: "é", count: 128) + "…"])
    #expect(found.map(\.origin) == ["f:2", "f:3"])
  }
}
