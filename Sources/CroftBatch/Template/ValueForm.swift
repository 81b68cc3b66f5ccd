/// A form of a value in a command, such as `{.}`: most are for paths. GNU parallel's, byte by byte.
package enum ValueForm: String, Sendable, Equatable, Codable, CaseIterable {
  case whole = ""
  case withoutExtension = "."
  case basename = "/"
  case directory = "//"
  case basenameWithoutExtension = "/."

  package func applied(to value: ByteString) -> ByteString {
    switch self {
    case .whole: value
    case .withoutExtension: ByteString(Self.withoutExtension(value.bytes[...]))
    case .basename: ByteString(Self.basename(value.bytes[...]))
    case .directory: ByteString(Self.directory(value.bytes[...]))
    case .basenameWithoutExtension: ByteString(Self.withoutExtension(Self.basename(value.bytes[...])))
    }
  }

  private static let slash = UInt8(ascii: "/")

  /// Without the last dot and what is behind it, if there is no slash behind it.
  private static func withoutExtension(_ path: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    guard let dot = path.lastIndex(of: UInt8(ascii: ".")), !path[dot...].contains(slash) else { return path }
    return path[..<dot]
  }

  /// What is behind the last slash: nothing for a path that ends in one.
  private static func basename(_ path: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    path.lastIndex(of: slash).map { path[($0 + 1)...] } ?? path
  }

  /// As dirname(1): `.` for a name without a slash.
  private static func directory(_ path: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    let above = withoutLastName(path)
    return path.last == slash ? withoutLastName(above) : above
  }

  /// What is before the last slash, without the slashes there; the root stays.
  private static func withoutLastName(_ path: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    guard let last = path.lastIndex(of: slash) else { return [UInt8(ascii: ".")] }
    let name = path[..<last].lastIndex { $0 != slash }
    return path[...(name ?? path.startIndex)]
  }
}
