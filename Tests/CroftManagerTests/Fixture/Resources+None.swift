import CroftProtocol

extension Resources {
  /// Where a test starts to add up, or doesn't care.
  static let none = Resources(cores: 0, memoryBytes: 0)
}
