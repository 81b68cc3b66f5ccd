import CroftDataset
import CroftLinux
import CroftProtocol
import Glibc

/// A file in the scratch directory without a name: the kernel takes it away with its last user, however that ends.
final class ScratchSpill: SpillFile {
  private let directory: String
  private let descriptor: FileDescriptor
  private var entries: [(length: Int, hash: UInt64)] = []

  init(in directory: String) throws {
    self.directory = directory
    descriptor = try FileDescriptor.openUnnamed(in: directory)
  }

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
    do {
      try descriptor.writeAll(bytes)
    } catch {
      throw error.about("a spill file in \(directory)")
    }
  }
}
