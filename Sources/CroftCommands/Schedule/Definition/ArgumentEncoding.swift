import CroftLinux

/// Swift replaces what isn't UTF-8 in this process's arguments, and then a command would run with others than it was
/// given.
enum ArgumentEncoding {
  static func check() throws {
    let arguments = CommandLine.unsafeArgv
    for index in 0..<Int(CommandLine.argc) {
      guard let argument = arguments[index] else { continue }
      try check(UnsafeBufferPointer(start: argument, count: length(argument)), at: index)
    }
  }

  static func check(_ bytes: some Collection<CChar>, at index: Int) throws {
    let bytes = bytes.map(UInt8.init(bitPattern:))
    guard String(validating: bytes, as: UTF8.self) == nil else { return }
    throw ScheduleError(
      "argument \(index), '\(String(decoding: bytes, as: UTF8.self).printable)', isn't UTF-8 and can't be kept: "
        + "rename the file, or have the command run by a script")
  }

  private static func length(_ text: UnsafePointer<CChar>) -> Int {
    var length = 0
    while text[length] != 0 { length += 1 }
    return length
  }
}
