import CroftLinux
import Testing

@testable import CroftExecutor

/// With plain files in a cgroup's place: not every machine has the memory controller.
@Suite(.timeLimit(.minutes(1))) struct MemoryWarningsTests {
  @Test func aWarningThatMemoryIsBoundMakesRoom() throws {
    try LimitedCgroup.with { cgroup in
      try cgroup.fill(boundBytes: 800, high: 3)
      let loop = try EventLoop()
      var calls = 0
      let warnings = try #require(
        MemoryWarnings(of: cgroup.group, loop: loop) {
          calls += 1
          loop.stop()
        })
      defer { warnings.finish() }
      for count in 4...5 {
        try cgroup.fill(boundBytes: 800, high: count)
        loop.run()
      }
      #expect(calls == 2)
    }
  }

  @Test func pagesOfFilesAndOtherEventsAreNoReason() throws {
    try LimitedCgroup.with { cgroup in
      try cgroup.fill(boundBytes: 700, high: 0)
      let loop = try EventLoop()
      var bound: [Int] = []
      let warnings = try #require(
        MemoryWarnings(of: cgroup.group, loop: loop) {
          bound.append(cgroup.group.boundMemoryBytes ?? 0)
          loop.stop()
        })
      defer { warnings.finish() }
      try cgroup.fill(boundBytes: 900, high: 0)
      loop.runOnce(timeoutNanoseconds: 0)
      try cgroup.fill(boundBytes: 700, high: 1)
      loop.runOnce(timeoutNanoseconds: 0)
      #expect(bound.isEmpty)
      // What came before was quiet for good reason, not because nobody listened.
      try cgroup.fill(boundBytes: 950, high: 2)
      loop.run()
      #expect(bound == [950])
    }
  }

  @Test func withoutTheControllerThereAreNone() throws {
    let loop = try EventLoop()
    #expect(MemoryWarnings(of: Cgroup(path: "/no/such/cgroup"), loop: loop) {} == nil)
  }
}
