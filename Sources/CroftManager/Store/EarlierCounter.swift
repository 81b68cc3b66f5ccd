import CroftLinux

/// The file in which earlier versions of croftd kept the next application's number.
enum EarlierCounter {
  private static let name = "next-application"
  private static let banner = "croft next application, version 1"

  /// Any other application's number is a sign of damage.
  static let sensible = 1..<1 << 53

  /// nil where there is none.
  static func read(in directory: String) throws -> Int? {
    let path = "\(directory)/\(name)"
    guard try FileSystem.status(path) != nil else { return nil }
    // Two short lines.
    let lines = try FileSystem.readText(path, maximumBytes: 256).split(separator: "\n")
    guard lines.count == 2, lines[0] == banner, let number = Int(lines[1]), sensible.contains(number)
    else {
      throw StoreError(
        .failed,
        """
        \(path) doesn't hold what croftd writes there, so the next application's number isn't known: restore it, or \
        remove it to begin again at 1
        """)
    }
    return number
  }

  /// - Returns: Where it was.
  static func remove(in directory: String) throws -> String {
    let path = "\(directory)/\(name)"
    try FileSystem.removeFile(path)
    return path
  }
}
