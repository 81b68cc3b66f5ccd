import CroftProtocol

/// Cuts files into pieces of about the same number of bytes.
struct FilePlanner: SourcePlanner {
  let patterns: [String]
  let partitions: Int?

  /// Large enough that a task's own cost does not show, small enough that work spreads and a retry costs little.
  private static let targetBytes = 64 << 20

  func plan(with services: any PlanningServices) throws -> any SourceSplits {
    let files = try patterns.flatMap { try services.inputFiles($0) }.filter { $0.size > 0 }
    let total = files.reduce(0) { $0 + $1.size }
    let wanted = try PartitionCount.checked(partitions) ?? Self.count(for: total, services.parallelism)
    return FileSplits(files: files, count: min(wanted, total))
  }
}

extension FilePlanner {
  /// As few pieces as the target allows, in full rounds of tasks: a last round that is half empty wastes time.
  static func count(for bytes: Int, _ parallelism: Int) -> Int {
    let rounds = (bytes + targetBytes * parallelism - 1) / (targetBytes * parallelism)
    return max(rounds, 1) * parallelism
  }
}

/// Files laid end to end and cut into `count` ranges that differ in length by one byte at most.
struct FileSplits: SourceSplits {
  let count: Int
  var totalBytes: Int? { offsets.last! }
  private let files: [InputFile]
  /// Where each file begins among all the bytes, and where the last one ends.
  private let offsets: [Int]

  init(files: [InputFile], count: Int) {
    self.files = files
    self.count = count
    self.offsets = files.reduce(into: [0]) { $0.append($0.last! + $1.size) }
  }

  func pieces(_ index: Int) -> [FilePiece] {
    let cut = RangeSplits(range: 0..<offsets.last!, count: count).slice(index)
    var pieces: [FilePiece] = []
    var file = firstFile(endingAfter: cut.lowerBound)
    while file < files.count, offsets[file] < cut.upperBound {
      let range = max(cut.lowerBound, offsets[file])..<min(cut.upperBound, offsets[file + 1])
      let local = range.lowerBound - offsets[file]..<range.upperBound - offsets[file]
      pieces.append(FilePiece(path: files[file].path, range: local))
      file += 1
    }
    return pieces
  }

  func encoded(_ index: Int) -> [UInt8] { FilePiece.encodeAll(pieces(index)) }

  private func firstFile(endingAfter position: Int) -> Int {
    var lower = 0
    var upper = files.count
    while lower < upper {
      let middle = (lower + upper) / 2
      if offsets[middle + 1] > position { upper = middle } else { lower = middle + 1 }
    }
    return lower
  }
}

/// A range of a file's bytes.
struct FilePiece: Equatable {
  let path: String
  let range: Range<Int>

  static func encodeAll(_ pieces: [FilePiece]) -> [UInt8] {
    var writer = ByteWriter()
    for piece in pieces {
      writer.appendCounted(piece.path)
      writer.appendVariable(piece.range.lowerBound)
      writer.appendVariable(piece.range.count)
    }
    return writer.copy()
  }

  static func decodeAll(_ bytes: [UInt8]) throws -> [FilePiece] {
    try bytes.withUnsafeBytes { bytes in
      var reader = ByteReader(bytes)
      var pieces: [FilePiece] = []
      while !reader.isAtEnd {
        let path = try reader.readString()
        let start = try reader.readVariableInt()
        let length = try reader.readVariableInt()
        guard start >= 0, length >= 0, start <= Int.max - length else { throw MalformedBytes("a piece of a file") }
        pieces.append(FilePiece(path: path, range: start..<start + length))
      }
      return pieces
    }
  }
}
