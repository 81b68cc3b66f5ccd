import CroftDataset

/// Actions that write files.
enum WritingEnding<Key: ProgramKey>: ProgramEnding {
  case text
  case csv
  case jsonLines
  case records

  /// Texts of this length hold a row.
  private static var recordLength: Int { 12 }

  func action(on dataset: Dataset<(Key, Int)>, directory: String) -> Action<Void> {
    switch self {
    case .text: dataset.map { Self.line($0.0.number, $0.1) }.saveAsTextFile(directory)
    case .csv: dataset.map { ($0.0.number, $0.1) }.saveAsCSV(directory, header: ["key", "value"])
    case .jsonLines: dataset.map { Row($0) }.saveAsJSONLines(directory)
    case .records: dataset.map { Self.record($0.0.number, $0.1) }.saveAsRecords(directory)
    }
  }

  func difference(of output: Void, from model: Model, saved: () throws -> [String]) throws -> String? {
    var rows: [Row] = []
    for file in try saved() {
      for line in lines(of: file) {
        guard let row = Self.row(line) else { return "wrote \"\(line)\", which is no row" }
        rows.append(row)
      }
    }
    return model.difference(from: rows)
  }

  private func lines(of file: String) -> [Substring] {
    switch self {
    case .text, .jsonLines: return file.split(separator: "\n")
    // A line of a file with CR LF is one character at its end.
    case .csv: return file.split(whereSeparator: \.isNewline).filter { $0 != "key,value" }
    case .records:
      var (rest, records) = (file[...], [Substring]())
      while !rest.isEmpty {
        records.append(rest.prefix(Self.recordLength))
        rest = rest.dropFirst(Self.recordLength)
      }
      return records
    }
  }

  private static func line(_ key: Int, _ value: Int) -> String { "\(key) \(value)" }

  private static func record(_ key: Int, _ value: Int) -> Text {
    let line = line(key, value)
    return Text(line + String(repeating: " ", count: recordLength - line.utf8.count))
  }

  /// The two numbers of a line, whatever is between them.
  private static func row(_ line: Substring) -> Row? {
    let numbers = line.split { !$0.isNumber }.compactMap { Int($0) }
    return numbers.count == 2 ? Row(key: numbers[0], value: numbers[1]) : nil
  }
}

/// Actions for what they do, which here is no more than what taps before them add.
enum VisitingEnding<Key: ProgramKey>: ProgramEnding {
  case foreach
  case foreachPartition

  func action(on dataset: Dataset<(Key, Int)>, directory: String) -> Action<Void> {
    switch self {
    case .foreach: dataset.foreach { _ in }
    case .foreachPartition: dataset.foreachPartition { pairs in try pairs.forEach { _ in } }
    }
  }

  func difference(of output: Void, from model: Model, saved: () throws -> [String]) -> String? { nil }
}

/// Rows that are read from files one by one.
struct IteratingEnding<Key: ProgramKey>: ProgramEnding {
  func action(on dataset: Dataset<(Key, Int)>, directory: String) -> Action<LocalIterator<(Key, Int)>> {
    dataset.toLocalIterator()
  }

  func difference(of output: LocalIterator<(Key, Int)>, from model: Model, saved: () throws -> [String]) throws
    -> String?
  {
    var (iterator, rows) = (output.makeIterator(), [Row]())
    while let pair = try iterator.nextElement() { rows.append(Row(pair)) }
    return model.difference(from: rows)
  }
}
