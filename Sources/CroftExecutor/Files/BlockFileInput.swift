import CroftDataset
import CroftLinux
import CroftProtocol

/// A file of blocks, mapped for as long as it is held.
final class BlockFileInput: BlockInput {
  private let file: MappedFile
  private let index: BlockFileIndex

  /// A smaller block lies in so few pages that a fault for each costs less than the call.
  private static let smallestToPrefetch = 16 << 10

  /// - Throws: `SystemError` or `DamagedBlocks`.
  convenience init(path: String) throws { try self.init(MappedFile(path: path)) }

  init(_ file: MappedFile) throws {
    self.file = file
    file.expectScatteredReads()
    index = try BlockFileIndex(file.bytes)
  }

  var blockCount: Int { index.blockCount }

  func block(_ number: Int) throws -> UnsafeRawBufferPointer {
    try index.block(number) { if $0.count >= Self.smallestToPrefetch { file.prefetch($0) } }
  }
}
