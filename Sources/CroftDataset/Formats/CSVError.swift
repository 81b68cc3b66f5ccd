/// Why a CSV file, or one field of it, can't be read.
public struct CSVError: PermanentError, Equatable, Sendable, CustomStringConvertible {
  /// The file's path.
  public let file: String
  /// Where the record begins in the file, or the malformed byte is: counted in bytes from 0.
  public let position: Int
  /// The column's name, or its number from 0 where it has none; nil if the error is not about one.
  public let column: String?
  /// What is wrong there.
  public let problem: String

  package init(file: String, position: Int, column: String? = nil, problem: String) {
    self.file = file
    self.position = position
    self.column = column
    self.problem = problem
  }

  /// Such as `trips.csv, record at byte 1200, column "fare": …`.
  public var description: String {
    let place = column.map { ", record at byte \(position), column \($0.debugDescription)" } ?? ", byte \(position)"
    return "\(file)\(place): \(problem)"
  }
}
