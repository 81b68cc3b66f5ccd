import CroftLinux
import Glibc

/// Reads what an executor prints from a pipe, and hands it on line by line.
final class OutputRelay: OutputReader {
  /// Of one turn, so that an executor that prints without end takes turns with everybody else.
  private static let bytesPerTurn = 16384
  /// The most that a pipe of an unprivileged process holds (pipe(7), pipe-max-size): all that can be left in it.
  private static let maximumLeftOver = 1 << 20

  private let reading: FileDescriptor
  private let loop: EventLoop
  private let write: (String) -> Void
  private var lines = OutputLines()

  init(reading: FileDescriptor, loop: EventLoop, write: @escaping (String) -> Void) throws(SystemError) {
    self.reading = reading
    self.loop = loop
    self.write = write
    try reading.setNonBlocking()
    try loop.watch(reading.rawValue, for: .readable) { [unowned self] _ in
      if readSome() == 0 { loop.unwatch(self.reading.rawValue) }
    }
  }

  /// A line of the log says whose it is in its own words.
  var processID: pid_t?

  func processEnded() {}

  func finish() {
    loop.unwatch(reading.rawValue)
    var left = Self.maximumLeftOver
    while left > 0, let count = readSome(), count > 0 { left -= count }
    for line in lines.finish() { write(line) }
  }

  /// nil when there is nothing to read at the moment, 0 at the end.
  private func readSome() -> Int? {
    withUnsafeTemporaryAllocation(byteCount: Self.bytesPerTurn, alignment: 1) { buffer in
      guard let count = try? reading.read(into: buffer) else { return nil }
      let second = MonotonicTime.nowNanoseconds / 1_000_000_000
      for line in lines.append(UnsafeRawBufferPointer(buffer)[..<count].rebased, second: second) { write(line) }
      return count
    }
  }
}

extension Slice<UnsafeRawBufferPointer> {
  fileprivate var rebased: UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: self) }
}
