import CroftProtocol

/// Bounds on what an application may have the manager keep for its executors, checked on the message itself: before
/// anything is decoded into what costs more.
enum RegistrationBounds {
  /// Linux gives a new process 2 MiB for arguments and environment together, as a rule (execve(2)).
  static let maximumEnvironmentBytes = 2 << 20
  /// People have a hundred; what sets thousands is a mistake. Each costs some memory besides its bytes.
  static let maximumVariables = 16384
  /// Only a submission's are used, but for the first; the bound leaves room for any command line that a person reads.
  static let maximumArguments = 4096
  /// The manager keeps it for as long as the application lasts. Eight of the longest, thousands of the common ones.
  static let maximumKeptBytesPerUser = 16 << 20

  /// - Parameters:
  ///   - kept: The bytes that the manager keeps for the user already.
  ///   - isSubmission: Whether the manager keeps the arguments too, since it runs the driver itself.
  static func check(_ parameters: JSONValue, kept: Int, isSubmission: Bool = false) throws(ManagerError) {
    let arguments = elements(of: "arguments", in: parameters)
    try bound("arguments", arguments.count, maximumArguments)
    let environment = elements(of: "environment", in: parameters)
    try bound("environment variables", environment.count, maximumVariables)
    var bytes = environment.reduce(0) { $0 + byteCount($1) }
    try bound("bytes of environment", bytes, maximumEnvironmentBytes)
    if isSubmission {
      bytes += arguments.reduce(0) { $0 + byteCount($1) }
      try bound("bytes of environment and arguments", bytes, maximumEnvironmentBytes)
    }
    try bound("bytes of environment and arguments for one user's applications", kept + bytes, maximumKeptBytesPerUser)
  }

  /// As execve(2) counts: each variable ends in a NUL.
  static func byteCount(_ texts: [String]) -> Int { texts.reduce(0) { $0 + $1.utf8.count + 1 } }

  private static func bound(_ what: String, _ count: Int, _ limit: Int) throws(ManagerError) {
    if count > limit { throw .tooMany(what: what, limit: limit) }
  }

  private static func elements(of name: String, in parameters: JSONValue) -> [JSONValue] {
    if case .array(let elements)? = parameters[name] { elements } else { [] }
  }

  private static func byteCount(_ variable: JSONValue) -> Int {
    if case .string(let text) = variable { text.utf8.count + 1 } else { 1 }
  }
}
