import Testing

@testable import CroftProtocol

@Suite struct TaskBatchingTests {
  @Test func eachAttemptFindsItsInputs() throws {
    let assignments = SampleFrames.assignments(
      partitions: 5..<8, [SampleFrames.inputs, [], SampleFrames.inputs])
    let places = try assignments.inputPlaces()
    var inputs = places.map { assignments.inputs(at: $0) }
    let found = try inputs.indices.map { try inputs[$0].piece(ofSource: 0, 7) }
    #expect(found == [[1, 2, 3], nil, [1, 2, 3]])
    #expect(try inputs[0].piece(ofSource: Int(UInt16.max), Int(UInt32.max)) == [])
    #expect(try inputs[0].piece(ofSource: 0, 8) == nil)
    #expect(assignments.attempts.map(\.task.partition) == [5, 6, 7])
  }

  @Test(arguments: [[0, 1, 2], [2, 1, 0], [1, 1, 0, 2, 0]])
  func piecesAreFoundInWhateverOrderTheyAreAskedFor(order: [Int]) throws {
    var inputs = TaskInputs(
      (0..<3).map { TaskInput(source: UInt16($0), partition: 9, bytes: Array(repeating: UInt8($0), count: $0)) })
    for source in order {
      #expect(try inputs.piece(ofSource: source, 9).map(Array.init) == Array(repeating: UInt8(source), count: source))
      #expect(try inputs.piece(ofSource: source, 8) == nil)
    }
  }

  @Test func inputsMayBeginInAnEarlierFrame() throws {
    let whole = SampleFrames.assignments(partitions: 5..<8, [SampleFrames.inputs, [], SampleFrames.inputs])
    var writer = ByteWriter()
    for task in [SampleFrames.inputs, [], SampleFrames.inputs] {
      TaskAssignments.appendInputs(to: &writer) { for input in task { input.encode(into: &$0) } }
    }
    for length in 0...writer.count {
      let rest = UnsafeRawBufferPointer(rebasing: writer.bytes[length...])
      let end = TaskAssignments(whole.attempts, inputs: rest)
      #expect(end.following(Array(writer.bytes[..<length])) == whole)
    }
  }

  @Test(arguments: [0, 1, 3])
  func asManyInputsAsAttemptsAreExpected(count: Int) {
    let assignments = SampleFrames.assignments(
      partitions: 0..<2, Array(repeating: [], count: count))
    #expect(throws: MalformedBytes.self) { try assignments.inputPlaces() }
  }

  @Test func inputsThatEndTooSoonAreMalformed() {
    let whole = SampleFrames.assignments(partitions: 0..<1, [SampleFrames.inputs])
    var writer = ByteWriter()
    DriverFrame.run(whole).encodeBody(into: &writer)
    let start = writer.count - 4 - SampleFrames.inputs.reduce(0) { $0 + 10 + $1.bytes.count }
    let inputs = writer.copy()[start...]
    for length in 1..<inputs.count {
      let cut = inputs.prefix(length).withUnsafeBytes {
        TaskAssignments(whole.attempts, inputs: $0)
      }
      #expect(throws: MalformedBytes.self) { try cut.inputPlaces() }
    }
  }

  @Test func successesThatFollowOneAnotherAreOneFrame() throws {
    var frames = AnswerFrames()
    for success in SampleFrames.successes { frames.append(success) }
    frames.append(.revoked([]))
    frames.append(SampleFrames.successes[0])
    frames.append(SampleFrames.successes[1])
    var buffer = FrameBuffer()
    buffer.take(Array(frames.bytes))
    #expect(
      try buffer.takeAllFrames(ExecutorFrame.self) == [
        .succeeded(TaskSuccesses(SampleFrames.successes)), .revoked([]),
        .succeeded(TaskSuccesses(Array(SampleFrames.successes[..<2]))),
      ])
  }

  @Test func aFrameOfSuccessesEndsAtItsBound() throws {
    var frames = AnswerFrames()
    let large = TaskSuccess(
      attempt: SampleFrames.attempts[0], runNanoseconds: 1,
      result: .inline(ArraySlice(repeating: 7, count: TaskChannel.batchBytes / 2)))
    for _ in 0..<4 { frames.append(large) }
    var buffer = FrameBuffer()
    buffer.take(Array(frames.bytes))
    let two = ExecutorFrame.succeeded(TaskSuccesses([large, large]))
    #expect(try buffer.takeAllFrames(ExecutorFrame.self) == [two, two])
  }

  @Test func successesComeOutAsTheyWentIn() throws {
    var successes: [TaskSuccess] = []
    try TaskSuccesses(SampleFrames.successes).decodeEach { successes.append($0) }
    #expect(successes == SampleFrames.successes)
  }

  @Test func aSuccessThatEndsTooSoonIsMalformed() throws {
    var writer = ByteWriter()
    SampleFrames.successes[3].encode(into: &writer)
    for length in 1..<writer.count {
      var frame = ByteWriter()
      frame.appendSized { $0.append(UnsafeRawBufferPointer(rebasing: writer.bytes[..<length])) }
      var body = ByteReader(frame.bytes)
      let successes = try TaskSuccesses(from: &body)
      #expect(throws: MalformedBytes.self) { try successes.decodeEach { _ in } }
    }
  }

  @Test func attemptsOfPartitionsInTheWrongOrderAreRefused() {
    var writer = ByteWriter()
    writer.append(UInt32(1))
    writer.append(UInt16(0))
    writer.append(UInt16(0))
    writer.append(UInt32(2))
    writer.append(UInt32(1))
    var reader = ByteReader(writer.bytes)
    #expect(throws: MalformedBytes.self) { try reader.readAttemptRange() }
  }
}
