/// Something about a schedule that can't be done: what, why, and what to do now.
struct ScheduleError: Error, Equatable, CustomStringConvertible {
  let description: String

  init(_ description: String) {
    self.description = description
  }
}
