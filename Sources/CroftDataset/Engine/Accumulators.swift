package import CroftProtocol

/// What one task has added to one accumulator so far.
package protocol AccumulatorState: AnyObject {
  /// The sum of what was added, for the driver to combine.
  func encoded() throws -> [UInt8]
}

extension TaskContext {
  /// What the task has added, for the driver.
  package func accumulatorUpdates() throws -> [AccumulatorUpdate] {
    try accumulators.sorted { $0.key < $1.key }.map {
      AccumulatorUpdate(accumulator: UInt16($0.key), value: try $0.value.encoded())
    }
  }
}
