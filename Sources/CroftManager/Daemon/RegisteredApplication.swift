import CroftLinux
import CroftProtocol
import Glibc

/// What the manager knows of an application besides its resources.
struct RegisteredApplication {
  let id: ApplicationID
  let name: String
  let peer: PeerCredentials
  let launch: ExecutorLaunch
  /// Milliseconds since 1970.
  let registeredAt: Int
  /// The driver, watched for its end; nil where its process can't be seen from here (another PID namespace).
  let driver: ProcessDescriptor?
  /// Sends an event to the driver, with descriptors beside it.
  let deliver: (ApplicationEvent, [FileDescriptor]) -> Void
}

/// Checks what a driver says of itself before anything is done with it.
enum RegistrationCheck {
  /// For a table's column; longer names only push other things off the screen.
  static let maximumNameBytes = 128
  /// PATH_MAX, less the NUL: the kernel takes no longer path.
  static let maximumPathBytes = 4095

  static func check(_ registration: RegisterApplication, image: FileDescriptor) throws(ManagerError) {
    func require(_ condition: Bool, _ parameter: String) throws(ManagerError) {
      if !condition { throw .service(.invalidParameter(parameter: parameter)) }
    }
    // Names and directories go to terminals. Without control characters they also take at most twice their length in
    // a message, so that the list of all applications fits in one.
    let (name, directory) = (registration.name, registration.directory)
    try require(!name.hasControlCharacters && (1...maximumNameBytes).contains(name.utf8.count), "name")
    try require((1...maximumPathBytes).contains(registration.arguments.first?.utf8.count ?? 0), "arguments")
    try require(!registration.arguments.contains { $0.utf8.contains(0) }, "arguments")
    try require(registration.environment.allSatisfy { !$0.utf8.contains(0) && $0.contains("=") }, "environment")
    try require(directory.hasPrefix("/") && directory.utf8.count <= maximumPathBytes, "directory")
    try require(!directory.hasControlCharacters, "directory")
    var status = stat()
    try require(fstat(image.rawValue, &status) == 0 && status.st_mode & S_IFMT == S_IFREG, "image")
  }
}
