import CLinux
import Glibc
import Synchronization

/// What every descendant of a process is known by, also one that has left its session and its parent: a limit on the
/// time of real-time processes, of seventy thousand years and more, which hinders nobody and which fork and exec hand
/// on.
///
/// A mark is a span of such limits. A process that is itself known by one, as Croft is that runs as a command, gives
/// parts of its span as marks to its own, so that whoever marked the process finds those, too. Four marks go one into
/// another; what runs deeper gives none.
///
/// It is free for the next process when its last reference goes, at which its processes should have ended.
package final class ProcessMark: Sendable {
  /// The limits that stand for one mark: a first one, which its processes have, and those below it for parts.
  struct Span: Equatable {
    let value: UInt64
    let width: UInt64

    /// Whether a process with this limit has the mark, or one that is a part of it.
    func covers(_ limit: UInt64) -> Bool { limit <= value && value - limit < width }
  }

  /// The spans that a process may give to others, all below its own limit.
  struct Space: Equatable {
    let limit: UInt64
    let width: UInt64

    /// - Parameter number: from 1 to ``ProcessMark/mostAtOnce``.
    func span(_ number: UInt64) -> Span { Span(value: limit - number * width, width: width) }
  }

  private struct Numbers {
    var free: [UInt64] = []
    var made: UInt64 = 0

    mutating func take() -> UInt64? {
      if let number = free.popLast() { return number }
      guard made < ProcessMark.mostAtOnce else { return nil }
      made += 1
      return made
    }
  }

  static let resource = __rlimit_resource_t(15)  // RLIMIT_RTTIME, which doesn't come to Swift.

  /// Each span has 2 ** partBits parts, and the one that it begins with is nobody's.
  private static let partBits = 15
  static let mostAtOnce: UInt64 = (1 << partBits) - 1
  /// In microseconds: no mark is as large as the first, nor as small as the second.
  private static let (largest, smallest) = (UInt64(1) << 62, UInt64(1) << 61)

  /// nil where this process's own limit leaves no room.
  private static let space: Space? = {
    var own = rlimit()
    return getrlimit(resource, &own) == 0 ? space(below: UInt64(own.rlim_max)) : nil
  }()
  /// One for the process: all of its marks are parts of the one limit that it has.
  private static let numbers = Mutex(Numbers())

  private let number: UInt64
  private let span: Span
  /// The limit of the process that has it.
  var value: UInt64 { span.value }

  private init(_ number: UInt64, in space: Space) {
    self.number = number
    span = space.span(number)
  }

  deinit { Self.numbers.withLock { $0.free.append(number) } }

  /// One that no other process of this one's has; nil where none is left.
  package static func unique() -> ProcessMark? {
    guard let space, let number = numbers.withLock({ $0.take() }) else { return nil }
    return ProcessMark(number, in: space)
  }

  /// What a process that has a limit may give to others. How wide the limit's own span is, its last bits tell.
  static func space(below limit: UInt64) -> Space? {
    let limit = min(limit, largest)
    let bits = stride(from: 61 - partBits, to: 0, by: -partBits)
    guard limit > smallest, let width = bits.first(where: { $0 + partBits <= limit.trailingZeroBitCount }) else {
      return nil
    }
    return Space(limit: limit, width: 1 << width)
  }

  /// Whether a process with this limit has it.
  func covers(limit: UInt64) -> Bool { span.covers(limit) }

  /// Whether a process has it. None does whose limit this one may not see.
  func covers(_ processID: pid_t) -> Bool { Self.limit(of: processID).map(span.covers) ?? false }

  static func limit(of processID: pid_t) -> UInt64? {
    var limit = rlimit()
    guard prlimit(processID, __rlimit_resource(UInt32(resource)), nil, &limit) == 0 else { return nil }
    return UInt64(limit.rlim_max)
  }
}
