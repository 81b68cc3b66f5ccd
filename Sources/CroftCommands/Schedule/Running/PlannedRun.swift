/// A window that is to run, and why.
struct PlannedRun: Equatable {
  let window: Window
  let trigger: RunTrigger
}

/// Windows to run, one after another; the next is asked for when there is room for it.
protocol RunPlan {
  mutating func next(now: Int) throws -> PlannedRun?
}

/// Windows that are known beforehand.
struct RunList: RunPlan {
  private var rest: ArraySlice<PlannedRun>

  init(_ windows: [Window], trigger: RunTrigger) {
    rest = windows.map { PlannedRun(window: $0, trigger: trigger) }[...]
  }

  mutating func next(now: Int) -> PlannedRun? { rest.popFirst() }
}
