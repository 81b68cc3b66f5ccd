extension TaskFailure {
  /// What a command's end means for its task; nil when it ended well.
  package init?(_ end: CommandEnd, of command: CommandLaunch) {
    let kind: Kind
    switch end.status {
    case .exited(code: 0): return nil
    case .exited, .signalled: kind = .userError
    case .timedOut: kind = .timedOut
    case .outOfMemory: kind = .outOfMemory
    }
    self.init(
      kind: kind, errorType: "Command", message: "\(command.text) \(end.status)", end: AttemptEnd(end))
  }
}

extension AttemptEnd {
  /// - Parameter earlier: of the attempt's commands before this one, whose use is added.
  package init(_ end: CommandEnd, after earlier: AttemptEnd? = nil) {
    self.init(
      cpuMicroseconds: Self.sum(end.userMicroseconds, Self.sum(end.systemMicroseconds, earlier?.cpuMicroseconds)),
      memoryPeakBytes: [end.memoryPeakBytes, earlier?.memoryPeakBytes].compactMap(\.self).max(),
      outputBytes: Self.sum(end.outputBytes, earlier?.outputBytes))
    switch end.status {
    // Linux has neither larger codes nor larger numbers of signals.
    case .exited(let code): exitCode = UInt8(truncatingIfNeeded: code)
    case .signalled(let number, _): signal = UInt8(truncatingIfNeeded: number)
    case .timedOut, .outOfMemory: break
    }
  }

  private static func sum(_ one: UInt64, _ other: UInt64?) -> UInt64 {
    let (sum, isTooLarge) = one.addingReportingOverflow(other ?? 0)
    return isTooLarge ? .max : sum
  }
}

extension CommandLaunch {
  /// A message has room for so many bytes of a command.
  private static let maximumTextBytes = 200

  /// The program and its arguments for people, as they could be typed into a shell, shortened.
  package var text: String {
    var text = ""
    for argument in arguments {
      if !text.isEmpty { text += " " }
      text += Self.quoted(argument)
      if text.utf8.count > Self.maximumTextBytes { return text.cut(toBytes: Self.maximumTextBytes) + "…" }
    }
    return text
  }

  /// What isn't UTF-8 becomes U+FFFD.
  private static func quoted(_ argument: [UInt8]) -> String {
    let text = String(decoding: argument.prefix(maximumTextBytes + 1), as: UTF8.self)
    let isPlain = !text.isEmpty && text.utf8.allSatisfy { plain.contains($0) || $0 >= 0x80 }
    if isPlain { return text }
    let parts = text.split(separator: "'", omittingEmptySubsequences: false)
    return "'" + parts.joined(separator: #"'\''"#) + "'"
  }

  /// What means nothing else to a shell.
  private static let plain = Set(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789%+,-./:=@_".utf8)
}
