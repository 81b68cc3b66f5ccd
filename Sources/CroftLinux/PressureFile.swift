import Glibc

/// How much of the time tasks wait for a resource (pressure stall information, PSI): a cgroup's `memory.pressure`, or
/// /proc/pressure/memory for the whole machine. The kernel's `Documentation/accounting/psi.rst` defines it.
package struct PressureFile: Sendable, Equatable {
  package let path: String

  /// The file has two lines of under a hundred bytes.
  private static let maximumBytes = 1024
  /// The shortest window that an unprivileged process may ask for, and its only multiples (Linux 6.5); it also is how
  /// often the kernel computes the averages.
  private static let windowMicroseconds = 2_000_000

  package init(path: String) { self.path = path }

  /// Of the last ten seconds, the part in percent in which at least one task waited; nil when it can't be read.
  package func recentPercent() -> Double? {
    // "some avg10=0.12 avg60=0.00 avg300=0.00 total=345", and the same for "full".
    guard let text = try? FileSystem.readText(path, maximumBytes: Self.maximumBytes),
      let line = text.split(separator: "\n").first(where: { $0.hasPrefix("some ") }),
      let field = line.split(separator: " ").first(where: { $0.hasPrefix("avg10=") })
    else { return nil }
    return Double(field.dropFirst("avg10=".count))
  }

  /// A descriptor that becomes ready (`EventLoop.Interest.priority`) when tasks have waited for that part of a window
  /// of two seconds, and at most once in each; without pressure it costs nothing. An error on it means that the
  /// cgroup is gone.
  ///
  /// - Parameter percent: Above 0, up to 100.
  /// - Throws: ENOENT without PSI in the kernel, EACCES or EPERM or EINVAL where this user may not ask.
  package func trigger(percent: Double) throws(SystemError) -> FileDescriptor {
    let descriptor = try FileDescriptor.open(path, flags: O_RDWR | O_NONBLOCK)
    let stall = max(1, Int(Double(Self.windowMicroseconds) * min(percent, 100) / 100))
    do {
      // The kernel takes the last byte for the end of the text, whatever it is.
      try descriptor.writeAll("some \(stall) \(Self.windowMicroseconds)\n")
    } catch {
      throw error.about(path)
    }
    return descriptor
  }
}
