import Glibc

/// What there is of a program that a command names.
package enum ProgramLookup: Sendable, Equatable {
  case found
  case missing
  case notExecutable
  case isDirectory

  /// Looks a program up as execvp(3) does: on the path, unless there is a slash in its name.
  ///
  /// - Parameters:
  ///   - path: directories with colons between them, as in `PATH`.
  ///   - directory: what a relative name is relative to; nil is the working directory.
  package static func find(_ name: String, path: String, relativeTo directory: String? = nil) -> ProgramLookup {
    let base = directory.map { $0 + "/" } ?? ""
    if name.contains("/") { return look(at: name.hasPrefix("/") ? name : base + name) }
    var best = ProgramLookup.missing
    for part in path.split(separator: ":", omittingEmptySubsequences: false) {
      // An empty part is the working directory.
      let folder = part.isEmpty ? "." : String(part)
      let result = look(at: (folder.hasPrefix("/") ? folder : base + folder) + "/" + name)
      if result == .found { return .found }
      if result == .notExecutable { best = result }
    }
    return best
  }

  private static func look(at path: String) -> ProgramLookup {
    var status = stat()
    guard stat(path, &status) == 0 else { return .missing }
    if status.st_mode & S_IFMT == S_IFDIR { return .isDirectory }
    return access(path, X_OK) == 0 ? .found : .notExecutable
  }
}
