/// What commands have used, together.
package struct CommandUse: Sendable, Equatable {
  /// In user and in system mode.
  package private(set) var cpuMicroseconds: UInt64 = 0
  /// Of the one that used most; 0 where nobody knows.
  package private(set) var memoryPeakBytes: UInt64 = 0
  /// Printed on both streams.
  package private(set) var outputBytes: UInt64 = 0
  /// Limits of any of them that nothing enforced.
  package private(set) var unenforced: UnenforcedLimits = []

  package init() {}

  package mutating func add(_ end: CommandEnd) {
    cpuMicroseconds &+= end.userMicroseconds &+ end.systemMicroseconds
    memoryPeakBytes = max(memoryPeakBytes, end.memoryPeakBytes ?? 0)
    outputBytes &+= end.outputBytes
    unenforced.formUnion(end.unenforced)
  }

  /// As far as it is known of one that failed.
  package mutating func add(_ end: AttemptEnd) {
    cpuMicroseconds &+= end.cpuMicroseconds ?? 0
    memoryPeakBytes = max(memoryPeakBytes, end.memoryPeakBytes ?? 0)
    outputBytes &+= end.outputBytes ?? 0
  }

  package mutating func add(_ other: CommandUse) {
    cpuMicroseconds &+= other.cpuMicroseconds
    memoryPeakBytes = max(memoryPeakBytes, other.memoryPeakBytes)
    outputBytes &+= other.outputBytes
    unenforced.formUnion(other.unenforced)
  }

  /// Writes some 10 bytes.
  package func encode(into writer: inout ByteWriter) {
    for figure in [cpuMicroseconds, memoryPeakBytes, outputBytes] { writer.appendVariable(figure) }
    writer.append(unenforced.rawValue)
  }

  /// - Throws: `MalformedBytes`.
  package init(from reader: inout ByteReader) throws {
    cpuMicroseconds = try reader.readVariable()
    memoryPeakBytes = try reader.readVariable()
    outputBytes = try reader.readVariable()
    unenforced = UnenforcedLimits(rawValue: try reader.read(UInt8.self))
  }
}
