import Glibc

/// What is done with paths whose bytes may be any but 0.
enum PathBytes {
  static let slash = UInt8(ascii: "/")

  static func absolute(_ path: [UInt8], in directory: [UInt8]) -> [UInt8] {
    path.first == slash ? path : directory + [slash] + path
  }

  /// For people: what isn't UTF-8 becomes U+FFFD.
  static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

  static func withCString<Result>(_ bytes: [UInt8], _ body: (UnsafePointer<CChar>) -> Result) -> Result {
    (bytes + [0]).withUnsafeBytes { buffer in
      buffer.withMemoryRebound(to: CChar.self) { characters in
        guard let start = characters.baseAddress else { preconditionFailure("an array with a 0 in it has an address") }
        return body(start)
      }
    }
  }

  /// The mode of what is there, with links followed, or the error's number.
  static func mode(of path: [UInt8]) -> (mode: mode_t, error: CInt) {
    var status = stat()
    let error = withCString(path) { stat($0, &status) == 0 ? 0 : errno }
    return (status.st_mode, error)
  }

  static func isDirectory(_ mode: mode_t) -> Bool { mode & S_IFMT == S_IFDIR }
}
