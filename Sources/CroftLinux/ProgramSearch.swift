/// A search for a program, as execvp(3) does it: in the directories of a path, unless there is a slash in its name.
package struct ProgramSearch: Sendable {
  /// Where to look without a `PATH`.
  package static let usualPath = "/bin:/usr/bin"

  /// What to execute; nil if there is nothing.
  package let path: [UInt8]?
  /// The files of that name that can't be run, in the order of the search, up to the one that can be.
  package let hindered: [(path: [UInt8], hindrance: ProgramHindrance)]
  /// Why nothing was found; nil if something was.
  package let hindrance: ProgramHindrance?

  /// - Parameters:
  ///   - name: a file's name, or a path.
  ///   - searchPath: directories with colons between them, as in `PATH`.
  ///   - directory: where relative paths begin; nil: in the working directory, and what is found is relative, too.
  package init(for name: [UInt8], in searchPath: [UInt8], from directory: [UInt8]? = nil) {
    let isPath = name.contains(PathBytes.slash)
    let candidates =
      isPath
      ? [name]
      : searchPath.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false).map { place in
        // An empty place is the working directory, as ever.
        (place.isEmpty ? Array(".".utf8) : Array(place)) + [PathBytes.slash] + name
      }
    var (found, hindered) = ([UInt8]?.none, [(path: [UInt8], hindrance: ProgramHindrance)]())
    for candidate in candidates {
      let path = directory.map { PathBytes.absolute(candidate, in: $0) } ?? candidate
      guard let hindrance = ProgramHindrance(at: path) else {
        found = path
        break
      }
      if isPath || hindrance != .missing { hindered.append((path, hindrance)) }
    }
    // A directory on the path that happens to have the name is nobody's program.
    let reason = (isPath ? hindered.first : hindered.first { $0.hindrance != .directory })?.hindrance
    (path, self.hindered, hindrance) = (found, hindered, found == nil ? reason ?? .missing : nil)
  }

  /// The same for text.
  package init(for name: String, in searchPath: String) {
    self.init(for: Array(name.utf8), in: Array(searchPath.utf8))
  }
}
