import CroftDataset
import CroftLinux
import CroftProtocol
import Glibc

/// A file of blocks that is there whole or not at all.
///
/// It is written beside its final place and renamed, so no reader ever sees half a file, whatever happens to this
/// process. What is not committed is removed.
final class BlockFileOutput: BlockOutput {
  private let path: String
  private let meter: ScratchMeter?
  private let descriptor: FileDescriptor
  private var entries: [(length: Int, hash: UInt64)] = []
  private var buffer = ByteWriter(capacity: BlockFileOutput.bufferBytes)
  private(set) var writtenBytes = 0
  private var isCommitted = false

  /// Small blocks are written together: with a thousand reducers a block has a few hundred bytes.
  private static let bufferBytes = 256 << 10

  /// - Parameter meter: counts the file, if it is its job's alone.
  init(path: String, meter: ScratchMeter? = nil) throws {
    self.path = path
    self.meter = meter
    // An executor of a driver that died may be at work on the same attempt for a moment more: it goes on in a file
    // without a name.
    let temporary = path + ".tmp"
    if try FileSystem.status(temporary, followingLinks: false) != nil { try FileSystem.removeFile(temporary) }
    descriptor = try FileDescriptor.open(temporary, flags: O_WRONLY | O_CREAT | O_EXCL, mode: 0o600)
  }

  deinit {
    guard !isCommitted else { return }
    try? FileSystem.removeFile(path + ".tmp")
    meter?.remove(writtenBytes)
  }

  var blockCount: Int { entries.count }

  func append(_ block: UnsafeRawBufferPointer) throws {
    entries.append((length: block.count, hash: StableHash.hash(block)))
    try write(block)
  }

  /// Moves the file to its place.
  func commit() throws {
    try BlockFile.footer(lengthsAndHashes: entries).withUnsafeBytes { try write($0) }
    try flush()
    try FileSystem.rename(path + ".tmp", to: path)
    isCommitted = true
  }

  private func write(_ bytes: UnsafeRawBufferPointer) throws {
    writtenBytes += bytes.count
    try meter?.add(bytes.count, to: path)
    if buffer.count + bytes.count > Self.bufferBytes { try flush() }
    if bytes.count < Self.bufferBytes { buffer.append(bytes) } else { try writeAll(bytes) }
  }

  private func flush() throws {
    try writeAll(buffer.bytes)
    buffer.removeAll()
  }

  private func writeAll(_ bytes: UnsafeRawBufferPointer) throws {
    do {
      try descriptor.writeAll(bytes)
    } catch {
      throw error.about(path)
    }
  }
}
