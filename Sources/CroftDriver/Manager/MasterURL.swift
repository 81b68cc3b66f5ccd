/// Where a program runs, as Spark spells it in `--master`.
package enum MasterURL: Equatable, Sendable {
  /// Threads of the driver's own process; nil means one for each core.
  case local(slots: Int?)
  /// The manager that listens on this socket.
  case manager(socketPath: String)
  /// Whichever manager answers: the user's, else the system's.
  case discovered

  /// More slots than any machine has cores: a larger number is a slip of the hand.
  package static let maximumLocalSlots = 4096

  package init(parsing text: String) throws(MasterURLError) {
    switch text {
    case "croft": self = .discovered
    case "local": self = .local(slots: 1)
    case "local[*]": self = .local(slots: nil)
    case _ where text.hasPrefix("local[") && text.hasSuffix("]"):
      let count = text.dropFirst("local[".count).dropLast()
      guard let slots = Int(count), (1...Self.maximumLocalSlots).contains(slots) else {
        throw MasterURLError(text, "\"\(count)\" is not a number of slots from 1 to \(Self.maximumLocalSlots)")
      }
      self = .local(slots: slots)
    case _ where text.hasPrefix("unix:"):
      let path = String(text.dropFirst("unix:".count))
      guard !path.isEmpty else { throw MasterURLError(text, "the path of the socket is missing") }
      self = .manager(socketPath: path)
    case _ where text.hasPrefix("spark://"):
      throw MasterURLError(text, "running on an Apache Spark cluster is not there yet")
    default:
      throw MasterURLError(text, "that is no kind of master")
    }
  }
}

/// Why a master could not be understood, with the forms that can.
package struct MasterURLError: Error, Equatable, Sendable, CustomStringConvertible {
  package let text: String
  package let reason: String

  init(_ text: String, _ reason: String) {
    self.text = text
    self.reason = reason
  }

  package var description: String {
    """
    cannot use the master "\(text)": \(reason); \
    give local, local[N] or local[*] to run on threads of this process, unix:PATH for the manager at a socket, \
    or croft for the one of this user or this system
    """
  }
}
