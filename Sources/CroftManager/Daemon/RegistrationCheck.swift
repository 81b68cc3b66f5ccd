import CroftLinux
import CroftProtocol
import Glibc

/// Checks what somebody says of an application before anything is done with it.
enum RegistrationCheck {
  /// For a table's column; longer names only push other things off the screen.
  static let maximumNameBytes = 128
  /// PATH_MAX, less the NUL: the kernel takes no longer path.
  static let maximumPathBytes = 4095
  /// More than anybody tells apart, on either side of the usual 0.
  static let priorities = -1000...1000
  /// AT_EMPTY_PATH and AT_STATX_DONT_SYNC of linux/fcntl.h, which the Glibc module hides.
  private static let emptyPath: CInt = 0x1000
  private static let withoutAsking: CInt = 0x4000

  static func check(
    name: String, arguments: [String], environment: [String], directory: String, image: FileDescriptor,
    priority: Int?
  ) throws(ManagerError) {
    // Names and directories go to terminals. Without control characters they also take at most twice their length in
    // a message, so that the list of all applications fits in one.
    try require(!name.hasControlCharacters && (1...maximumNameBytes).contains(name.utf8.count), "name")
    try require((1...maximumPathBytes).contains(arguments.first?.utf8.count ?? 0), "arguments")
    try require(!arguments.contains { $0.utf8.contains(0) }, "arguments")
    try require(environment.allSatisfy { !$0.utf8.contains(0) && $0.contains("=") }, "environment")
    try require(directory.hasPrefix("/") && directory.utf8.count <= maximumPathBytes, "directory")
    try require(!directory.hasControlCharacters, "directory")
    try require(priorities.contains(priority ?? 0), "priority")
    try check(image: image)
  }

  static func check(image: FileDescriptor) throws(ManagerError) {
    var status = stat()
    // Its kind never changes, so there is no need to ask a file server, which may be slow or the user's own.
    try require(
      fstatat(image.rawValue, "", &status, emptyPath | withoutAsking) == 0 && status.st_mode & S_IFMT == S_IFREG,
      "image")
  }

  private static func require(_ condition: Bool, _ parameter: String) throws(ManagerError) {
    if !condition { throw .service(.invalidParameter(parameter: parameter)) }
  }
}
