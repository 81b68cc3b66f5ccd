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
  private static let maximumNameLength = 128

  static func check(_ registration: RegisterApplication, image: FileDescriptor) throws(ManagerError) {
    func require(_ condition: Bool, _ parameter: String) throws(ManagerError) {
      if !condition { throw .service(.invalidParameter(parameter: parameter)) }
    }
    // Names go to terminals.
    let isPlain = !registration.name.unicodeScalars.contains { $0.properties.generalCategory == .control }
    try require(isPlain && (1...maximumNameLength).contains(registration.name.count), "name")
    try require(registration.arguments.first?.isEmpty == false, "arguments")
    try require(!registration.arguments.contains { $0.utf8.contains(0) }, "arguments")
    try require(registration.environment.allSatisfy { !$0.utf8.contains(0) && $0.contains("=") }, "environment")
    try require(registration.directory.hasPrefix("/") && !registration.directory.utf8.contains(0), "directory")
    var status = stat()
    try require(fstat(image.rawValue, &status) == 0 && status.st_mode & S_IFMT == S_IFREG, "image")
  }
}
