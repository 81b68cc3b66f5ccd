import CroftTesting
import Testing

@testable import CroftProtocol

@Suite struct FrameBufferTests {
  private struct ReadFailed: Error {}

  @Test func framesAreTheSameHoweverTheirBytesAreCutInTwo() throws {
    let bytes = SampleFrames.encode(SampleFrames.ofDriver)
    for cut in 0...bytes.count {
      var buffer = FrameBuffer(capacity: 16)
      buffer.take(bytes[..<cut])
      var frames = try buffer.takeAllFrames(DriverFrame.self)
      buffer.take(bytes[cut...])
      frames += try buffer.takeAllFrames(DriverFrame.self)
      #expect(frames == SampleFrames.ofDriver)
      #expect(Bool(buffer.isEmpty))
    }
  }

  @Test(arguments: [1, 2, 3, 5, 7, 64, 1000])
  func framesAreTheSameInPiecesOfAnySize(size: Int) throws {
    let bytes = SampleFrames.encode(SampleFrames.ofExecutor)
    var buffer = FrameBuffer(capacity: 16)
    var frames: [ExecutorFrame] = []
    for start in stride(from: 0, to: bytes.count, by: size) {
      buffer.take(bytes[start..<min(start + size, bytes.count)])
      frames += try buffer.takeAllFrames(ExecutorFrame.self)
    }
    #expect(frames == SampleFrames.ofExecutor)
  }

  @Test func aFrameLargerThanTheBufferMakesItGrow() throws {
    let large = Array(repeating: UInt8(7), count: 1 << 20)
    let frames: [DriverFrame] = [
      .endJob(JobID(1)),
      .run(
        SampleFrames.assignments(
          partitions: 0..<1, [[TaskInput(source: 0, partition: 0, bytes: large)]])),
      .endJob(JobID(2)),
    ]
    var buffer = FrameBuffer(capacity: 32)
    buffer.take(SampleFrames.encode(frames))
    #expect(try buffer.takeAllFrames(DriverFrame.self) == frames)
    #expect(Bool(buffer.isEmpty))
  }

  @Test func partOfAFrameIsLeftWhenTheOtherSideEnds() throws {
    let bytes = SampleFrames.encode([DriverFrame.endJob(JobID(1))])
    for length in 1..<bytes.count {
      var buffer = FrameBuffer()
      buffer.take(bytes[..<length])
      #expect(try buffer.next(DriverFrame.self) == nil)
      #expect(!Bool(buffer.isEmpty))
    }
  }

  @Test(arguments: [0, UInt32(TaskChannel.maximumFrameBytes) + 1, .max])
  func aLengthOutsideTheBoundsIsRefusedBeforeTheFrameIsThere(length: UInt32) {
    var writer = ByteWriter()
    writer.append(length)
    var buffer = FrameBuffer()
    buffer.take(writer.copy())
    let problem = "a frame of \(length) bytes, where 1 to \(TaskChannel.maximumFrameBytes) are allowed"
    #expect(throws: MalformedBytes(problem)) { try buffer.next(DriverFrame.self) }
  }

  @Test func aFailedReadLeavesTheBufferAsItWas() throws {
    let bytes = SampleFrames.encode([DriverFrame.endJob(JobID(1))])
    var buffer = FrameBuffer()
    buffer.take(bytes[..<3])
    #expect(throws: ReadFailed.self) {
      try buffer.fill { (_: UnsafeMutableRawBufferPointer) throws(ReadFailed) -> Int in throw ReadFailed() }
    }
    buffer.take(bytes[3...])
    #expect(try buffer.next(DriverFrame.self) == .endJob(JobID(1)))
  }

  @Test func thereIsAlwaysRoomToReadInto() throws {
    var buffer = FrameBuffer(capacity: 8)
    var rooms: [Int] = []
    for _ in 0..<40 {
      _ = buffer.fill { room in
        rooms.append(room.count)
        room[0] = rooms.count == 3 ? 1 : 0
        return 1
      }
    }
    #expect(rooms.allSatisfy { $0 > 0 })
  }

  @Test func randomBytesNeverTrap() {
    var random = SeededRandom(seed: 6)
    for _ in 0..<5_000 {
      var buffer = FrameBuffer(capacity: 16)
      var bytes = random.bytes(upTo: 200)
      for position in bytes.indices where position % 16 == 1 || position % 16 == 2 { bytes[position] = 0 }
      var isOpen = true
      while isOpen, !bytes.isEmpty {
        let count = Int.random(in: 1...bytes.count, using: &random)
        buffer.take(bytes.prefix(count))
        bytes.removeFirst(count)
        do { _ = try buffer.takeAllFrames(ExecutorFrame.self) } catch { isOpen = false }
      }
    }
  }
}
