/// How the command of an attempt ended and what it used, as far as that is known.
package struct AttemptEnd: Sendable, Hashable {
  /// What it exited with; nil if a signal ended it.
  package var exitCode: UInt8?
  /// The number of the signal that ended it.
  package var signal: UInt8?
  /// In user and in system mode together, of all of its processes.
  package var cpuMicroseconds: UInt64?
  package var memoryPeakBytes: UInt64?
  /// Written to its standard output and standard error.
  package var outputBytes: UInt64?

  package init(
    exitCode: UInt8? = nil, signal: UInt8? = nil, cpuMicroseconds: UInt64? = nil, memoryPeakBytes: UInt64? = nil,
    outputBytes: UInt64? = nil
  ) {
    self.exitCode = exitCode
    self.signal = signal
    self.cpuMicroseconds = cpuMicroseconds
    self.memoryPeakBytes = memoryPeakBytes
    self.outputBytes = outputBytes
  }

  /// What one takes at most where it is encoded: the byte that says what there is, a code, a signal, three numbers.
  package static let maximumBytes = 3 + 3 * 10
}

/// On the wire a byte whose lowest bit says that there is one at all and the next ones which of its parts, in their
/// order; then those parts.
extension AttemptEnd? {
  private static var isPresent: UInt8 { 1 }

  func encode(into writer: inout ByteWriter) {
    guard let end = self else { return writer.append(UInt8(0)) }
    let known = [
      end.exitCode != nil, end.signal != nil, end.cpuMicroseconds != nil, end.memoryPeakBytes != nil,
      end.outputBytes != nil,
    ]
    writer.append(known.enumerated().reduce(Self.isPresent) { $0 | ($1.element ? 2 << UInt8($1.offset) : 0) })
    if let code = end.exitCode { writer.append(code) }
    if let signal = end.signal { writer.append(signal) }
    if let time = end.cpuMicroseconds { writer.appendVariable(time) }
    if let bytes = end.memoryPeakBytes { writer.appendVariable(bytes) }
    if let bytes = end.outputBytes { writer.appendVariable(bytes) }
  }

  init(from reader: inout ByteReader) throws {
    let known = try reader.read(UInt8.self)
    guard known != 0 else {
      self = nil
      return
    }
    guard known & Self.isPresent != 0, known < 64 else { throw MalformedBytes("\(known) as the parts of an end") }
    var end = AttemptEnd()
    if known & 2 != 0 { end.exitCode = try reader.read(UInt8.self) }
    if known & 4 != 0 { end.signal = try reader.read(UInt8.self) }
    if known & 8 != 0 { end.cpuMicroseconds = try reader.readVariable() }
    if known & 16 != 0 { end.memoryPeakBytes = try reader.readVariable() }
    if known & 32 != 0 { end.outputBytes = try reader.readVariable() }
    self = end
  }
}
