import ArgumentParser
import CroftBatch
import CroftLinux
import Glibc

/// Arguments as the kernel gave them, in a form that passes through ArgumentParser, which takes text: a byte that is
/// no part of any UTF-8 stands there as a character of its own, and comes out as itself.
///
/// The characters are the last 128 code points of Unicode's last plane for private use. One that an argument really
/// has is taken apart likewise, so that nothing is lost.
enum ArgumentBytes {
  private static let firstEscape: UInt32 = 0x10FF80
  private static let escapes = firstEscape...0x10FFFF
  private static let longestCharacter = 4

  /// This process's own arguments, without its name.
  static var ofProcess: [String] {
    (1..<max(Int(CommandLine.argc), 1)).compactMap { index in
      CommandLine.unsafeArgv[index].map { text(UnsafeRawBufferPointer(start: $0, count: strlen($0))) }
    }
  }

  static func text(_ bytes: some RandomAccessCollection<UInt8>) -> String {
    var scalars = String.UnicodeScalarView()
    var rest = bytes[...]
    while let first = rest.first {
      if let (scalar, length) = scalar(at: rest) {
        scalars.append(scalar)
        rest = rest.dropFirst(length)
      } else {
        // A byte below 128 is a character by itself, so that only those above come here.
        scalars.append(Unicode.Scalar(firstEscape + UInt32(first & 0x7F)) ?? "?")
        rest = rest.dropFirst()
      }
    }
    return String(scalars)
  }

  /// What ``text(_:)`` has made a text of.
  static func bytes(_ text: String) -> ByteString {
    ByteString(
      text.unicodeScalars.flatMap { scalar in
        escapes.contains(scalar.value) ? [UInt8(scalar.value - firstEscape) | 0x80] : Array(String(scalar).utf8)
      })
  }

  /// The argument itself, for where only text can travel.
  ///
  /// - Throws: `ValidationError` for one that isn't UTF-8.
  @Sendable static func onlyText(_ text: String) throws -> String {
    guard let whole = String(validating: bytes(text).bytes, as: UTF8.self) else {
      throw ValidationError("'\(bytes(text).text.printable)' isn't UTF-8, and only text can stand there.")
    }
    return whole
  }

  private static func scalar(
    at bytes: some RandomAccessCollection<UInt8>
  ) -> (scalar: Unicode.Scalar, length: Int)? {
    for length in 1...longestCharacter {
      guard let text = String(validating: bytes.prefix(length), as: UTF8.self), let scalar = text.unicodeScalars.first
      else { continue }
      return escapes.contains(scalar.value) ? nil : (scalar, length)
    }
    return nil
  }
}
