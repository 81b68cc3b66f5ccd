package import CroftDataset
import CroftLinux
package import CroftProtocol
import Glibc

/// Stores values for all executors of an application.
package enum BroadcastWriter {
  /// Writes a value to a file that is there whole or not at all.
  ///
  /// - Parameter number: unique within the application.
  /// - Throws: `UnsupportedRecord` when the value can't be encoded, `SystemError` when it can't be written.
  package static func store<Value: Sendable>(
    _ value: Value, number: Int, in paths: ScratchPaths
  ) throws -> Broadcast<Value> {
    let path = paths.broadcast(number)
    var writer = ByteWriter()
    try RecordCodec<Value>().encode(value, into: &writer)
    let footer = BlockFile.footer(lengthsAndHashes: [
      (length: writer.count, hash: StableHash.hash(writer.bytes))
    ])
    writer.append(footer)
    do {
      try write(writer.bytes, to: path + ".tmp")
      try FileSystem.rename(path + ".tmp", to: path)
    } catch {
      try? FileSystem.removeFile(path + ".tmp")
      throw error
    }
    return Broadcast(path: path, value: value)
  }

  private static func write(_ bytes: UnsafeRawBufferPointer, to path: String) throws(SystemError) {
    let file = try FileDescriptor.open(path, flags: O_WRONLY | O_CREAT | O_TRUNC, mode: 0o600)
    do {
      try file.writeAll(bytes)
    } catch {
      throw error.about(path)
    }
  }
}
