import CroftLinux
import Glibc

/// An executor that does nothing, and is as small as a process of this program can be: a thousand of them have to fit.
enum IdleExecutor {
  /// What a driver sets for such executors.
  static let variable = "CROFT_BENCH_IDLE"
  /// Where executors find the channel to their driver.
  private static let channel: CInt = 3

  /// Waits for the driver's end, and exits, if this process was started as such an executor.
  static func serveIfRequested() {
    guard Environment.value(variable) != nil else { return }
    var byte: UInt8 = 0
    while read(channel, &byte, 1) > 0 || errno == EINTR { errno = 0 }
    exit(0)
  }
}
