/// A key of a terminal's keyboard.
enum TopKey: Equatable, Sendable {
  case character(Character)
  case up, down, pageUp, pageDown, home, end
  case tab, backTab, escape
  /// Control and C.
  case interrupt
}

/// Makes keys of the bytes that a terminal sends for them (ECMA-48, as xterm and the Linux console use it).
struct TopKeyDecoder {
  /// The beginning of a sequence whose rest hasn't come yet.
  private var pending: [UInt8] = []
  /// No key's sequence is longer: what goes on is rubbish.
  private static let longestSequence = 16

  private static let escape: UInt8 = 0x1B

  /// - Parameter bytes: what one read gave. A lone escape at their end is the key.
  mutating func keys(in bytes: some Sequence<UInt8>) -> [TopKey] {
    var rest = (pending + bytes)[...]
    pending = []
    var keys: [TopKey] = []
    while let byte = rest.first {
      guard byte == Self.escape else {
        rest.removeFirst()
        if let key = Self.key(of: byte) { keys.append(key) }
        continue
      }
      switch Self.sequence(in: rest) {
      case .key(let key, let length):
        if let key { keys.append(key) }
        rest = rest.dropFirst(length)
      case .unfinished:
        if rest.count <= Self.longestSequence { pending = Array(rest) }
        return keys
      }
    }
    return keys
  }

  private enum Start {
    case key(TopKey?, length: Int)
    case unfinished
  }

  private static func key(of byte: UInt8) -> TopKey? {
    switch byte {
    case 0x03: .interrupt
    case 0x09: .tab
    case 0x20...0x7E: .character(Character(Unicode.Scalar(byte)))
    // Parts of other characters, and controls that mean nothing here.
    default: nil
    }
  }

  /// What begins with an escape.
  private static func sequence(in bytes: ArraySlice<UInt8>) -> Start {
    let rest = bytes.dropFirst()
    guard let introducer = rest.first, introducer == UInt8(ascii: "[") || introducer == UInt8(ascii: "O") else {
      return .key(.escape, length: 1)
    }
    // Parameters, then one final byte (ECMA-48, 5.4).
    let body = rest.dropFirst()
    guard let final = body.firstIndex(where: { !(0x20...0x3F).contains($0) }) else { return .unfinished }
    return .key(key(parameters: body[..<final], final: body[final]), length: final - bytes.startIndex + 1)
  }

  private static func key(parameters: ArraySlice<UInt8>, final: UInt8) -> TopKey? {
    switch (Unicode.Scalar(final), String(decoding: parameters, as: UTF8.self)) {
    case ("A", _): .up
    case ("B", _): .down
    case ("H", _), ("~", "1"), ("~", "7"): .home
    case ("F", _), ("~", "4"), ("~", "8"): .end
    case ("~", "5"): .pageUp
    case ("~", "6"): .pageDown
    case ("Z", _): .backTab
    default: nil
    }
  }
}
