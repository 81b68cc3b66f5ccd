import Glibc
import Testing

@testable import CroftManager

@Suite struct CallerRightsTests {
  func rights(_ user: uid_t, manager: uid_t) -> CallerRights { CallerRights(userID: user, managerUserID: manager) }

  @Test func rootsManagerServesEveryoneTheirOwn() {
    let user = rights(7, manager: 0)
    #expect(user.mayLook && user.mayRun)
    #expect(user.maySee(applicationsOf: 7) && user.mayAct(onApplicationOf: 7))
    #expect(!user.maySee(applicationsOf: 8) && !user.mayAct(onApplicationOf: 8))
    let root = rights(0, manager: 0)
    #expect(root.maySee(applicationsOf: 7) && root.mayAct(onApplicationOf: 7))
  }

  @Test func aUsersManagerServesThatUserAndRootMayLook() {
    let owner = rights(7, manager: 7)
    #expect(owner.mayLook && owner.mayRun && owner.mayAct(onApplicationOf: 7))
    let other = rights(8, manager: 7)
    #expect(!other.mayLook && !other.mayRun)
    let root = rights(0, manager: 7)
    #expect(root.mayLook && root.maySee(applicationsOf: 7))
    #expect(!root.mayRun && !root.mayAct(onApplicationOf: 7))
  }
}
