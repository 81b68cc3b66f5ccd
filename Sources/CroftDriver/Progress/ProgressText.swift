import CroftLinux

/// How a job's progress reads.
enum ProgressText {
  /// One line that fits the columns: a bar where there is room for it.
  ///
  /// `WordCount: stage 1 of 2 [=====>    ] 45 of 100 tasks, 2 running, 1 failed, 1.2 GB, 0:34 left`
  static func bar(_ snapshot: ProgressSnapshot, columns: Int) -> String {
    let (start, end) = parts(snapshot)
    let room = columns - start.terminalColumns - end.count - 4
    guard room >= shortestBar else { return "\(start) \(end)".fitting(columns: columns) }
    let active = snapshot.activeStages.map { snapshot.stages[$0] }
    let (done, total) = (active.reduce(0) { $0 + $1.done }, max(1, active.reduce(0) { $0 + $1.total }))
    let width = min(room, longestBar)
    let filled = width * done / total
    let head = filled < width ? ">" : ""
    let bar = String(repeating: "=", count: filled) + head + String(repeating: " ", count: width - filled - head.count)
    return "\(start) [\(bar)] \(end)"
  }

  /// The same without a bar.
  static func line(_ snapshot: ProgressSnapshot) -> String {
    let (start, end) = parts(snapshot)
    return "\(start)\(start.hasSuffix(":") ? "" : ",") \(end)"
  }

  /// Less than this says nothing.
  private static let shortestBar = 8
  /// More than this is only far apart.
  private static let longestBar = 40

  /// A job may be called anything; a name longer than this leaves no room for what is to be said about it.
  private static let longestName = 40

  private static func name(_ snapshot: ProgressSnapshot) -> String { snapshot.name.fitting(columns: longestName) }

  private static func parts(_ snapshot: ProgressSnapshot) -> (start: String, end: String) {
    let numbers = snapshot.activeStages
    // Of a job that waits, all of it is still to be done.
    let active = numbers.isEmpty ? snapshot.stages : numbers.map { snapshot.stages[$0] }
    let sum = { (count: (JobProgress.Stage) -> Int) in active.reduce(0) { $0 + count($1) } }
    let which = numbers.map { String($0 + 1) }.joined(separator: "+")
    let stages = numbers.isEmpty ? " waiting" : " stage \(which) of \(snapshot.stages.count)"
    // What has one stage, such as a command's job, is spared the word.
    let place = snapshot.stages.count == 1 && !numbers.isEmpty ? "" : stages
    var facts = ["\(sum(\.done)) of \(sum(\.total)) tasks", "\(sum(\.running)) running"]
    if sum(\.failed) > 0 { facts.append("\(sum(\.failed)) failed") }
    if sum(\.retried) > 0 { facts.append("\(sum(\.retried)) retried") }
    if snapshot.failedTasks > 0 { facts.append("\(snapshot.failedTasks) given up") }
    if snapshot.bytes > 0 { facts.append(HumanReadable.bytes(snapshot.bytes)) }
    if let rate = snapshot.pace?.tasksPerSecond { facts.append(HumanReadable.rate(perSecond: rate)) }
    if let left = snapshot.secondsLeft { facts.append("\(HumanReadable.duration(seconds: left)) left") }
    return ("\(name(snapshot)):\(place)", facts.joined(separator: ", "))
  }
}
