import CroftLinux

/// A result, and how long it took.
struct Timed<Value> {
  var seconds: Double
  var value: Value
}

extension Timed: Sendable where Value: Sendable {}

/// Times what it is given.
enum Stopwatch {
  static func seconds(_ body: () async throws -> Void) async rethrows -> Double {
    try await timed(body).seconds
  }

  static func timed<Value>(_ body: () async throws -> Value) async rethrows -> Timed<Value> {
    let start = MonotonicTime.nowNanoseconds
    let value = try await body()
    return Timed(seconds: Double(MonotonicTime.nowNanoseconds - start) / 1e9, value: value)
  }
}
