import CroftProtocol

extension Dataset where Element == Text {
  /// The records of binary files, all of the same length: each a view of so many bytes of its file.
  ///
  /// Files are cut between partitions at records, so one large file is read by many tasks. Nothing is copied. A file
  /// whose name ends in `.gz` or `.zst` is decompressed on the way, into the scratch directory; it can't be cut, and
  /// one task reads all of it.
  ///
  /// ```swift
  /// Dataset.records(in: "/data/terasort", length: 100).sortBy { $0.prefix(10) }
  /// ```
  ///
  /// - Parameters:
  ///   - pattern: a file, a directory or a glob pattern, as for `lines(in:)`. A job fails before it starts when the
  ///     size of a file is no multiple of `length`; where the file is compressed, when it is read.
  ///   - length: of a record, in bytes.
  ///   - partitions: how many pieces of equal size to cut the input into; if not given, as many as tasks can run at
  ///     once, or more so that none is over 64 MiB.
  @inlinable
  public static func records(
    in pattern: String, length: Int, partitions: Int? = nil, file: StaticString = #fileID, line: UInt = #line
  ) -> Dataset<Text> {
    Dataset(lineage: LineageNode(recordsIn: pattern, length: length, partitions: partitions, file, line)) {
      source, context, partition, sink in
      for piece in try context.filePieces(of: source, partition) {
        let records = try FixedRecords(context.open(piece), of: piece, recordBytes: source.recordBytes())
        var pacer = Pacer(context)
        var index = 0
        while index < records.count {
          let end = Swift.min(try pacer.check(at: index), records.count)
          while index < end {
            try sink(records[index])
            index &+= 1
          }
        }
      }
    }
  }
}

extension LineageNode {
  @usableFromInline
  convenience init(recordsIn pattern: String, length: Int, partitions: Int?, _ file: StaticString, _ line: UInt) {
    let isPossible = length > 0
    self.init(
      "records", "in: \(pattern), length: \(length), partitions: \(partitions.described)", of: Text.self,
      at: CallSite(file, line),
      kind: .source(RecordPlanner(pattern: pattern, recordBytes: max(length, 1), partitions: partitions)), parents: [],
      problem: isPossible ? nil : InvalidRecordLength(length: length), attachment: length)
  }

  /// The length of the records that this source reads.
  @usableFromInline
  func recordBytes() throws -> Int {
    guard let length = attachment as? Int, length > 0 else { throw MalformedBytes("\(self) has no record length") }
    return length
  }
}

/// The records of one piece of a file.
@usableFromInline
struct FixedRecords {
  @usableFromInline let start: UnsafePointer<UInt8>
  @usableFromInline let owner: AnyObject?
  @usableFromInline let recordBytes: Int
  @usableFromInline let count: Int

  /// - Throws: `PartialRecord`, where the file's size was not known before.
  @usableFromInline
  init(_ part: FilePart, of piece: FilePiece, recordBytes: Int) throws {
    let bytes = part.contents
    guard bytes.count % recordBytes == 0 else {
      throw PartialRecord(path: piece.path, size: bytes.count, recordBytes: recordBytes)
    }
    start = bytes.start
    owner = part.owner
    self.recordBytes = recordBytes
    count = bytes.count / recordBytes
  }

  @inlinable subscript(index: Int) -> Text {
    Text(start: start + index &* recordBytes, count: recordBytes, owner: owner)
  }
}

/// Cuts files into pieces of about the same number of records.
struct RecordPlanner: SourcePlanner {
  let pattern: String
  let recordBytes: Int
  let partitions: Int?

  func plan(with services: any PlanningServices) throws -> any SourceSplits {
    let files = try services.inputFiles(pattern).filter { $0.size > 0 }
    for file in files where !file.isCompressed && file.size % recordBytes != 0 {
      throw PartialRecord(path: file.path, size: file.size, recordBytes: recordBytes)
    }
    let total = files.reduce(0) { $0 + $1.size }
    let wanted = try PartitionCount.checked(partitions) ?? FilePlanner.count(for: total, services.parallelism)
    let inRecords = files.map {
      InputFile(path: $0.path, size: max($0.size / recordBytes, 1), isCompressed: $0.isCompressed)
    }
    return RecordSplits(inRecords: FileSplits(files: inRecords, count: wanted), recordBytes: recordBytes)
  }
}

struct RecordSplits: SourceSplits {
  /// The pieces, measured in records.
  let inRecords: FileSplits
  let recordBytes: Int

  var count: Int { inRecords.count }

  /// Nil, too, for compressed files, each of which counts as one record, of a length that none of them has.
  var totalBytes: Int? {
    guard let (bytes, isTooLarge) = inRecords.totalBytes?.multipliedReportingOverflow(by: recordBytes) else {
      return nil
    }
    return isTooLarge ? nil : bytes
  }

  func pieces(_ index: Int) -> [FilePiece] {
    inRecords.pieces(index).map { piece in
      FilePiece(
        path: piece.path,
        range: piece.range.map { $0.lowerBound * recordBytes..<$0.upperBound * recordBytes })
    }
  }

  func encode(_ index: Int, into writer: inout ByteWriter) { FilePiece.encodeAll(pieces(index), into: &writer) }
}

/// A file that ends in the middle of a record.
struct PartialRecord: PermanentError, Equatable, CustomStringConvertible {
  let path: String
  let size: Int
  let recordBytes: Int

  var description: String {
    """
    \(path) has \(size) bytes, which is not a whole number of records of \(recordBytes) bytes: \
    \(size % recordBytes) are left over. Give the length that the file was written with, or cut the file
    """
  }
}

/// A record length that makes no sense.
struct InvalidRecordLength: Error, Equatable, CustomStringConvertible {
  let length: Int
  var description: String { "records of \(length) bytes were asked for; a record has at least 1 byte" }
}
