import CroftDataset

/// The action of a program.
protocol ProgramEnding: Codable, Hashable, Sendable {
  associatedtype Key: ProgramKey
  associatedtype Output: Sendable

  /// - Parameter directory: where an action writes that does so.
  func action(on dataset: Dataset<(Key, Int)>, directory: String) -> Action<Output>
  /// Whether the result of the action on such rows is determined.
  func isDetermined(by model: Model) -> Bool
  /// Whether every partition is computed exactly once.
  var runsEverythingOnce: Bool { get }
  /// How the result differs from what is right; nil if it doesn't.
  ///
  /// - Parameter saved: reads the files that the action has written, in the order of the partitions.
  func difference(of output: Output, from model: Model, saved: () throws -> [String]) throws -> String?
}

extension ProgramEnding {
  var runsEverythingOnce: Bool { true }
  func isDetermined(by model: Model) -> Bool { true }
}

extension Row {
  init<Key: ProgramKey>(_ pair: (Key, Int)) { self.init(key: pair.0.number, value: pair.1) }
}

extension Model {
  /// Whether the order of all rows is promised.
  var hasSequence: Bool { order == .partitions || order == .sequence }
}
