import Glibc

extension Dataset where Element == Text {
  /// The lines of text files, without their line ends.
  ///
  /// A line ends with a line feed; a carriage return before it belongs to the line end. A last line without one counts.
  /// Bytes are kept as they are, whether they are UTF-8 or not. A file is cut between partitions at any line end, so
  /// one large file is read by many tasks; a line may be as long as it likes. Files must not change while the job runs.
  ///
  /// A file whose name ends in `.gz` or `.zst` is decompressed on the way, into the scratch directory, where it takes
  /// its full size while it is read. It can't be cut: one task reads all of it.
  ///
  /// - Parameters:
  ///   - pattern: a file, a directory (its files, without those whose names begin with "." or "_", and not what is in
  ///     directories below it), or a glob pattern. A relative one is taken from the driver's working directory. A job
  ///     fails before it starts when nothing is there.
  ///   - partitions: how many pieces of equal size to cut the input into; if not given, as many as tasks can run at
  ///     once, or more so that none is over 64 MiB.
  @inlinable
  public static func lines(
    in pattern: String, partitions: Int? = nil, file: StaticString = #fileID, line: UInt = #line
  ) -> Dataset<Text> {
    lines(in: [pattern], partitions: partitions, file: file, line: line)
  }

  /// The lines of all the files that several patterns name, in the order of the patterns.
  @inlinable
  public static func lines(
    in patterns: [String], partitions: Int? = nil, file: StaticString = #fileID, line: UInt = #line
  ) -> Dataset<Text> {
    Dataset(lineage: LineageNode(linesIn: patterns, partitions: partitions, file, line)) {
      source, context, partition, sink in
      for piece in try context.filePieces(of: source, partition) {
        var cursor = LineCursor(try context.open(piece))
        while let line = cursor.next() {
          try context.checkCancellation()
          try sink(line)
        }
      }
    }
  }
}

extension LineageNode {
  @usableFromInline
  convenience init(linesIn patterns: [String], partitions: Int?, _ file: StaticString, _ line: UInt) {
    self.init(
      "lines", "in: \(patterns), partitions: \(partitions.described)", of: Text.self, at: CallSite(file, line),
      kind: .source(FilePlanner(patterns: patterns, partitions: partitions)), parents: [])
  }
}

/// Goes from line to line. A line belongs to the piece in which its first byte lies.
@usableFromInline
struct LineCursor {
  private let file: UnsafeRawBufferPointer
  private let owner: AnyObject?
  private let end: Int
  /// Where the next line begins in the file.
  private(set) var position: Int

  @usableFromInline
  init(_ piece: FilePart) {
    file = piece.file
    owner = piece.owner
    end = piece.range.upperBound
    position = piece.range.lowerBound
    // The line in whose middle a piece begins belongs to the piece before.
    if position > 0, position < end, file[position - 1] != UInt8(ascii: "\n") {
      position = lineEnd(from: position, before: end).map { $0 + 1 } ?? end
    }
  }

  @usableFromInline
  mutating func next() -> Text? {
    guard position < end, let base = file.baseAddress else { return nil }
    let lineEnd = lineEnd(from: position, before: file.count) ?? file.count
    let start = base.assumingMemoryBound(to: UInt8.self) + position
    var count = lineEnd - position
    if count > 0, lineEnd < file.count, start[count - 1] == UInt8(ascii: "\r") { count -= 1 }
    position = lineEnd + 1
    return Text(start: start, count: count, owner: owner)
  }

  /// Where the next line feed is, if there is one before `limit`.
  private func lineEnd(from position: Int, before limit: Int) -> Int? {
    guard let base = file.baseAddress, position < limit,
      let found = memchr(base + position, Int32(UInt8(ascii: "\n")), limit - position)
    else { return nil }
    return UnsafeRawPointer(found) - base
  }
}
