import Glibc

/// The other file that the kernel runs a program by, as the program's beginning names it.
package enum ProgramNeed: Sendable, Equatable {
  /// Of a script.
  case interpreter([UInt8])
  /// Of a binary that is linked dynamically.
  case loader([UInt8])

  /// - Returns: nil for what names none, or can't be read.
  package init?(ofProgramAt path: [UInt8]) {
    guard let file = try? PathBytes.open(path, O_RDONLY | O_NONBLOCK),
      let beginning = try? file.readBeginning(maximumBytes: BinaryHeaders.beginningBytes)
    else { return nil }
    self.init(beginning: beginning)
  }

  init?(beginning bytes: [UInt8]) {
    if bytes.starts(with: "#!".utf8) {
      let line = bytes.dropFirst(2).prefix { $0 != UInt8(ascii: "\n") }
      let words = line.split { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
      guard let name = words.first else { return nil }
      self = .interpreter(Array(name))
    } else if let path = BinaryHeaders(beginning: bytes)?.segments(.interpreter).first, path.count > 1 {
      self = .loader(Array(path.prefix { $0 != 0 }))
    } else {
      return nil
    }
  }
}
