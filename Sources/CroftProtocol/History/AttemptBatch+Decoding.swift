extension AttemptBatch {
  /// - Throws: `MalformedBytes` for anything that `encoded` doesn't write, and for more than the bounds above.
  package init(decoding bytes: [UInt8]) throws {
    guard bytes.count <= Self.maximumBytes else {
      throw MalformedBytes("a batch of \(bytes.count) bytes, where at most \(Self.maximumBytes) are allowed")
    }
    self = try bytes.withUnsafeBytes { bytes in
      var reader = ByteReader(bytes)
      let batch = try AttemptBatch(from: &reader)
      guard reader.isAtEnd else { throw MalformedBytes("\(reader.remaining) bytes after a batch of attempts") }
      return batch
    }
  }

  private init(from reader: inout ByteReader) throws {
    let version = try reader.read(UInt8.self)
    guard version == Self.version || version == Self.versionWithoutEnds else {
      throw MalformedBytes("a batch of attempts of version \(version)")
    }
    job = JobID(try reader.readInteger("job"))
    stage = try reader.readInteger("stage")
    // Four columns hold at least a byte for each.
    let count = try reader.readCount(minimumBytes: 4)
    guard count <= Self.maximumAttempts else {
      throw MalformedBytes("a batch of \(count) attempts, where at most \(Self.maximumAttempts) are allowed")
    }
    attempts = Array(repeating: AttemptRecord.blank, count: count)
    try readDifferences(of: "partition", from: &reader) { $0.partition = $1 }
    try readDifferences(of: "executor", from: &reader) { $0.executor = $1 }
    try readDifferences(of: "start", from: &reader) { (attempt, start: Int) in attempt.startMilliseconds = start }
    for index in attempts.indices { attempts[index].durationMicroseconds = try reader.readVariable() }
    try readOutcomes(from: &reader)
    try readErrors(from: &reader)
    guard version != Self.versionWithoutEnds else { return }
    for index in attempts.indices { attempts[index].end = try AttemptEnd?(from: &reader) }
  }

  private mutating func readDifferences<Value: FixedWidthInteger>(
    of name: StaticString, from reader: inout ByteReader, store: (inout AttemptRecord, Value) -> Void
  ) throws {
    var value = 0
    for index in attempts.indices {
      value &+= Zigzag.unfolded(try reader.readVariable())
      guard let exact = Value(exactly: value) else { throw MalformedBytes("\(value) as an attempt's \(name)") }
      store(&attempts[index], exact)
    }
  }

  private mutating func readOutcomes(from reader: inout ByteReader) throws {
    var start = 0
    while start < attempts.count {
      let mark = try reader.readVariable()
      let length = try reader.readVariable()
      guard let outcome = AttemptOutcome(rawValue: UInt8(mark & 7)), let number = UInt16(exactly: mark >> 3) else {
        throw MalformedBytes("\(mark) as an attempt's number and outcome")
      }
      guard length > 0, length <= UInt64(attempts.count - start) else {
        throw MalformedBytes("a run of \(length) outcomes where \(attempts.count - start) attempts are left")
      }
      for index in start..<start + Int(length) {
        attempts[index].number = number
        attempts[index].outcome = outcome
      }
      start += Int(length)
    }
  }

  private mutating func readErrors(from reader: inout ByteReader) throws {
    let count = try reader.readCount(minimumBytes: 1)
    guard count <= Self.maximumErrors else {
      throw MalformedBytes("a table of \(count) errors, where at most \(Self.maximumErrors) are allowed")
    }
    var texts: [String] = []
    for _ in 0..<count {
      let text = try reader.readString()
      guard text.utf8.count <= Self.maximumErrorBytes else {
        throw MalformedBytes("an error of \(text.utf8.count) bytes, of at most \(Self.maximumErrorBytes)")
      }
      texts.append(text)
    }
    for index in attempts.indices where attempts[index].outcome != .succeeded {
      let place = try reader.readVariable()
      guard place <= UInt64(count) else { throw MalformedBytes("error \(place) of a table of \(count)") }
      attempts[index].error = place == 0 ? nil : texts[Int(place) - 1]
    }
  }
}

extension AttemptRecord {
  fileprivate static let blank = AttemptRecord(
    partition: 0, number: 0, executor: 0, startMilliseconds: 0, durationMicroseconds: 0, outcome: .succeeded)
}

extension ByteReader {
  fileprivate mutating func readInteger<Value: FixedWidthInteger>(_ name: StaticString) throws -> Value {
    let value = try readVariable()
    guard let exact = Value(exactly: value) else { throw MalformedBytes("\(value) as the number of a \(name)") }
    return exact
  }
}
