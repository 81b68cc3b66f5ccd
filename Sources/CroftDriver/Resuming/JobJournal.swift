import CroftLinux
import CroftProtocol
import Glibc

/// What a job has achieved so far, on disk, so that another driver can go on from there.
///
/// A file of records: the length of the body and its hash, eight bytes each, then the body. The first record says which
/// job this is; each further one begins with a byte that says what it holds (`Kind`). A record that was not written
/// whole ends the file. Bump `version` with every change.
final class JobJournal {
  private static let version: UInt32 = 5
  private static let headerBytes = 16

  private enum Kind: UInt8 {
    /// A task's success follows, as an executor's frame.
    case success = 1
    /// The job is done.
    case done = 2
    /// A task that is finished without a result follows.
    case failure = 3
    /// The failures before it don't count any more. The number of the retry follows, eight bytes.
    case retry = 4
  }

  /// What a journal held when it was opened.
  struct Contents {
    var successes = JournaledSuccesses()
    /// Tasks that are finished without a result; perhaps tried again afterwards.
    var failures: [ExhaustedTask] = []
    var isDone = false
    /// Which retry the driver was that has opened it last; 0 for the first run and its restarts.
    var retryNumber = 0

    /// What failed is to be run once more, and so the job isn't done.
    fileprivate mutating func beginRetry(_ number: Int) {
      retryNumber = number
      guard !failures.isEmpty else { return }
      failures = []
      isDone = false
    }
  }

  private let file: FileDescriptor
  private let path: String
  private var buffer = ByteWriter()

  /// Opens the journal of a job, and makes one if there is none for exactly this job.
  ///
  /// - Parameters:
  ///   - directory: the job's own; emptied if it holds the work of another job.
  ///   - identity: tells this job, its program and its input from all others.
  ///   - retryNumber: failures of earlier retries and of the first run, which is 0, don't count.
  ///   - contents: is set to what an earlier driver has left.
  /// - Throws: `JobError` when a retry finds the work of another job: it would begin anew what is done.
  init(in directory: String, identity: [UInt8], retryNumber: Int = 0, contents: inout Contents) throws {
    path = "\(directory)/journal"
    let expected = Self.identityRecord(identity)
    let past = try FileSystem.status(path) == nil ? nil : MappedFile(path: path)
    let bytes = past?.bytes ?? UnsafeRawBufferPointer(start: nil, count: 0)
    var records = Records(bytes)
    let isOurs = records.next().map { bytes[$0].elementsEqual(expected) } ?? false
    if !isOurs {
      guard retryNumber == 0 || bytes.isEmpty else { throw Self.notTheSame }
      try FileSystem.removeTree(directory)
    }
    try FileSystem.createDirectory(directory, mode: 0o700, parents: true)
    file = try FileDescriptor.open(path, flags: O_WRONLY | O_CREAT, mode: 0o600)
    guard isOurs else {
      append(expected)
      try flush()
      return
    }
    contents.successes = JournaledSuccesses(in: past)
    while let record = records.next() { try Self.read(record, of: bytes, into: &contents) }
    try file.cut(after: records.end)
    if retryNumber > contents.retryNumber { try beginRetry(retryNumber, &contents) }
  }

  private static var notTheSame: JobError {
    JobError(
      .invalidJob,
      """
      it can't be retried: what is done was done by another version of the program, with other input, or on a farm of \
      another size, and would all be run once more. Run it anew if it may be
      """)
  }

  /// On disk at once, so that a driver that is started again for the same retry finds its own failures.
  private func beginRetry(_ number: Int, _ contents: inout Contents) throws {
    var body = ByteWriter()
    body.append(Kind.retry.rawValue)
    body.append(UInt64(number))
    append(body.copy())
    try flush()
    contents.beginRetry(number)
  }

  /// Notes a success that counts; on disk after `flush`.
  func append(_ success: TaskSuccess) {
    var body = ByteWriter()
    body.append(Kind.success.rawValue)
    ExecutorFrame.succeeded(TaskSuccesses([success])).encode(into: &body)
    append(body.copy())
  }

  /// Notes a task that is finished without a result.
  func append(_ failure: ExhaustedTask) {
    var body = ByteWriter()
    body.append(Kind.failure.rawValue)
    failure.encode(into: &body)
    append(body.copy())
  }

  /// Notes that the job is done.
  func appendDone() { append([Kind.done.rawValue]) }

  /// Writes what was appended. A driver that is killed loses nothing of it; a machine that loses power may.
  func flush() throws {
    guard buffer.count > 0 else { return }
    do {
      try file.writeAll(buffer.bytes)
    } catch {
      throw error.about(path)
    }
    buffer.removeAll()
  }

  private func append(_ body: [UInt8]) {
    buffer.append(UInt64(body.count))
    buffer.append(body.withUnsafeBytes { StableHash.hash($0) })
    buffer.append(body)
  }

  private static func identityRecord(_ identity: [UInt8]) -> [UInt8] {
    var writer = ByteWriter()
    writer.append(version)
    writer.append(identity)
    return writer.copy()
  }

  private static func read(
    _ record: Range<Int>, of bytes: UnsafeRawBufferPointer, into contents: inout Contents
  ) throws {
    let rest = record.lowerBound + 1..<max(record.upperBound, record.lowerBound + 1)
    switch bytes[record].first.flatMap(Kind.init) {
    case .success: contents.successes.append(rest)
    case .failure: contents.failures.append(try ExhaustedTask(decoding: [UInt8](bytes[rest])[...]))
    case .done: contents.isDone = true
    case .retry: contents.beginRetry(try retryNumber(in: UnsafeRawBufferPointer(rebasing: bytes[rest])))
    case nil: throw MalformedBytes("a record of a job's journal is of no known kind")
    }
  }

  private static func retryNumber(in bytes: UnsafeRawBufferPointer) throws -> Int {
    var reader = ByteReader(bytes)
    guard let number = Int(exactly: try reader.read(UInt64.self)) else {
      throw MalformedBytes("a job's journal tells of an impossible retry")
    }
    return number
  }

  /// Every whole record's body, from the beginning on.
  private struct Records {
    private let bytes: UnsafeRawBufferPointer
    /// Where the last one ended.
    private(set) var end = 0

    init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    mutating func next() -> Range<Int>? {
      guard bytes.count - end >= headerBytes else { return nil }
      let length = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: end, as: UInt64.self))
      let hash = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: end + 8, as: UInt64.self))
      let start = end + headerBytes
      guard length <= UInt64(bytes.count - start) else { return nil }
      let body = start..<start + Int(length)
      guard StableHash.hash(UnsafeRawBufferPointer(rebasing: bytes[body])) == hash else { return nil }
      end = body.upperBound
      return body
    }
  }
}
