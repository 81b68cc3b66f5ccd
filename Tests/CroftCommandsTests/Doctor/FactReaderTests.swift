import CroftLinux
import CroftProtocol
import Testing

@testable import CroftCommands

@Suite struct FactReaderTests {
  /// The commands that a reader of a manager runs, and what it makes of their answers.
  private static func read(
    _ socketPath: String?, userID: UInt32, answer: @escaping ([String]) throws -> CapturedProgram
  ) -> (facts: InstallationFacts, commands: [String]) {
    var commands: [String] = []
    let reader = FactReader(
      socketPath: socketPath, userID: userID,
      environment: ["XDG_RUNTIME_DIR": "/nowhere", "XDG_STATE_HOME": "/nowhere"], isUnderSystemd: true
    ) { name, arguments in
      commands.append(([name] + arguments).joined(separator: " "))
      return try answer([name] + arguments)
    }
    let facts = reader.read()
    return (facts, commands)
  }

  private static func ended(_ code: CInt, _ output: String) -> CapturedProgram {
    CapturedProgram(exit: .exited(code: code), output: output)
  }

  @Test(arguments: [UInt32(0), 40_000])
  func theSystemsManagerIsJudgedByTheSystemsFiles(userID: UInt32) {
    let (facts, commands) = Self.read(ManagerPaths.system.socket, userID: userID) { words in
      words[0] == "croftd" ? Self.ended(78, "croftd: /etc/croft/croftd.conf:3: no key Coers=\n") : Self.ended(0, "")
    }
    #expect(facts.scope == .system)
    #expect(commands.contains("croftd --system --check-config"))
    #expect(commands.contains { $0.hasPrefix("systemctl show ") })
    #expect(facts.configuration.complaints == ["croftd: /etc/croft/croftd.conf:3: no key Coers="])
  }

  @Test func aUsersOwnManagerIsJudgedByTheirs() {
    let own = ManagerPaths.standard(userID: 40_000, environment: ["XDG_RUNTIME_DIR": "/nowhere"]).socket
    let (facts, commands) = Self.read(own, userID: 40_000) { _ in Self.ended(0, "yes\n") }
    #expect(facts.scope == .user(name: "40000", isLingering: false))
    #expect(commands.contains("croftd --check-config"))
    #expect(commands.contains { $0.hasPrefix("systemctl --user show ") })
    #expect(facts.configuration.complaints == nil)
    #expect(facts.kernel.isClockSynchronised == true)
  }

  @Test func ofAManagerThatWasStartedByHandNothingIsAskedOfSystemd() {
    let (facts, commands) = Self.read("/nowhere/socket", userID: 40_000) { _ in Self.ended(1, "") }
    #expect(facts.scope == .other)
    #expect(facts.units == nil)
    #expect(!commands.contains { $0.hasPrefix("systemctl") || $0.hasPrefix("croftd") })
  }

  /// A program that can't be run, or that hangs, isn't told as one that isn't there.
  @Test func whyAProgramGaveNoAnswerIsKept() {
    let (facts, _) = Self.read(ManagerPaths.system.socket, userID: 0) { words in
      throw ProgramHangs(name: words[0], milliseconds: 10_000)
    }
    #expect(facts.units == UnitsFacts(units: [], complaint: "systemctl hangs: it was ended after 10000 ms"))
    #expect(facts.configuration.complaints == nil)
    #expect(facts.kernel.isClockSynchronised == nil)
    let (refused, _) = Self.read(ManagerPaths.system.socket, userID: 0) { _ in
      Self.ended(1, "Failed to connect to bus\nmore\n")
    }
    #expect(refused.units?.complaint == "Failed to connect to bus; more")
  }
}
