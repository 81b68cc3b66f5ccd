/// How much memory executors have, and how much more the next one has after one ran out of it.
package struct MemoryPolicy: Sendable, Equatable {
  /// Of an executor at first.
  package let executorBytes: Int
  /// What is multiplied by this after each loss for want of memory.
  package let growth: Double
  /// The most that is asked for.
  package let mostBytes: Int

  /// - Parameter mostBytes: nil for eight times what executors have at first.
  package init(executorBytes: Int, growth: Double = 2, mostBytes: Int? = nil) {
    self.executorBytes = max(executorBytes, 1)
    self.growth = growth.isFinite ? max(growth, 1) : 1
    let (usual, isTooLarge) = self.executorBytes.multipliedReportingOverflow(by: 8)
    self.mostBytes = max(mostBytes ?? (isTooLarge ? .max : usual), self.executorBytes)
  }

  /// What comes after so much was not enough.
  func grown(from bytes: Int) -> Int {
    min(Int(exactly: (Double(bytes) * growth).rounded()) ?? .max, mostBytes)
  }

  /// How many times the usual memory that is, to two decimals: `2`, `1.5`.
  package func times(_ bytes: Int) -> String {
    let hundredths = Int((Double(bytes) / Double(executorBytes) * 100).rounded())
    let (whole, part) = hundredths.quotientAndRemainder(dividingBy: 100)
    if part == 0 { return "\(whole)" }
    return part.isMultiple(of: 10) ? "\(whole).\(part / 10)" : "\(whole).\(part < 10 ? "0" : "")\(part)"
  }
}
