import Testing

@testable import CroftProtocol

@Suite struct ManagerPathsTests {
  @Test func rootsManagerIsTheSystems() {
    let paths = ManagerPaths.standard(userID: 0, environment: ["XDG_RUNTIME_DIR": "/run/user/0"])
    #expect(paths == .system)
    #expect(paths.socket == "/run/croft/io.croft.Manager")
  }

  @Test func aUsersManagerFollowsTheXDGDirectories() {
    let paths = ManagerPaths.standard(
      userID: 7, environment: ["XDG_RUNTIME_DIR": "/run/user/7", "XDG_STATE_HOME": "/x", "HOME": "/home/u"])
    #expect(paths.socket == "/run/user/7/croft/io.croft.Manager")
    #expect(paths.state == "/x/croft")
    #expect(paths.scratch == "/x/croft/scratch")
  }

  @Test func withoutThemItFallsBack() {
    let home = ManagerPaths.standard(userID: 7, environment: ["HOME": "/home/u", "XDG_RUNTIME_DIR": "relative"])
    #expect(home.socket == "/tmp/croft-7/io.croft.Manager")
    #expect(home.state == "/home/u/.local/state/croft")
    #expect(ManagerPaths.standard(userID: 7, environment: [:]).state == "/tmp/croft-7/state")
  }
}
