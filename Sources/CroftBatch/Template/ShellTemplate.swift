/// A script with replacement strings, each with the quoting that its place asks for.
struct ShellTemplate: Sendable, Equatable, Codable {
  private struct Piece: Sendable, Equatable, Codable {
    let part: TextTemplate.Part
    let quoting: ShellQuoting
  }

  private let pieces: [Piece]

  /// - Throws: a ``BatchError`` for an input in a here-document or between backquotes.
  init(_ template: TextTemplate) throws(BatchError) {
    var scanner = ShellScanner()
    var pieces: [Piece] = []
    for part in template.parts {
      switch part {
      case .literal(let text):
        scanner.read(text.bytes)
        pieces.append(Piece(part: part, quoting: .word))
      case .taskNumber, .slotNumber:
        scanner.readWord()
        pieces.append(Piece(part: part, quoting: .word))
      case .input, .allInputs:
        pieces.append(Piece(part: part, quoting: try scanner.quotingHere()))
        scanner.readWord()
      }
    }
    self.pieces = pieces
  }

  func expanded(for task: TemplateValues) -> ByteString {
    var text: [UInt8] = []
    for piece in pieces { text += task.bytes(of: piece.part, quoting: piece.quoting.applied(to:)) }
    return ByteString(text)
  }
}
