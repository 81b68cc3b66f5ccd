import CroftProtocol

/// Random numbers for one row, drawn one after the other; the same row draws the same ones on every run.
struct Draw {
  private var state: UInt64

  init(row: Int, seed: UInt64) { state = StableHash.hash(UInt64(row) ^ seed) }

  /// Below 2^64.
  mutating func next() -> UInt64 {
    state = StableHash.hash(state)
    return state
  }

  /// From 0 to below a bound, which is far below 2^64, so that the remainder's bias doesn't matter.
  mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }
}
