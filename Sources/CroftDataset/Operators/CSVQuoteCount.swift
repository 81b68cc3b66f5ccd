import CroftProtocol

// The first pass over CSV files: a task for each partition looks whether its number of quotes is odd, and one task adds
// up, so that no task has to look at all counts.

extension LineageNode {
  /// For each partition of a source of files a byte that says whether it begins inside quotes.
  convenience init(countingQuotes quote: UInt8, in source: LineageNode, _ site: CallSite) {
    let counts = LineageNode(
      "csv.quotes", of: Bool.self, at: site,
      kind: .shuffle(
        ShuffleDependency(requestedPartitions: 1) { node, context, partition, output in
          let pieces = try context.filePieces(of: node.parent, partition)
          let parity = try QuoteParity(atEndOf: pieces, quote, context)
          try [parity.rawValue].withUnsafeBytes { try output.append($0) }
        }), parents: [source])
    self.init(
      "csv.quotes.add", of: Bool.self, at: site,
      kind: .shuffle(
        ShuffleDependency(requestedPartitions: 1) { node, context, partition, output in
          var isOdd = false
          var beginnings: [UInt8] = []
          try context.readShuffle(node.parent, partition: partition) { reader in
            beginnings.append(isOdd ? 1 : 0)
            isOdd = try QuoteParity(rawValue: reader.read(UInt8.self)).after(isOdd)
          }
          try beginnings.withUnsafeBytes { try output.append($0) }
        }), parents: [counts])
  }
}

/// How the file that the next partition begins in stands at a partition's end.
private struct QuoteParity {
  /// Bit 0: whether there is an odd number of quotes in this partition's piece of it. Bit 1: whether that piece begins
  /// with the file, so that nothing before it matters.
  let rawValue: UInt8

  init(rawValue: UInt8) { self.rawValue = rawValue }

  /// Only the last piece can end in the middle of its file; the others aren't looked at.
  init(atEndOf pieces: [FilePiece], _ quote: UInt8, _ context: TaskContext) throws {
    guard let piece = pieces.last else {
      rawValue = 0
      return
    }
    // A whole file goes on nowhere.
    guard let range = piece.range else {
      rawValue = 2
      return
    }
    let part = try context.open(piece)
    let isAtEnd = range.upperBound == part.file.count
    let bytes = UnsafeRawBufferPointer(rebasing: part.file[range])
    let isOdd = isAtEnd ? false : withExtendedLifetime(part.owner) { CSVQuotes.areOdd(in: bytes, quote: quote) }
    rawValue = (isOdd ? 1 : 0) | (range.lowerBound == 0 ? 2 : 0)
  }

  /// Whether it is odd at the partition's end, from how it was at the beginning.
  func after(_ isOdd: Bool) -> Bool { (rawValue & 2 == 0 && isOdd) != (rawValue & 1 == 1) }
}

extension TaskContext {
  /// Whether a partition begins inside quotes.
  ///
  /// - Parameter quotes: the side input that knows.
  func beginsInQuotes(_ partition: Int, _ quotes: LineageNode) throws -> Bool {
    let output = try mapOutputs(of: quotes).open(0)
    let beginnings = try output.block(0)
    guard partition < beginnings.count else {
      throw MalformedBytes("\(beginnings.count) counts of quotes where partition \(partition) needs its own")
    }
    return withExtendedLifetime(output) { beginnings[partition] != 0 }
  }
}
