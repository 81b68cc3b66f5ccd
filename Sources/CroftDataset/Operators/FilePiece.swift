import CroftProtocol

/// What one partition reads of one file.
@usableFromInline
struct FilePiece: Equatable {
  let path: String
  /// Of its bytes; nil for the whole file, whose length nobody has to know beforehand.
  let range: Range<Int>?

  static func encodeAll(_ pieces: [FilePiece], into writer: inout ByteWriter) {
    for piece in pieces {
      writer.appendCounted(piece.path)
      writer.append(UInt8(piece.range == nil ? 0 : 1))
      guard let range = piece.range else { continue }
      writer.appendVariable(range.lowerBound)
      writer.appendVariable(range.count)
    }
  }

  static func decodeAll(_ bytes: ArraySlice<UInt8>) throws -> [FilePiece] {
    try bytes.withUnsafeBytes { bytes in
      var reader = ByteReader(bytes)
      var pieces: [FilePiece] = []
      while !reader.isAtEnd {
        let path = try reader.readString()
        let isCut = try reader.read(UInt8.self) != 0
        pieces.append(FilePiece(path: path, range: isCut ? try readRange(&reader) : nil))
      }
      return pieces
    }
  }

  private static func readRange(_ reader: inout ByteReader) throws -> Range<Int> {
    let start = try reader.readVariableInt()
    let length = try reader.readVariableInt()
    guard start >= 0, length >= 0, start <= Int.max - length else { throw MalformedBytes("a piece of a file") }
    return start..<start + length
  }
}

/// Where one partition reads in one file that lies in memory.
@usableFromInline
struct FilePart {
  /// The whole file.
  let file: UnsafeRawBufferPointer
  /// Keeps the bytes there; nil if they stay by themselves.
  let owner: AnyObject?
  let range: Range<Int>

  /// The piece's bytes, without a copy.
  var contents: Text {
    let bytes = Text(viewing: UnsafeRawBufferPointer(rebasing: file[range]))
    return Text(start: bytes.start, count: bytes.count, owner: owner)
  }
}

extension TaskContext {
  /// What a source reads for one of its partitions.
  @usableFromInline
  func filePieces(of source: LineageNode, _ partition: Int) throws -> [FilePiece] {
    try FilePiece.decodeAll(input(of: source, partition))
  }

  /// Opens a file to read a piece of it.
  @usableFromInline
  func open(_ piece: FilePiece) throws -> FilePart {
    let (file, owner) = try services.openInput(piece.path)
    let range = piece.range ?? 0..<file.count
    guard range.upperBound <= file.count else {
      throw InputChanged(path: piece.path, planned: range.upperBound, found: file.count)
    }
    metrics.inputBytes += UInt64(range.count)
    return FilePart(file: file, owner: owner, range: range)
  }
}

/// An input file that got shorter after the job was planned.
struct InputChanged: PermanentError, CustomStringConvertible {
  let path: String
  let planned: Int
  let found: Int

  var description: String {
    "\(path) has \(found) bytes now but had at least \(planned) when the job began: input must not change during a job"
  }
}
