import CroftDataset
import CroftLinux
import CroftProtocol
import Glibc

/// A file in the scratch directory without a name: the kernel takes it away with its last user, however that ends.
final class ScratchSpill: SpillFile {
  private let directory: String
  private let meter: ScratchMeter
  private let descriptor: FileDescriptor
  private var entries: [(length: Int, hash: UInt64)] = []
  private var writtenBytes = 0

  init(in directory: String, meter: ScratchMeter) throws {
    self.directory = directory
    self.meter = meter
    descriptor = try FileDescriptor.openUnnamed(in: directory)
  }

  /// What was read from it may live on for a moment; the next one to spill is what matters.
  deinit { meter.remove(writtenBytes) }

  var blockCount: Int { entries.count }

  func append(_ block: UnsafeRawBufferPointer) throws {
    entries.append((length: block.count, hash: StableHash.hash(block)))
    try write(block)
  }

  func reopen() throws -> any BlockInput {
    try BlockFile.footer(lengthsAndHashes: entries).withUnsafeBytes { try write($0) }
    return try BlockFileInput(MappedFile(descriptor: descriptor, name: "a spill file in \(directory)"))
  }

  private func write(_ bytes: UnsafeRawBufferPointer) throws {
    writtenBytes += bytes.count
    try meter.add(bytes.count, to: "a spill file")
    do {
      try descriptor.writeAll(bytes)
    } catch {
      throw error.about("a spill file in \(directory)")
    }
  }
}
