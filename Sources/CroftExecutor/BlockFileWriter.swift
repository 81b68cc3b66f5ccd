import CroftLinux
import CroftProtocol
import Glibc

/// Writes files of blocks so that they are there whole or not at all.
enum BlockFileWriter {
  /// Writes beside the final place and renames, so no reader ever sees half a file, whatever happens to this process.
  ///
  /// - Parameter block: gives the bytes of block `index` to the function it is handed.
  static func write(
    _ count: Int, to path: String, block: (_ index: Int, (UnsafeRawBufferPointer) throws -> Void) throws -> Void
  ) throws {
    let temporary = path + ".tmp"
    do {
      let file = try FileDescriptor.open(temporary, flags: O_WRONLY | O_CREAT | O_TRUNC, mode: 0o600)
      var entries: [(length: Int, hash: UInt64)] = []
      for index in 0..<count {
        try block(index) { entries.append((length: $0.count, hash: StableHash.hash($0))) }
      }
      try BlockFile.header(lengthsAndHashes: entries).withUnsafeBytes { try file.writeAll($0) }
      for index in 0..<count { try block(index) { try file.writeAll($0) } }
      try FileSystem.rename(temporary, to: path)
    } catch {
      try? FileSystem.removeFile(temporary)
      throw (error as? SystemError)?.about(path) ?? error
    }
  }
}
