/// What `--array` takes: indexes, and how many of their tasks may run at once (`1-1000%8`).
package struct ArraySpecification: Sendable, Equatable, Codable {
  package let indices: ArrayIndices
  /// nil: as many as there is room for.
  package let maxRunning: Int?

  /// - Throws: a ``BatchError`` that says what is right.
  package init(_ text: String) throws(BatchError) {
    let parts = text.split(separator: "%", maxSplits: 1, omittingEmptySubsequences: false)
    indices = try ArrayIndices(String(parts[0]))
    guard parts.count == 2 else {
      maxRunning = nil
      return
    }
    guard let limit = ArrayGrammar.number(parts[1]), limit > 0 else {
      throw BatchError(
        "'\(text.onOneLine)' is no array: behind % stands how many tasks may run at once, such as 1-1000%8")
    }
    maxRunning = limit
  }
}

/// Reads the indexes of Slurm's `--array`.
enum ArrayGrammar {
  /// Twelve digits hold a date with its time to the minute, and no sum of them comes near 63 bits.
  private static let mostDigits = 12

  static let tooMany = BatchError(
    "an array has \(BatchLimits.tasks) indexes at most: submit several arrays, or have each task do more")

  static func progressions(_ text: String) throws(BatchError) -> [ArrayIndices.Progression] {
    var found: [ArrayIndices.Progression] = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      do {
        found.append(try progression(part))
      } catch {
        let place = part.count == text.count ? "" : " of '\(text.onOneLine)'"
        throw BatchError("'\(String(part).onOneLine)'\(place) is no array: \(error)")
      }
    }
    return found
  }

  private static func progression(_ part: Substring) throws(BatchError) -> ArrayIndices.Progression {
    if part.isEmpty { throw BatchError("an index is missing; write such as 1-1000, 0-20:4 or 1,3,5-7") }
    if part.hasPrefix("-") { throw BatchError("an index is 0 or more") }
    let stepped = part.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    let bounds = stepped[0].split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
    guard let first = number(bounds[0]), let last = number(bounds[bounds.count - 1]) else {
      throw BatchError("an index is a whole number of \(mostDigits) digits at most; write such as 1-1000, 0-20:4")
    }
    guard first <= last else { throw BatchError("it runs backwards; write \(last)-\(first)") }
    if stepped.count == 1 { return try counted(from: first, to: last, step: 1) }
    guard bounds.count == 2 else { throw BatchError("a step belongs to a range, such as \(first)-20:4") }
    guard let step = number(stepped[1]), step > 0 else {
      throw BatchError("a step is a whole number of 1 or more, such as \(first)-\(last):4")
    }
    return try counted(from: first, to: last, step: step)
  }

  private static func counted(from first: Int, to last: Int, step: Int) throws(BatchError) -> ArrayIndices.Progression {
    let count = (last - first) / step + 1
    guard count <= BatchLimits.tasks else { throw tooMany }
    return ArrayIndices.Progression(first: first, step: count == 1 ? 1 : step, count: count)
  }

  /// Of digits alone; nil for anything else that `Int` would take.
  static func number(_ digits: Substring) -> Int? {
    guard (1...mostDigits).contains(digits.utf8.count), digits.utf8.allSatisfy({ (0x30...0x39).contains($0) })
    else { return nil }
    return Int(digits)
  }
}
