package import Glibc

/// What is done with paths whose bytes may be any but 0.
package enum PathBytes {
  package static let slash = UInt8(ascii: "/")

  /// The path itself if it is absolute, else below a directory.
  package static func absolute(_ path: [UInt8], in directory: [UInt8]) -> [UInt8] {
    path.first == slash ? path : directory + [slash] + path
  }

  /// For people: what isn't UTF-8 becomes U+FFFD.
  package static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

  package static func withCString<Result>(_ bytes: [UInt8], _ body: (UnsafePointer<CChar>) -> Result) -> Result {
    (bytes + [0]).withUnsafeBytes { buffer in
      buffer.withMemoryRebound(to: CChar.self) { characters in
        guard let start = characters.baseAddress else { preconditionFailure("an array with a 0 in it has an address") }
        return body(start)
      }
    }
  }

  /// The mode of what is there, with links followed, or the error's number.
  package static func mode(of path: [UInt8]) -> (mode: mode_t, error: CInt) {
    var status = stat()
    do {
      try checked("stat") { withCString(path) { stat($0, &status) } }
    } catch {
      return (0, error.errno)
    }
    return (status.st_mode, 0)
  }

  package static func isDirectory(_ mode: mode_t) -> Bool { mode & S_IFMT == S_IFDIR }

  /// Whether this process may execute a file; false also on a file system that is mounted with `noexec`.
  static func mayExecute(_ path: [UInt8]) -> Bool {
    (try? checked("access") { withCString(path) { access($0, X_OK) } }) != nil
  }

  /// Whether what is there lies on a file system from which nothing is executed.
  static func isMountedWithoutExecution(_ path: [UInt8]) -> Bool {
    var status = statvfs()
    let isKnown = (try? checked("statvfs") { withCString(path) { statvfs($0, &status) } }) != nil
    // ST_NOEXEC, which the Glibc module hides.
    return isKnown && status.f_flag & 8 != 0
  }
}
