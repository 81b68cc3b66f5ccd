/// What shows that somebody is an application's driver.
enum Secret {
  /// 128 random bits of the kernel's (getrandom(2)), in hexadecimal.
  static func make() -> String {
    var generator = SystemRandomNumberGenerator()
    return (0..<2).map { _ in
      let digits = String(generator.next() as UInt64, radix: 16)
      return String(repeating: "0", count: 16 - digits.count) + digits
    }.joined()
  }

  /// Takes as long for every wrong guess of the same length.
  static func isSame(_ guess: String, _ secret: String) -> Bool {
    guard guess.utf8.count == secret.utf8.count else { return false }
    return zip(guess.utf8, secret.utf8).reduce(0 as UInt8) { $0 | $1.0 ^ $1.1 } == 0
  }
}
