/// Why bytes aren't a JSON document, and where.
package struct JSONSyntaxError: Error, Equatable, Sendable, CustomStringConvertible {
  package let problem: String
  /// Counted from the document's first byte.
  package let byteOffset: Int

  package init(_ problem: String, at byteOffset: Int) {
    self.problem = problem
    self.byteOffset = byteOffset
  }

  package var description: String { "not JSON: \(problem) at byte \(byteOffset)" }
}
