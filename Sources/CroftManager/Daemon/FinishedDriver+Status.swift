import CroftLinux
import CroftProtocol
import Glibc

extension FinishedDriver {
  /// Three digits and the end of the line.
  private static let maximumStatusBytes = 4

  /// What the driver said that it exits with: a decimal number from 0 to 255, and a newline. nil where it said nothing,
  /// or something else: the file is its user's.
  static func status(in scratch: String) -> Int? {
    // A link may lead anywhere, and a pipe would keep its reader waiting.
    let path = "\(scratch)/\(fileName)"
    guard let file = try? FileDescriptor.open(path, flags: O_RDONLY | O_NOFOLLOW | O_NONBLOCK),
      let bytes = try? file.readAll(maximumBytes: maximumStatusBytes), bytes.last == UInt8(ascii: "\n"),
      bytes.dropLast().allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
      let status = Int(String(decoding: bytes.dropLast(), as: UTF8.self)), status <= 255
    else { return nil }
    return status
  }
}
