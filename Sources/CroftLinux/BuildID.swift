/// What linkers mark each program with that they make: by default a hash of all that is in it (ld(1), `--build-id`).
package enum BuildID {
  private static let noteType = 3
  private static let noteOwner = Array("GNU\0".utf8)

  /// - Parameter program: a binary; only its first page is read.
  /// - Returns: nil for one that was linked without, and for what is no binary.
  /// - Throws: `SystemError` when it can't be read.
  package static func find(in program: FileDescriptor) throws(SystemError) -> [UInt8]? {
    find(inBeginning: try program.readBeginning(maximumBytes: BinaryHeaders.beginningBytes))
  }

  static func find(inBeginning bytes: [UInt8]) -> [UInt8]? {
    BinaryHeaders(beginning: bytes)?.segments(.note).lazy.compactMap(find(inNotes:)).first
  }

  /// Each note has three numbers of four bytes, the lengths of its owner's name and its content and its type; then
  /// these two, each filled up to four bytes.
  private static func find(inNotes notes: [UInt8]) -> [UInt8]? {
    var start = 0
    while let nameBytes = notes.littleEndian(at: start, size: 4),
      let contentBytes = notes.littleEndian(at: start + 4, size: 4),
      let type = notes.littleEndian(at: start + 8, size: 4)
    {
      let name = start + 12
      let content = name + filledUp(nameBytes)
      guard content + contentBytes <= notes.count else { return nil }
      if type == noteType, Array(notes[name..<name + nameBytes]) == noteOwner, contentBytes > 0 {
        return Array(notes[content..<content + contentBytes])
      }
      start = content + filledUp(contentBytes)
    }
    return nil
  }

  private static func filledUp(_ bytes: Int) -> Int { (bytes + 3) & ~3 }
}
