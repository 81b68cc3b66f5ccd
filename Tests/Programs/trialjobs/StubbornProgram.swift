import Croft

/// A program that does not end when it is cancelled.
enum StubbornProgram {
  static func run(on farm: Farm, gate: TaskGate) async throws {
    do {
      _ = try await farm.run(SumByRemainder(count: 10, divisor: 7, partitions: 1, mapGate: gate))
    } catch let error as JobError where error.code == .cancelled {
      // It should leave now, and waits instead.
      gate.pass()
    }
  }
}
