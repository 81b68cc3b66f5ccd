/// When something occurs.
protocol Occurrences {
  /// The next ones after a time, up to `count` of them, ascending, in milliseconds since 1970. Fewer: there are no
  /// more.
  func occurrences(after moment: Int, count: Int) throws -> [Int]
}

/// The windows between occurrences.
struct WindowCalendar {
  /// How many occurrences are asked for in one call: a process each, which takes 20 ms for so many.
  private static let batch = 1000

  /// How far back the occurrence before a time is looked for at first: most expressions occur more often than daily,
  /// and each turn goes four times as far.
  private static let firstReach = 60_000

  let occurrences: any Occurrences

  /// The newest window that has passed by a time; nil when there is none.
  func newest(by now: Int) throws -> Window? {
    guard let end = try last(before: now + 1) else { return nil }
    return Window(start: try last(before: end), end: end)
  }

  /// The window whose run has this logical time; nil when nothing occurs then.
  func window(endingAt moment: Int) throws -> Window? {
    guard try occurrences.occurrences(after: moment - 1000, count: 1).first == moment else { return nil }
    return Window(start: try last(before: moment), end: moment)
  }

  /// The windows that end after a time, the oldest first.
  func windows(endingAfter moment: Int) throws -> PassedWindows {
    let before = try last(before: moment + 1)
    return PassedWindows(occurrences: occurrences, batch: Self.batch, before: before, from: moment)
  }

  /// The windows that lie between two times.
  ///
  /// - Throws: when there are more than `maximumCount`.
  func windows(from start: Int, to end: Int, maximumCount: Int) throws -> [Window] {
    var passed = try windows(endingAfter: start)
    var windows: [Window] = []
    while let window = try passed.next(by: end) {
      guard let begin = window.start, begin >= start else { continue }
      guard windows.count < maximumCount else {
        throw ScheduleError("there are more than \(maximumCount) windows in that time: do it in parts")
      }
      windows.append(window)
    }
    return windows
  }

  /// The last occurrence before a time; nil when there is none.
  private func last(before moment: Int) throws -> Int? {
    var reach = Self.firstReach
    while reach < moment {
      if let found = try last(from: moment - reach, before: moment) { return found }
      reach *= 4
    }
    return try last(from: 0, before: moment)
  }

  private func last(from start: Int, before moment: Int) throws -> Int? {
    var last: Int?
    var next = try occurrences.occurrences(after: start, count: 1)
    while let first = next.first, first < moment {
      last = next.last { $0 < moment }
      if last != next.last { break }
      next = try occurrences.occurrences(after: last ?? first, count: Self.batch)
    }
    return last
  }
}

/// Windows one after another, worked out as they are asked for: a schedule that was paused for a year has many.
struct PassedWindows {
  private let occurrences: any Occurrences
  private let batch: Int
  private var before: Int?
  private var from: Int
  private var ends: ArraySlice<Int> = []

  init(occurrences: any Occurrences, batch: Int, before: Int?, from: Int) {
    self.occurrences = occurrences
    self.batch = batch
    self.before = before
    self.from = from
  }

  /// The next one that has passed by a time; nil when there is none yet.
  mutating func next(by now: Int) throws -> Window? {
    guard try hasNext(by: now), let end = ends.popFirst() else { return nil }
    defer { (before, from) = (end, end) }
    return Window(start: before, end: end)
  }

  /// Whether another one has passed by a time.
  mutating func hasNext(by now: Int) throws -> Bool {
    if ends.isEmpty { ends = try occurrences.occurrences(after: from, count: batch)[...] }
    return ends.first.map { $0 <= now } ?? false
  }
}
