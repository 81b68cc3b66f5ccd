import CroftLinux
import CroftProtocol
import Glibc

/// How a submission lies on disk: a banner with the version, then the value in Croft's binary form.
enum SubmissionFile {
  /// Raise it with every change of ``StoredSubmission`` or what is in it, and read the one before from a copy of what
  /// it was. What other versions wrote isn't read.
  ///
  /// - 1: the first.
  /// - 2: with ``Submission/fileCreationMask``.
  static let version: UInt32 = 2
  /// "CROFTSUB", as a number: no other file begins so.
  private static let magic: UInt64 = 0x4255_5354_464F_5243

  /// - Parameter isDurable: whether it has to outlast a loss of power; costs the disk's time.
  static func write(_ submission: StoredSubmission, to path: String, isDurable: Bool) throws {
    var writer = ByteWriter()
    writer.append(magic)
    writer.append(version)
    writer.append(try BinaryEncoder.encode(submission))
    let temporary = "\(path).new"
    let file = try FileDescriptor.open(temporary, flags: O_WRONLY | O_CREAT | O_TRUNC, mode: 0o600)
    do {
      try file.writeAll(writer.bytes)
      if isDurable { try sync(file, temporary) }
      try FileSystem.rename(temporary, to: path)
    } catch {
      try? FileSystem.removeFile(temporary)
      throw error
    }
    guard isDurable, let slash = path.lastIndex(of: "/") else { return }
    let directory = String(path[..<slash])
    try sync(FileDescriptor.open(directory, flags: O_RDONLY | O_DIRECTORY), directory)
  }

  /// - Throws: ``SubmissionStoreError`` for what another version of Croft has stored, or is damaged.
  static func read(_ path: String) throws -> StoredSubmission {
    let file = try FileDescriptor.open(path, flags: O_RDONLY)
    let bytes = try file.readAll(maximumBytes: maximumBytes)
    return try bytes.withUnsafeBytes { bytes in
      var reader = ByteReader(bytes)
      do {
        guard try reader.read(UInt64.self) == magic else { throw SubmissionStoreError("\(path) is no job of Croft's") }
        let found = try reader.read(UInt32.self)
        let value = UnsafeRawBufferPointer(rebasing: bytes[12...])
        switch found {
        case version: return try BinaryDecoder.decode(StoredSubmission.self, from: value)
        case 1: return try BinaryDecoder.decode(StoredSubmissionOfVersion1.self, from: value).current
        default:
          throw SubmissionStoreError(
            "\(path) was stored by another version of Croft (its form is \(found), this one reads 1 and \(version)): "
              + "submit the job again")
        }
      } catch let error as SubmissionStoreError {
        throw error
      } catch {
        throw SubmissionStoreError("\(path) is damaged (\(error)): submit the job again")
      }
    }
  }

  /// Twice what inputs may have, for their places and the command.
  private static let maximumBytes = 2 << 30

  private static func sync(_ file: FileDescriptor, _ path: String) throws(SystemError) {
    guard fsync(file.rawValue) == 0 else { throw SystemError("fsync", errno: errno, subject: path) }
  }
}

/// Why a stored job can't be had: one sentence, with the cure.
package struct SubmissionStoreError: Error, Equatable, Sendable, CustomStringConvertible {
  package let description: String

  package init(_ description: String) { self.description = description }
}
