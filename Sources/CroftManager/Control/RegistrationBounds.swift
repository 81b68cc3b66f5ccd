import CroftProtocol

/// Bounds on what an application may have the manager keep for its executors, checked on the message itself: before
/// anything is decoded into what costs more.
enum RegistrationBounds {
  /// Linux gives a new process 2 MiB for arguments and environment together, as a rule (execve(2)).
  static let maximumEnvironmentBytes = 2 << 20
  /// People have a hundred; what sets thousands is a mistake. Each costs some memory besides its bytes.
  static let maximumVariables = 16384
  /// Only the first is used; the bound leaves room for any command line that a person reads.
  static let maximumArguments = 4096
  /// The manager keeps it for as long as the application lasts. Eight of the longest, thousands of the common ones.
  static let maximumEnvironmentBytesPerUser = 16 << 20

  /// - Parameter kept: the bytes of environment that the manager keeps for the user already.
  static func check(_ parameters: JSONValue, kept: Int) throws(ManagerError) {
    try bound("arguments", elements(of: "arguments", in: parameters).count, maximumArguments)
    let environment = elements(of: "environment", in: parameters)
    try bound("environment variables", environment.count, maximumVariables)
    let bytes = environment.reduce(0) { $0 + byteCount($1) }
    try bound("bytes of environment", bytes, maximumEnvironmentBytes)
    try bound("bytes of environment for one user's applications", kept + bytes, maximumEnvironmentBytesPerUser)
  }

  /// As execve(2) counts: each variable ends in a NUL.
  static func byteCount(_ environment: [String]) -> Int { environment.reduce(0) { $0 + $1.utf8.count + 1 } }

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
