import CroftProtocol

/// Cuts files into pieces of about the same number of bytes.
struct FilePlanner: SourcePlanner {
  let patterns: [String]
  let partitions: Int?
  /// Whether files are elements, so that none is cut, and empty ones count.
  var keepsFilesWhole = false

  /// Large enough that a task's own cost does not show, small enough that work spreads and a retry costs little.
  private static let targetBytes = 64 << 20

  func plan(with services: any PlanningServices) throws -> any SourceSplits {
    try splits(of: files(with: services), services)
  }

  func files(with services: any PlanningServices) throws -> [InputFile] {
    try patterns.flatMap { try services.inputFiles($0) }.filter { $0.size > 0 || keepsFilesWhole }
  }

  func splits(of files: [InputFile], _ services: any PlanningServices) throws -> FileSplits {
    let total = files.reduce(0) { $0 + $1.size }
    let wanted = try PartitionCount.checked(partitions) ?? Self.count(for: total, services.parallelism)
    return FileSplits(files: files, count: wanted, keepsFilesWhole: keepsFilesWhole)
  }
}

extension FilePlanner {
  /// As few pieces as the target allows, in full rounds of tasks: a last round that is half empty wastes time.
  static func count(for bytes: Int, _ parallelism: Int) -> Int {
    let rounds = (bytes + targetBytes * parallelism - 1) / (targetBytes * parallelism)
    return max(rounds, 1) * parallelism
  }
}

/// Files laid end to end and cut into ranges that differ in length by one byte at most.
///
/// A file that can't be cut belongs to the range in which its middle lies.
struct FileSplits: SourceSplits {
  let count: Int
  let totalBytes: Int?
  private let files: [InputFile]
  private let keepsFilesWhole: Bool
  /// Where each file begins among all the bytes, and where the last one ends. A file without a byte counts as one.
  private let offsets: [Int]

  /// - Parameter most: into how many ranges; there are fewer where there are not so many pieces.
  init(files: [InputFile], count most: Int, keepsFilesWhole: Bool = false) {
    self.files = files
    self.keepsFilesWhole = keepsFilesWhole
    totalBytes = files.reduce(0) { $0 + $1.size }
    offsets = files.reduce(into: [0]) { $0.append($0.last! + max($1.size, 1)) }
    count = min(most, files.reduce(0) { $0 + (keepsFilesWhole || $1.isCompressed ? 1 : $1.size) })
  }

  func pieces(_ index: Int) -> [FilePiece] {
    let cut = RangeSplits(range: 0..<offsets.last!, count: count).slice(index)
    var pieces: [FilePiece] = []
    var file = firstFile(endingAfter: cut.lowerBound)
    while file < files.count, offsets[file] < cut.upperBound {
      if let piece = piece(of: file, in: cut) { pieces.append(piece) }
      file += 1
    }
    return pieces
  }

  func encode(_ index: Int, into writer: inout ByteWriter) { FilePiece.encodeAll(pieces(index), into: &writer) }

  private func piece(of file: Int, in cut: Range<Int>) -> FilePiece? {
    let (start, end) = (offsets[file], offsets[file + 1])
    if keepsFilesWhole || files[file].isCompressed {
      return cut.contains(start + (end - start) / 2) ? FilePiece(path: files[file].path, range: nil) : nil
    }
    let range = max(cut.lowerBound, start)..<min(cut.upperBound, end)
    return FilePiece(path: files[file].path, range: range.lowerBound - start..<range.upperBound - start)
  }

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
