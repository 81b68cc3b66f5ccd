/// An input as somebody wrote it, on a command line or in a job file, before anything is read.
package enum InputSpecification: Sendable, Equatable, Codable {
  /// `--array 1-1000`.
  case array(ArraySpecification)
  /// `--over FILE|GLOB|-`: see ``InputSpecification/load()``.
  case over(ByteString, isNullSeparated: Bool = false)
  /// `--csv FILE`, or `-`.
  case csv(ByteString)
  /// Values given themselves, as behind GNU parallel's `:::`.
  case values([ByteString])

  /// Reads it.
  ///
  /// `over` takes a file of that name if there is one, whatever its name looks like; otherwise a name with one of
  /// `*?[` is a pattern, whose matches are the inputs. Each line of a file is an input, also an empty one, as GNU
  /// parallel has it: a carriage return before the line feed stays, and so do blanks. The last line feed may be
  /// missing. An empty file gives no tasks.
  ///
  /// - Throws: a ``BatchError`` that says what can't be read and why.
  package func load() throws(BatchError) -> InputSource {
    switch self {
    case .array(let array): return .array(array.indices)
    case .over(let argument, let isNullSeparated): return .records(try Self.over(argument, isNullSeparated))
    case .csv(let path):
      let content = try InputFile.content(of: path)
      do {
        return .table(try TableParser.table(content))
      } catch {
        throw BatchError("\(InputFile.name(path)) is no table: \(error)")
      }
    case .values(let values): return .records(try RecordList(values))
    }
  }

  /// How many inputs it is; nil where that depends on a file.
  var knownCount: Int? {
    switch self {
    case .array(let array): array.indices.count
    case .values(let values): values.count
    case .over, .csv: nil
    }
  }

  private static func over(_ argument: ByteString, _ isNullSeparated: Bool) throws(BatchError) -> RecordList {
    let isPattern = argument.bytes.contains { "*?[".utf8.contains($0) }
    if isPattern, try InputFile.mode(of: argument) == nil {
      guard !isNullSeparated else {
        throw BatchError("there is no file \(argument.quoted); a pattern's matches need no separator")
      }
      return try PathPattern.matches(argument)
    }
    let content = try InputFile.content(of: argument)
    let records: RecordList
    do {
      records = try RecordList(separatedBy: isNullSeparated ? 0 : UInt8(ascii: "\n"), content)
    } catch {
      throw BatchError("can't take the inputs from \(InputFile.name(argument)): \(error)")
    }
    if !isNullSeparated, let line = records.firstRecord(containing: 0) {
      throw BatchError(
        "line \(line + 1) of \(InputFile.name(argument)) has a byte 0 in it, which no argument can hold; "
          + "if zeros separate the inputs (find -print0), say so with -0")
    }
    return records
  }
}
