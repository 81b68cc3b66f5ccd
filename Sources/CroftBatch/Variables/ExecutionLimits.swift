import Glibc

/// How much execve(2) takes, so that what is too long is refused with its name, not as "Argument list too long".
package struct ExecutionLimits: Sendable, Equatable {
  /// Of one argument or variable with the 0 behind it: MAX_ARG_STRLEN, 32 pages.
  package let stringBytes: Int
  /// Of all of them, with a pointer for each.
  package let totalBytes: Int

  package init(stringBytes: Int, totalBytes: Int) {
    self.stringBytes = stringBytes
    self.totalBytes = totalBytes
  }

  /// What the kernel gives a process with this one's limits.
  package static var current: ExecutionLimits {
    // sysconf(3) knows the rule of execve(2): a quarter of the stack's limit, and never less than 32 pages. The kernel
    // (fs/exec.c) takes three quarters of 8 MiB at most, which glibc doesn't tell.
    let total = sysconf(CInt(_SC_ARG_MAX))
    return ExecutionLimits(stringBytes: 32 * Int(getpagesize()), totalBytes: min(max(total, 128 << 10), 6 << 20))
  }

  /// The program's path, which the kernel puts behind the variables, and the auxiliary vector have to fit, too.
  private static let headroomBytes = 8 << 10

  /// - Throws: a ``BatchError`` that names the task, and what of it is too long.
  package func check(arguments: [ByteString], environment: [ByteString], task: Int) throws(BatchError) {
    for (index, argument) in arguments.enumerated() where argument.bytes.count >= stringBytes {
      throw BatchError(
        "task \(task): argument \(index), \(argument.quoted), has \(argument.bytes.count) bytes, and Linux takes "
          + "\(stringBytes - 1) at most; pass it in a file")
    }
    for variable in environment where variable.bytes.count >= stringBytes {
      let name = ByteString(variable.bytes.prefix { $0 != UInt8(ascii: "=") })
      throw BatchError(
        "task \(task): the variable \(name.quoted) has \(variable.bytes.count) bytes with its name, and Linux takes "
          + "\(stringBytes - 1) at most; pass it in a file")
    }
    let argumentBytes = Self.bytes(of: arguments)
    let environmentBytes = Self.bytes(of: environment)
    guard argumentBytes + environmentBytes + Self.headroomBytes <= totalBytes else {
      throw BatchError(
        "task \(task): its arguments take \(argumentBytes) bytes and its environment \(environmentBytes), and Linux "
          + "takes \(totalBytes - Self.headroomBytes) in all; pass the longest in a file, or raise ulimit -s")
    }
  }

  private static func bytes(of strings: [ByteString]) -> Int {
    strings.reduce(0) { $0 + $1.bytes.count + 1 + MemoryLayout<UnsafeRawPointer>.size }
  }
}
