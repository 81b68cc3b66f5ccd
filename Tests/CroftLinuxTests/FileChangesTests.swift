import CroftLinux
import Testing

@Suite struct FileChangesTests {
  @Test func aChangeIsToldUntilItIsAcknowledged() throws {
    try withTemporaryDirectory { directory in
      let path = directory + "/file"
      try writeFile(path, "one")
      let changes = try FileChanges(of: path)
      let loop = try EventLoop()
      var told = 0
      try loop.watch(changes.descriptor.rawValue, for: .readable) { _ in told += 1 }
      loop.runOnce(timeoutNanoseconds: 0)
      #expect(told == 0)
      try writeFile(path, "two")
      loop.runOnce(timeoutNanoseconds: nil)
      #expect(told == 1)
      changes.acknowledge()
      loop.runOnce(timeoutNanoseconds: 0)
      #expect(told == 1)
      loop.unwatch(changes.descriptor.rawValue)
    }
  }

  @Test func whatIsNotThereCannotBeWatched() {
    let error = #expect(throws: SystemError.self) { try FileChanges(of: "/no/such/memory.events") }
    #expect(error?.description.contains("/no/such/memory.events") == true)
  }
}
