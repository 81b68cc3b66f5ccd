import Croft

/// What was measured of something, and whether it is of the kind that is to be recognised.
struct Observation: Codable {
  /// 1 if it is of the kind, else 0.
  var label: Double
  var features: [Double]
}

/// The records of CSV files, parsed once and kept in the executors' memory for all rounds.
struct Observations: DatasetDefinition {
  /// The column that says what is to be learned; every other one is a feature.
  static let labelColumn = "label"

  var input: [String]

  var body: Dataset<Observation> {
    Dataset.csv(in: input).map { try Observation($0) }.cache()
  }
}

/// The names of the features; none if there are no observations.
struct FeatureNames: Job {
  var input: [String]

  var body: Action<[[String]]> {
    Dataset.csv(in: input)
      .map { row in row.columns.map { String($0) }.filter { $0 != Observations.labelColumn } }
      .take(1)
  }
}

extension Observation {
  fileprivate init(_ row: CSVRow) throws {
    guard let labelPosition = row.position(ofColumn: Observations.labelColumn) else {
      throw MalformedObservation(row, "there is no column named \(Observations.labelColumn)")
    }
    guard row.count == row.columns.count else {
      throw MalformedObservation(row, "there are \(row.count) fields for \(row.columns.count) columns")
    }
    let numbers = try (0..<row.count).map { position in
      guard let number = row.double(position), number.isFinite else {
        throw MalformedObservation(row, "\"\(try row[position])\" is no number")
      }
      return number
    }
    label = numbers[labelPosition]
    features = Array(numbers[..<labelPosition] + numbers[(labelPosition + 1)...])
    guard label == 0 || label == 1 else {
      throw MalformedObservation(row, "the label is \(label) and has to be 0 or 1")
    }
  }
}

struct MalformedObservation: Error, CustomStringConvertible {
  let file: String
  let position: Int
  let problem: String

  init(_ row: CSVRow, _ problem: String) {
    file = row.file
    position = row.position
    self.problem = problem
  }

  var description: String { "\(file), record at byte \(position): \(problem). Correct or remove it" }
}
