import CroftDataset
import CroftLinux
import CroftProtocol

/// A file of blocks, mapped for as long as it is held.
final class BlockFileInput: BlockInput {
  private let file: MappedFile
  private let index: BlockFileIndex

  /// - Throws: `SystemError` or `DamagedBlocks`.
  convenience init(path: String) throws { try self.init(MappedFile(path: path)) }

  init(_ file: MappedFile) throws {
    self.file = file
    index = try BlockFileIndex(file.bytes)
  }

  var blockCount: Int { index.blockCount }

  func block(_ number: Int) throws -> UnsafeRawBufferPointer { try index.block(number) }
}
