/// The name that somebody who mistyped one most likely meant.
package enum NearestName {
  /// A longer one is no slip of the fingers, and the comparison costs the product of both lengths.
  private static let longestCompared = 64

  /// nil when none is near: more than a third of its letters would have to change, or all of them.
  package static func of(_ written: String, among names: [String]) -> String? {
    guard written.count <= longestCompared else { return nil }
    // Two lengths so different take too many changes by themselves, and are cheaper to compare.
    let ranked = names.filter { abs($0.count - written.count) * 3 <= max($0.count, 3) }
      .map { (name: $0, edits: edits(Array(written.lowercased()), Array($0.lowercased()))) }
    guard let nearest = ranked.min(by: { $0.edits < $1.edits }) else { return nil }
    let isNear = nearest.edits * 3 <= max(nearest.name.count, 3)
    return isNear && nearest.edits < max(nearest.name.count, written.count) ? nearest.name : nil
  }

  /// Letters that have to be added, removed, changed or swapped with the next to make one word from the other
  /// (Damerau and Levenshtein's distance, as optimal string alignment).
  private static func edits(_ first: [Character], _ second: [Character]) -> Int {
    var beforePrevious: [Int] = []
    var previous = Array(0...second.count)
    for (row, letter) in first.enumerated() {
      var current = [row + 1]
      for (column, other) in second.enumerated() {
        let changed = previous[column] + (letter == other ? 0 : 1)
        var least = min(changed, previous[column + 1] + 1, current[column] + 1)
        if row > 0, column > 0, letter == second[column - 1], other == first[row - 1] {
          least = min(least, beforePrevious[column - 1] + 1)
        }
        current.append(least)
      }
      (beforePrevious, previous) = (previous, current)
    }
    return previous[second.count]
  }
}
