import CroftProtocol
import Testing

@testable import CroftManager

@Suite struct ConnectionLimitsTests {
  private let limits = ConnectionLimits(total: 10, perUser: 4, reserved: 3)

  private func isRefused(_ userID: UInt32, managerUserID: UInt32 = 7, open: Int, openOfUser: Int = 0) -> Bool {
    limits.refusal(of: userID, managerUserID: managerUserID, open: open, openOfUser: openOfUser) != nil
  }

  @Test func oneUserCannotTakeAllConnections() {
    #expect(!isRefused(1000, open: 3, openOfUser: 3))
    #expect(isRefused(1000, open: 4, openOfUser: 4))
  }

  @Test func rootAndTheManagersUserStillGetInWhenAllOthersAreFull() {
    #expect(!isRefused(1000, open: 6))
    #expect(isRefused(1000, open: 7))
    for userID: UInt32 in [0, 7] {
      #expect(!isRefused(userID, open: 9, openOfUser: 9))
      #expect(isRefused(userID, open: 10))
    }
  }

  @Test func oneUserCannotHaveAllApplications() {
    #expect(limits.applications(of: 1000, managerUserID: 7) == 2)
    for userID: UInt32 in [0, 7] { #expect(limits.applications(of: userID, managerUserID: 7) == limits.drivers) }
  }

  @Test func asManyApplicationsAsCanBeConnectedMayRegister() {
    #expect(limits.drivers == 3)
    #expect(AllocatorLimits().applications == ConnectionLimits().drivers)
  }

  @Test func theListOfAllApplicationsFitsInAMessage() throws {
    // A quote and a backslash take two bytes each in JSON, and nothing that is let in takes more.
    let longest = ApplicationSummary(
      id: .max, name: String(repeating: "\"", count: RegistrationCheck.maximumNameBytes), userID: Int(UInt32.max),
      processID: Int(Int32.max), executors: AllocatorLimits().executorsPerApplication,
      waiting: AllocatorLimits().executorsPerApplication, registeredAt: 1 << 50,
      directory: String(repeating: "\\", count: RegistrationCheck.maximumPathBytes),
      queue: String(repeating: "q", count: 255), state: .disconnected)
    let reply = ListApplications.Reply(
      applications: Array(repeating: longest, count: AllocatorLimits().applications))
    let message = VarlinkFramer.frame(VarlinkReply(parameters: try JSONValue(encoding: reply)).json)
    #expect(message.count < VarlinkFramer.maximumMessageBytes)
  }
}
