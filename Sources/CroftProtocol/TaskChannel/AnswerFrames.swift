/// An executor's frames as they gather: successes that follow one another become one frame.
package struct AnswerFrames: ~Copyable {
  private var writer = ByteWriter(capacity: 4096)
  /// Where the last frame begins, if it is one of successes and takes more.
  private var openFrame: Int?

  package init() {}

  package var isEmpty: Bool { writer.count == 0 }
  package var bytes: UnsafeRawBufferPointer { writer.bytes }

  package mutating func append(_ frame: ExecutorFrame) {
    openFrame = nil
    frame.encode(into: &writer)
  }

  package mutating func append(_ success: TaskSuccess) {
    guard let start = openFrame, writer.count - start < TaskChannel.batchBytes else {
      openFrame = writer.count
      return ExecutorFrame.succeeded(TaskSuccesses([success])).encode(into: &writer)
    }
    success.encode(into: &writer)
    // The frame's length, and after its kind that of the successes.
    let listStart = start + TaskChannel.lengthBytes + 1
    writer.overwrite(UInt32(writer.count - start - TaskChannel.lengthBytes), at: start)
    writer.overwrite(UInt32(writer.count - listStart - TaskChannel.lengthBytes), at: listStart)
  }
}
