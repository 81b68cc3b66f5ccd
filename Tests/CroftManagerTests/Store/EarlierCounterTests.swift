import CroftLinux
import CroftProtocol
import Glibc
import Testing

@testable import CroftManager

@Suite struct EarlierCounterTests {
  private func leave(_ content: String, in path: String) throws {
    let file = try FileDescriptor.open(path + "/next-application", flags: O_WRONLY | O_CREAT, mode: 0o600)
    try file.writeAll(content)
  }

  @Test func theNumberMovesIntoTheDatabase() throws {
    try withTemporaryDirectory { path in
      try leave("croft next application, version 1\n42\n", in: path)
      let (store, notices) = try Store.open(in: path, now: 0)
      #expect(notices == [.counterMoved(path: path + "/next-application")])
      #expect(try store.nextApplication() == ApplicationID(42))
      #expect(try FileSystem.status(path + "/next-application") == nil)
    }
  }

  @Test(arguments: ["", "7\n", "croft next application, version 1\nx\n", "croft next application, version 1\n-1\n"])
  func damageIsNotGuessedAt(content: String) throws {
    try withTemporaryDirectory { path in
      try leave(content, in: path)
      let error = #expect(throws: StoreError.self) { try Store.open(in: path, now: 0) }
      #expect(error?.description.contains("remove it to begin again at 1") == true)
    }
  }
}
