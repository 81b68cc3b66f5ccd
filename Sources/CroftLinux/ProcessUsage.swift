import Glibc

/// What one process, and those of its descendants that it has waited for, used in its life, as the kernel tells its
/// parent (getrusage(2)).
package struct ProcessUsage: Sendable, Equatable {
  package let userMicroseconds: UInt64
  package let systemMicroseconds: UInt64
  /// Of the largest one of them.
  package let maximumResidentBytes: UInt64
  /// From and to disks.
  package let readBytes: UInt64
  package let writtenBytes: UInt64

  init(_ usage: rusage) {
    userMicroseconds = Self.microseconds(usage.ru_utime)
    systemMicroseconds = Self.microseconds(usage.ru_stime)
    // In KiB on Linux; blocks are of 512 bytes.
    maximumResidentBytes = UInt64(clamping: usage.ru_maxrss) << 10
    readBytes = UInt64(clamping: usage.ru_inblock) << 9
    writtenBytes = UInt64(clamping: usage.ru_oublock) << 9
  }

  private static func microseconds(_ time: timeval) -> UInt64 {
    UInt64(clamping: time.tv_sec) * 1_000_000 + UInt64(clamping: time.tv_usec)
  }
}
