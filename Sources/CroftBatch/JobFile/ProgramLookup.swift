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
    locate(ByteString(name), path: ByteString(path), relativeTo: directory.map { ByteString($0) }).lookup
  }

  /// The same for names that may not be text.
  ///
  /// - Returns: also where it is, if it was found.
  package static func locate(
    _ name: ByteString, path: ByteString, relativeTo directory: ByteString? = nil
  ) -> (lookup: ProgramLookup, path: ByteString?) {
    let slash = UInt8(ascii: "/")
    func below(_ folder: some Sequence<UInt8>, _ name: ByteString) -> ByteString {
      ByteString(Array(folder) + [slash] + name.bytes)
    }
    func based(_ path: ByteString) -> ByteString {
      guard let directory, path.bytes.first != slash else { return path }
      return below(directory.bytes, path)
    }
    if name.bytes.contains(slash) {
      let place = based(name)
      let lookup = look(at: place)
      return (lookup, lookup == .found ? place : nil)
    }
    var best = ProgramLookup.missing
    for part in path.bytes.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false) {
      // An empty part is the working directory.
      let place = below(based(part.isEmpty ? "." : ByteString(part)).bytes, name)
      let lookup = look(at: place)
      if lookup == .found { return (.found, place) }
      if lookup == .notExecutable { best = lookup }
    }
    return (best, nil)
  }

  private static func look(at path: ByteString) -> ProgramLookup {
    var status = stat()
    guard path.withCString({ stat($0, &status) }) == 0 else { return .missing }
    if status.st_mode & S_IFMT == S_IFDIR { return .isDirectory }
    return path.withCString { access($0, X_OK) } == 0 ? .found : .notExecutable
  }
}
