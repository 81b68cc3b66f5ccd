import CroftLinux
import CroftProtocol

/// Tasks' successes in a journal, in the order in which they were noted. There may be a million, so that each is a
/// place in the file, and becomes a value when it is looked at.
struct JournaledSuccesses {
  /// The journal; nil for none.
  private let file: MappedFile?
  /// Of each record's frame. What follows the last whole record is cut off while the file is mapped, and so never read.
  private var places: [Range<Int>] = []

  init(in file: MappedFile? = nil) { self.file = file }

  var count: Int { places.count }

  /// - Parameter place: of an executor's frame that tells of one success.
  mutating func append(_ place: Range<Int>) { places.append(place) }

  /// - Throws: `MalformedBytes` where no such frame is.
  subscript(index: Int) -> TaskSuccess {
    get throws {
      guard let file else { throw MalformedBytes("there is no journal") }
      var success: TaskSuccess?
      try frame(in: UnsafeRawBufferPointer(rebasing: file.bytes[places[index]])).decodeEach { success = $0 }
      guard let success else { throw MalformedBytes("a record of a job's journal tells of no task's success") }
      return success
    }
  }

  private func frame(in bytes: UnsafeRawBufferPointer) throws -> TaskSuccesses {
    var frames = FrameBuffer(capacity: bytes.count)
    _ = frames.fill { room in
      room.copyMemory(from: bytes)
      return bytes.count
    }
    guard case .succeeded(let successes) = try frames.next(ExecutorFrame.self) else {
      throw MalformedBytes("a record of a job's journal is no task's success")
    }
    return successes
  }
}
