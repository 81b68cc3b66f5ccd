import Testing

@testable import CroftLinux

@Suite struct AccountsTests {
  @Test func rootIsKnownToEveryMachine() throws {
    #expect(try Accounts.userID(named: "root") == 0)
    #expect(try Accounts.groupID(named: "root") == 0)
  }

  @Test func aNameWithoutAnAccountIsNoError() throws {
    #expect(try Accounts.userID(named: "no-such-user-here") == nil)
    #expect(try Accounts.groupID(named: "no-such-group-here") == nil)
    #expect(try Accounts.homeDirectory(ofUser: 4_000_000_000) == nil)
  }

  @Test func aServiceWithoutHomeStillHasItsUsersDirectory() {
    #expect(Accounts.stateDirectory([:], userID: 0) == "/root/.local/state")
    #expect(Accounts.stateDirectory(["HOME": "/h"], userID: 0) == "/h/.local/state")
    #expect(Accounts.stateDirectory(["HOME": "/h", "XDG_STATE_HOME": "/s"], userID: 0) == "/s")
    #expect(Accounts.stateDirectory(["HOME": "h", "XDG_STATE_HOME": "s"], userID: 0) == nil)
  }
}
