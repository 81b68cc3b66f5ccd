import CroftLinux
import Glibc
import Synchronization
import Testing

@Suite struct EventLoopTests {
  @Test func tellsWhatIsReadableWritableAndHungUp() throws {
    let loop = try EventLoop()
    let (ours, theirs) = try UnixSocket.pair(bufferBytes: nil)
    var seen: [EventLoop.Readiness] = []
    try loop.watch(ours.rawValue, for: [.readable, .writable]) { seen.append($0) }
    loop.runOnce(timeoutNanoseconds: nil)
    try theirs.writeAll("x")
    loop.runOnce(timeoutNanoseconds: nil)
    try loop.setInterest(ours.rawValue, .readable)
    loop.runOnce(timeoutNanoseconds: nil)
    try loop.setInterest(ours.rawValue, [])
    loop.runOnce(timeoutNanoseconds: 0)
    shutdown(theirs.rawValue, CInt(SHUT_RDWR))
    loop.runOnce(timeoutNanoseconds: nil)
    #expect(seen == [.writable, [.readable, .writable], .readable, .hangUp])
    loop.unwatch(ours.rawValue)
  }

  @Test func aWatchThatEndedInTheSameBatchIsNotCalled() throws {
    let loop = try EventLoop()
    let (first, firstPeer) = try UnixSocket.pair(bufferBytes: nil)
    let (second, secondPeer) = try UnixSocket.pair(bufferBytes: nil)
    try firstPeer.writeAll("x")
    try secondPeer.writeAll("x")
    var calls: [String] = []
    // Whichever comes first ends the other, and watches its descriptor anew: the queued event is not the new watch's.
    func watch(_ mine: FileDescriptor, _ other: FileDescriptor, _ name: String) throws {
      try loop.watch(mine.rawValue, for: .readable) { _ in
        calls.append(name)
        loop.unwatch(mine.rawValue)
        loop.unwatch(other.rawValue)
        try? loop.watch(other.rawValue, for: .readable) { _ in calls.append("new") }
      }
    }
    try watch(first, second, "old")
    try watch(second, first, "old")
    loop.runOnce(timeoutNanoseconds: nil)
    #expect(calls == ["old"])
    loop.runOnce(timeoutNanoseconds: nil)
    #expect(calls == ["old", "new"])
    withExtendedLifetime((firstPeer, secondPeer)) {}
  }

  @Test func aSecondWatchOfADescriptorIsRefused() throws {
    let loop = try EventLoop()
    let pipe = try FileDescriptor.pipe()
    try loop.watch(pipe.reading.rawValue, for: .readable) { _ in }
    let error = #expect(throws: SystemError.self) {
      try loop.watch(pipe.reading.rawValue, for: .readable) { _ in }
    }
    #expect(error?.errno == EEXIST)
  }

  @Test func timersFireInOrderAndCancelledOnesDoNot() throws {
    let loop = try EventLoop()
    let now = MonotonicTime.nowNanoseconds
    var fired: [Int] = []
    loop.addTimer(at: now + 3_000_000) {
      fired.append(3)
      loop.stop()
    }
    let cancelled = loop.addTimer(at: now + 2_000_000) { fired.append(2) }
    loop.addTimer(at: now + 1_000_000) { fired.append(1) }
    loop.addTimer(at: 0) { fired.append(0) }
    loop.cancelTimer(cancelled)
    loop.run()
    #expect(fired == [0, 1, 3])
    #expect(MonotonicTime.nowNanoseconds >= now + 3_000_000)
  }

  @Test func aThousandCancelledTimersLeaveTheOthersInOrder() throws {
    let loop = try EventLoop()
    var fired: [UInt64] = []
    var tokens: [TimerToken] = []
    // 7919 is a prime: the deadlines come in no order.
    for index in UInt64(0)..<1000 {
      let deadline = (index * 7919) % 1000
      let token = loop.addTimer(at: deadline) { fired.append(deadline) }
      if deadline % 10 != 0 { tokens.append(token) }
    }
    tokens.forEach(loop.cancelTimer)
    loop.runOnce(timeoutNanoseconds: 0)
    #expect(fired == stride(from: 0, to: 1000, by: 10).map { $0 })
  }

  @Test func manyWakesFromOtherThreadsLoseNothing() throws {
    let loop = try EventLoop()
    let waker = loop.waker
    let mailbox = Mailbox()
    let sent = 20_000
    var received = 0
    loop.onWake = {
      received += mailbox.take()
      if received == 2 * sent { loop.stop() }
    }
    let threads = try (0..<2).map { _ in
      try NamedThread.start(name: "waker") {
        for _ in 0..<sent {
          mailbox.put()
          waker.wake()
        }
      }
    }
    loop.run()
    threads.forEach { $0.join() }
    #expect(received == 2 * sent)
  }

  @Test func everyTurnIsFollowedByTheOwnersWork() throws {
    let loop = try EventLoop()
    var turns = 0
    loop.afterEachTurn = {
      turns += 1
      if turns == 2 { loop.stop() }
    }
    loop.waker.wake()
    loop.run()
    #expect(turns == 2)
  }

  @Test func aStopBeforeTheRunEndsItAtOnce() throws {
    let loop = try EventLoop()
    loop.stop()
    loop.run()
  }
}

/// Counts what several threads have sent.
private final class Mailbox: Sendable {
  private let count = Atomic(0)
  func put() { count.add(1, ordering: .relaxed) }
  func take() -> Int { count.exchange(0, ordering: .relaxed) }
}
