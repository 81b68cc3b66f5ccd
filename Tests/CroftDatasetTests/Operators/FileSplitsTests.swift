import CroftProtocol
import CroftTesting
import Testing

@testable import CroftDataset

@Suite struct FileSplitsTests {
  @Test func everyByteIsInExactlyOnePieceInOrder() {
    var random = SeededRandom(seed: 21)
    for _ in 0..<300 {
      let files = (0..<Int.random(in: 1...8, using: &random)).map {
        InputFile(path: "/\($0)", size: Int.random(in: 1...40, using: &random))
      }
      let total = files.reduce(0) { $0 + $1.size }
      let splits = FileSplits(files: files, count: Int.random(in: 1...total, using: &random))
      let pieces = (0..<splits.count).map { splits.pieces($0) }
      let bytes = pieces.joined().flatMap { piece in piece.range!.map { "\(piece.path)@\($0)" } }
      #expect(bytes == files.flatMap { file in (0..<file.size).map { "\(file.path)@\($0)" } })
      let sizes = pieces.map { $0.reduce(0) { $0 + $1.range!.count } }
      #expect(sizes.max()! - sizes.min()! <= 1)
      #expect(pieces.joined().allSatisfy { !$0.range!.isEmpty })
    }
  }

  @Test func veryLargeFilesAreCutToo() {
    let files = [InputFile(path: "/a", size: 1 << 61), InputFile(path: "/b", size: 1 << 61)]
    let splits = FileSplits(files: files, count: 2)
    #expect(splits.pieces(0) == [FilePiece(path: "/a", range: 0..<1 << 61)])
    #expect(splits.pieces(1) == [FilePiece(path: "/b", range: 0..<1 << 61)])
  }

  @Test func piecesComeBackFromTheirBytes() throws {
    let splits = FileSplits(files: [InputFile(path: "/größe", size: 9), InputFile(path: "/b", size: 9)], count: 4)
    for index in 0..<splits.count {
      let bytes = splits.encoded(index)
      #expect(try FilePiece.decodeAll(bytes) == splits.pieces(index))
      for length in 1..<bytes.count {
        let cut = try? FilePiece.decodeAll(bytes[..<length])
        #expect(cut == nil || splits.pieces(index).starts(with: cut!))
      }
    }
    #expect(throws: MalformedBytes.self) {
      try FilePiece.decodeAll([1, 0x61, 1] + [UInt8](repeating: 0xFF, count: 30))
    }
  }

  @Test func compressedFilesAreNotCutAndSpreadEvenly() throws {
    let compressed = (0..<4).map { InputFile(path: "/\($0).gz", size: 100, isCompressed: true) }
    let splits = FileSplits(files: compressed, count: 2)
    #expect((0..<2).map { splits.pieces($0).map(\.path) } == [["/0.gz", "/1.gz"], ["/2.gz", "/3.gz"]])
    #expect(splits.pieces(0).allSatisfy { $0.range == nil })
    #expect(FileSplits(files: compressed, count: 100).count == 4)
    #expect(try FilePiece.decodeAll(splits.encoded(1)) == splits.pieces(1))
  }

  @Test func everyFileIsReadOnceHoweverSomeAreCompressed() {
    var random = SeededRandom(seed: 22)
    for _ in 0..<300 {
      let files = (0..<Int.random(in: 1...8, using: &random)).map {
        InputFile(
          path: "/\($0)", size: Int.random(in: 1...40, using: &random), isCompressed: Bool.random(using: &random))
      }
      let splits = FileSplits(files: files, count: Int.random(in: 1...50, using: &random))
      let pieces = (0..<splits.count).flatMap { splits.pieces($0) }
      let read = pieces.flatMap { piece in piece.range.map { $0.map { "\(piece.path)@\($0)" } } ?? [piece.path] }
      #expect(
        read
          == files.flatMap { file in
            file.isCompressed ? [file.path] : (0..<file.size).map { "\(file.path)@\($0)" }
          })
    }
  }

  @Test(arguments: [(nil, 4), (1, 1), (2, 2), (1_000, 12)] as [(Int?, Int)])
  func thePlanHasWhatWasAskedForButNoEmptyPieces(asked: Int?, planned: Int) throws {
    let machine = MemoryMachine(parallelism: 4, files: ["in/a": "12345", "in/b": "", "in/c": "1234567"])
    let plan = try FilePlanner(patterns: ["in/"], partitions: asked).plan(with: machine)
    #expect(plan.count == planned)
  }

  @Test func emptyInputHasNoPartitions() throws {
    let machine = MemoryMachine(files: ["in/b": ""])
    #expect(try FilePlanner(patterns: ["in/b"], partitions: 3).plan(with: machine).count == 0)
  }

  @Test func missingInputIsRefused() {
    #expect(throws: MemoryFileMissing(path: "in/b")) {
      try FilePlanner(patterns: ["in/a", "in/b"], partitions: 3).plan(with: MemoryMachine(files: ["in/a": "x"]))
    }
  }
}
