import CroftLinux
import Glibc
import Synchronization
import Testing

@Suite struct NamedThreadTests {
  @Test func theThreadHasItsNameAsFarAsTheKernelKeepsIt() throws {
    let name = try NamedThread.value(name: "slot-1 of executor 7") {
      try FileSystem.readText("/proc/thread-self/comm", maximumBytes: 100)
    }
    #expect(name == "slot-1 of execu\n")
  }

  @Test func aStackOfTheAskedSizeHoldsADeepRecursion() throws {
    // 64 MB: far beyond the default of 8 MB.
    let depth = try NamedThread.value(stackBytes: 64 << 20) { useStack(megabytes: 32) }
    #expect(depth == 32)
  }

  @Test func anImpossibleStackIsAnErrorThatNamesTheThread() {
    #expect(throws: SystemError("pthread_attr_setstacksize", errno: EINVAL, subject: "tiny")) {
      try NamedThread.start(name: "tiny", stackBytes: 1) {}
    }
  }

  @Test func joinMayBeCalledTwice() throws {
    let thread = try NamedThread.start(name: "once") {}
    thread.join()
    thread.join()
  }
}

@inline(never)
private func useStack(megabytes: Int) -> Int {
  guard megabytes > 0 else { return 0 }
  return withUnsafeTemporaryAllocation(byteCount: 1 << 20, alignment: 8) { bytes in
    bytes[0] = 1
    return useStack(megabytes: megabytes - 1) + Int(bytes[0])
  }
}
