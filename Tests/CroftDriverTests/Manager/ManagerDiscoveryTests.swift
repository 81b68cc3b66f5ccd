import CroftDriver
import CroftProtocol
import Glibc
import Testing

@Suite struct ManagerDiscoveryTests {
  private static let own = "/run/user/1000/croft/io.croft.Manager"
  private static let system = "/run/croft/io.croft.Manager"

  /// Looks as user 1000, where managers answer on these sockets.
  private func master(
    requested: String? = nil, variable: String? = nil, answering: Set<String> = [], userID: uid_t = 1000
  ) throws -> Master {
    var environment = ["XDG_RUNTIME_DIR": "/run/user/1000"]
    environment["CROFT_MASTER"] = variable
    let discovery = ManagerDiscovery(userID: userID, environment: environment) { path in
      answering.contains(path) ? nil : ManagerClientError(.unreachable(errno: ENOENT), socketPath: path)
    }
    return try discovery.master(requested: requested)
  }

  @Test func theOptionWinsOverTheVariable() throws {
    #expect(try master(requested: "local[2]", variable: "unix:/a") == .local(slots: 2))
    #expect(try master(variable: "unix:/a", answering: [Self.own]) == .manager(socketPath: "/a"))
  }

  @Test func anEmptyVariableCountsAsUnset() throws {
    #expect(try master(variable: "", answering: [Self.own]) == .manager(socketPath: Self.own))
  }

  @Test func theUsersManagerComesBeforeTheSystems() throws {
    #expect(try master(answering: [Self.own, Self.system]) == .manager(socketPath: Self.own))
    #expect(try master(requested: "croft", answering: [Self.system]) == .manager(socketPath: Self.system))
  }

  @Test func aSocketThatWasAskedForIsTakenUnseen() throws {
    #expect(try master(requested: "unix:/nowhere") == .manager(socketPath: "/nowhere"))
  }

  @Test func noManagerNamesWhereItLookedAndBothWaysOut() {
    let error = #expect(throws: NoManagerError.self) { try master() }
    let text = """
      no manager answers on \(Self.own) (No such file or directory) or \(Self.system) (No such file or directory): \
      start one with croftd, or run without one by --master local[N]
      """
    #expect(error?.description == text)
  }

  @Test func rootLooksOnlyForTheSystemsManager() {
    let error = #expect(throws: NoManagerError.self) { try master(userID: 0) }
    #expect(error?.failures.map(\.socketPath) == [Self.system])
  }

  @Test func aBadVariableIsAnError() {
    #expect(throws: MasterURLError.self) { try master(variable: "yarn") }
  }
}
