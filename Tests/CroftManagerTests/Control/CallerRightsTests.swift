import Glibc
import Testing

@testable import CroftManager

@Suite struct CallerRightsTests {
  private func rights(
    _ user: uid_t, manager: uid_t, isSystem: Bool = false, isAdministrator: Bool = false
  ) -> CallerRights {
    CallerRights(userID: user, managerUserID: manager, isSystem: isSystem, isAdministrator: isAdministrator)
  }

  @Test func theSystemsManagerServesEveryoneTheirOwn() {
    let user = rights(7, manager: 0, isSystem: true)
    #expect(user.mayLook && user.mayRun)
    #expect(user.maySee(applicationsOf: 7) && user.mayAct(onApplicationOf: 7))
    #expect(!user.maySee(applicationsOf: 8) && !user.mayAct(onApplicationOf: 8))
    #expect(!user.maySeeAll && !user.mayAdminister)
    let root = rights(0, manager: 0, isSystem: true)
    #expect(root.maySeeAll && root.mayAct(onApplicationOf: 7) && root.mayAdminister)
  }

  @Test func administratorsSeeAndEndAll() {
    let administrator = rights(7, manager: 0, isSystem: true, isAdministrator: true)
    #expect(administrator.maySeeAll && administrator.mayAct(onApplicationOf: 8) && administrator.mayAdminister)
  }

  @Test(arguments: [0, 7]) func aManagerStartedByHandServesItsUserAlone(manager: uid_t) {
    let owner = rights(manager, manager: manager)
    #expect(owner.mayLook && owner.mayRun && owner.mayAct(onApplicationOf: manager) && owner.mayAdminister)
    let other = rights(8, manager: manager, isAdministrator: true)
    #expect(!other.mayLook && !other.mayRun && !other.mayAdminister && !other.mayAct(onApplicationOf: manager))
  }

  @Test func rootMayLookAtAUsersManagerAndAdministerIt() {
    let root = rights(0, manager: 7)
    #expect(root.mayLook && root.maySeeAll && root.mayAdminister)
    #expect(!root.mayRun && !root.mayAct(onApplicationOf: 7))
  }
}
