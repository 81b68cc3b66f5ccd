/// Cuts what an executor prints into lines, and bounds how much of it reaches the log. Pure: the time comes in.
struct OutputLines {
  /// Longer lines are cut into pieces of this size.
  static let maximumLineBytes = 8192
  /// What a person or a log's disk can still take. An executor that prints more loses lines, not the manager time.
  static let maximumLinesPerSecond = 1000

  private var unfinished: [UInt8] = []
  private var second: UInt64 = 0
  private var countInSecond = 0
  private var droppedCount = 0

  /// Takes what was read, and gives what is to be logged. `second` never goes back.
  mutating func append(_ bytes: UnsafeRawBufferPointer, second now: UInt64) -> [String] {
    var lines: [String] = []
    for (index, piece) in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated() {
      // Each piece but the first comes after the end of a line.
      if index > 0 { endLine(now, &lines) }
      var rest = piece
      while unfinished.count + rest.count > Self.maximumLineBytes {
        let room = Self.maximumLineBytes - unfinished.count
        unfinished += rest.prefix(room)
        rest = rest.dropFirst(room)
        endLine(now, &lines)
      }
      unfinished += rest
    }
    return lines
  }

  /// What is left when nothing more comes.
  mutating func finish() -> [String] {
    var lines: [String] = []
    reportDropped(&lines)
    if !unfinished.isEmpty { lines.append(String(decoding: unfinished, as: UTF8.self)) }
    unfinished = []
    return lines
  }

  private mutating func endLine(_ now: UInt64, _ lines: inout [String]) {
    defer { unfinished.removeAll(keepingCapacity: true) }
    if now != second {
      second = now
      countInSecond = 0
      reportDropped(&lines)
    }
    guard countInSecond < Self.maximumLinesPerSecond else { return droppedCount += 1 }
    countInSecond += 1
    lines.append(String(decoding: unfinished, as: UTF8.self))
  }

  private mutating func reportDropped(_ lines: inout [String]) {
    guard droppedCount > 0 else { return }
    lines.append("(\(droppedCount) lines dropped: it prints more than \(Self.maximumLinesPerSecond) in a second)")
    droppedCount = 0
  }
}
