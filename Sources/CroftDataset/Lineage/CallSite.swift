/// Where in the user's program an operator was called.
package struct CallSite: Sendable, CustomStringConvertible {
  /// As `#fileID` gives it: the module and the file.
  package let file: StaticString
  package let line: UInt

  package init(_ file: StaticString, _ line: UInt) {
    self.file = file
    self.line = line
  }

  package var description: String { "\(file):\(line)" }
}
