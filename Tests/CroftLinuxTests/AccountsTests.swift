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
  }
}
