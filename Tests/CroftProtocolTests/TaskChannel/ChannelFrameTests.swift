import CroftTesting
import Testing

@testable import CroftProtocol

@Suite struct ChannelFrameTests {
  @Test(arguments: SampleFrames.ofDriver)
  func everyFrameOfADriverComesBack(frame: DriverFrame) throws { try expectRoundTrip(frame) }

  @Test(arguments: SampleFrames.ofExecutor)
  func everyFrameOfAnExecutorComesBack(frame: ExecutorFrame) throws { try expectRoundTrip(frame) }

  @Test(arguments: SampleFrames.ofDriver)
  func everyTruncationOfADriversFrameIsRefused(frame: DriverFrame) { expectTruncationsRefused(frame) }

  @Test(arguments: SampleFrames.ofExecutor)
  func everyTruncationOfAnExecutorsFrameIsRefused(frame: ExecutorFrame) { expectTruncationsRefused(frame) }

  @Test(arguments: SampleFrames.ofDriver)
  func aByteTooManyInADriversFrameIsRefused(frame: DriverFrame) { expectTrailingByteRefused(frame) }

  @Test(arguments: SampleFrames.ofExecutor)
  func aByteTooManyInAnExecutorsFrameIsRefused(frame: ExecutorFrame) { expectTrailingByteRefused(frame) }

  @Test(arguments: [0, 10, 255] as [UInt8])
  func aDriversFrameOfAnUnknownKindIsRefused(kind: UInt8) {
    #expect(throws: MalformedBytes("no frame of a driver has kind \(kind)")) { try decode(DriverFrame.self, [kind]) }
  }

  @Test(arguments: [0, 6, 255] as [UInt8])
  func anExecutorsFrameOfAnUnknownKindIsRefused(kind: UInt8) {
    #expect(throws: MalformedBytes("no frame of an executor has kind \(kind)")) {
      try decode(ExecutorFrame.self, [kind])
    }
  }

  @Test func halfAMapOutputIsRefused() {
    let body: [UInt8] = [3, 1, 0, 0, 0, 0, 0, 3, 1, 0, 2]
    #expect(throws: MalformedBytes.self) { try decode(DriverFrame.self, body) }
  }

  @Test func anUnknownResultAndAnUnknownFailureAreRefused() {
    let attempt = [UInt8](repeating: 0, count: 12)
    #expect(throws: MalformedBytes("no task result has tag 4")) {
      let frame = try decode(ExecutorFrame.self, [2, 17, 0, 0, 0] + attempt + [0, 0, 0, 4, 0])
      if case .succeeded(let successes) = frame { try successes.decodeEach { _ in } }
    }
    #expect(throws: MalformedBytes("no task failure has kind 12")) {
      try decode(ExecutorFrame.self, [3] + attempt + [12, 0, 0, 0])
    }
  }

  @Test func garbageIsRefusedOrIsAFrame() {
    var random = SeededRandom(seed: 5)
    for round in 0..<20_000 {
      let body = [UInt8(round % 11)] + random.bytes(upTo: 60)
      _ = try? decode(DriverFrame.self, body)
      _ = try? decode(ExecutorFrame.self, body)
    }
  }

  @Test func damagedFramesAreRefusedOrAreFrames() {
    for frame in SampleFrames.ofDriver { damage(frame) }
    for frame in SampleFrames.ofExecutor { damage(frame) }
  }

  private func damage<Frame: ChannelFrame>(_ frame: Frame) {
    let body = Array(SampleFrames.encode([frame]).dropFirst(TaskChannel.lengthBytes))
    for position in body.indices {
      for value in [0, 1, 0x7F, 0x80, 0xFF] as [UInt8] {
        var damaged = body
        damaged[position] = value
        _ = try? decode(Frame.self, damaged)
      }
    }
  }

  private func expectRoundTrip<Frame: ChannelFrame & Equatable>(_ frame: Frame) throws {
    let bytes = SampleFrames.encode([frame])
    #expect(try decode(Frame.self, Array(bytes.dropFirst(TaskChannel.lengthBytes))) == frame)
    #expect(try bytes.reading { try $0.read(UInt32.self) } == UInt32(bytes.count - TaskChannel.lengthBytes))
  }

  private func expectTruncationsRefused<Frame: ChannelFrame>(_ frame: Frame) {
    let body = Array(SampleFrames.encode([frame]).dropFirst(TaskChannel.lengthBytes))
    for length in 1..<body.count {
      #expect(throws: MalformedBytes.self) { try decode(Frame.self, Array(body[..<length])) }
    }
  }

  private func expectTrailingByteRefused<Frame: ChannelFrame>(_ frame: Frame) {
    let body = Array(SampleFrames.encode([frame]).dropFirst(TaskChannel.lengthBytes))
    #expect(throws: MalformedBytes("1 bytes too many in a frame of kind \(frame.kind)")) {
      try decode(Frame.self, body + [0])
    }
  }

  /// A frame of these bytes, its kind the first of them, through a buffer.
  private func decode<Frame: ChannelFrame>(_: Frame.Type, _ kindAndBody: [UInt8]) throws -> Frame? {
    var writer = ByteWriter()
    writer.append(UInt32(kindAndBody.count))
    writer.append(kindAndBody)
    var buffer = FrameBuffer()
    buffer.take(writer.copy())
    return try buffer.next(Frame.self)
  }
}
