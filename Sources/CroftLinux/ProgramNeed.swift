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
      let beginning = try? file.readBeginning(maximumBytes: Self.beginningBytes)
    else { return nil }
    self.init(beginning: beginning)
  }

  /// A script's first line and a binary's headers lie in its first page, as linkers make it.
  private static let beginningBytes = 4096

  init?(beginning bytes: [UInt8]) {
    if bytes.starts(with: "#!".utf8) {
      let line = bytes.dropFirst(2).prefix { $0 != UInt8(ascii: "\n") }
      let words = line.split { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
      guard let name = words.first else { return nil }
      self = .interpreter(Array(name))
    } else if let loader = Self.loader(inBinary: bytes) {
      self = .loader(loader)
    } else {
      return nil
    }
  }

  /// elf(5): the headers of the program's segments, of which one of type PT_INTERP holds the loader's path.
  private static func loader(inBinary bytes: [UInt8]) -> [UInt8]? {
    guard bytes.starts(with: [0x7F] + "ELF".utf8), bytes.count > 5, bytes[5] == 1 else { return nil }
    let isWide = bytes[4] == 2
    func field(_ offset: Int, _ size: Int) -> Int? {
      guard offset >= 0, offset <= bytes.count - size else { return nil }
      return Int(
        truncatingIfNeeded: bytes[offset..<offset + size].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
    }
    func word(_ offset: Int) -> Int? { field(offset, isWide ? 8 : 4) }
    guard let table = word(isWide ? 32 : 28), let size = field(isWide ? 54 : 42, 2), (0..<bytes.count).contains(table),
      let count = field(isWide ? 56 : 44, 2)
    else { return nil }
    for number in 0..<count {
      let header = table + number * size
      guard let type = field(header, 4) else { return nil }
      if type != 3 { continue }
      guard let start = word(header + (isWide ? 8 : 4)), let length = word(header + (isWide ? 32 : 16)),
        (0..<bytes.count).contains(start), length > 1, length <= bytes.count - start
      else { return nil }
      return Array(bytes[start..<start + length].prefix { $0 != 0 })
    }
    return nil
  }
}
