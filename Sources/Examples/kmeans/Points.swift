import Croft

/// The points of a text file, kept in the executors' memory.
///
/// A definition is a value: whichever job asks for the points of the same input gets the ones that are kept, so a file
/// is read and parsed once however many rounds there are.
struct Points: DatasetDefinition {
  var input: [String]

  var body: Dataset<[Double]> {
    Dataset.lines(in: input).filter { !$0.trimmed().isEmpty }.map { try Self.point($0) }.cache()
  }

  /// - Parameter line: numbers with blanks between them.
  private static func point(_ line: Text) throws -> [Double] {
    try line.trimmed().split(separator: " ").map { word in
      guard let number = Double(word), number.isFinite else {
        throw MalformedPoint(line: line, problem: "\"\(word)\" is no number")
      }
      return number
    }
  }
}

struct MalformedPoint: Error, CustomStringConvertible {
  let line: Text
  let problem: String

  var description: String {
    "\"\(line)\" is not a point: \(problem). Write as many numbers on each line, with blanks between them"
  }
}
