import CroftProtocol
import CroftTesting

@testable import CroftManager

// How a history ends.
extension FarmHistory {
  /// Everybody is there and released, nobody asks for more, and executors end: whatever can be served is.
  mutating func serveAll() {
    // A drain that ends in a stop would end the rest instead.
    guard !allocator.isStopping, allocator.drainEnd == nil else { return }
    changePressure(isHigh: false)
    // The manager may die of it, and has to be told again.
    while let id = allocator.applicationIDs.first(where: {
      allocator.applications[$0].map { $0.isHeld && !$0.hasEnded } ?? false
    }),
      brokenInvariant == nil
    {
      setHeld(id, false)
    }
    for _ in 0..<400 where brokenInvariant == nil && !waiting.isEmpty && !allocator.isStopping {
      while anyApplication(where: { !$0.isConnected }) != nil, brokenInvariant == nil { reconnect() }
      answerStart()
      endProcess()
      passTime(random.below(4000))
    }
    guard !allocator.isStopping, allocator.drainEnd == nil, !allocator.isPressureHigh else { return }
    let left = waiting.keys.filter { key in
      allocator.applications[key.application]?.waiting.first { $0.request == key.request }?.reasonWhyNever == nil
    }
    expect(left.isEmpty, "whatever can be served is in the end: \(left)")
  }

  /// The manager stops: nothing may be left.
  mutating func end() {
    for _ in 0..<1000 where !isFinished && brokenInvariant == nil {
      if !allocator.isStopping { stop() }
      answerStart()
      endProcess()
    }
    expect(isFinished, "a stop finishes")
    expect(allocator.free == allocator.capacity, "all capacity is back")
    expect(rows.applications.isEmpty && rows.executors.isEmpty && rows.requests.isEmpty, "no row is left")
    expect(rows.reclaims.isEmpty, "no reclaim is left")
  }
}
