import CroftProtocol

/// What jobs have done and the manager has not been told yet, bounded. A plain value.
struct HistoryOutbox {
  /// A stage among those of all jobs.
  private struct StageKey: Hashable, Comparable {
    let job: Int
    let number: Int

    static func < (one: StageKey, other: StageKey) -> Bool { (one.job, one.number) < (other.job, other.number) }
  }

  private struct Batch {
    let text: String
    let attempts: Int
  }

  /// The manager refuses calls of more than 64 KiB; the rest is for what is around the texts.
  private static let mostTextBytes = 56_000
  /// Some 200,000 attempts, in 2 MB, are kept for a manager that is away or slow.
  private static let mostBatches = 128
  /// Of jobs, and of stages.
  private static let mostRecords = 4096
  /// A name or an error; as JSON it may take six times as much.
  static let mostNameBytes = 512
  private static let recordBytes = 400
  /// With numbers as long as they can be.
  private static let runningBytes = 130

  /// How many tasks there are, and what the driver is about to end with, when that is to be told.
  var tasks: TaskCounts?
  var exitStatus: Int?
  /// What runs, when that is to be told. Lost with a connection: what runs when the manager is back is told then.
  var running: [RunningAttempt]?
  private var batches: [Batch] = []
  private var jobs: [Int: JobRecord] = [:]
  private var stages: [StageKey: StageRecord] = [:]
  /// Calls that were not answered, oldest first.
  private var sent: [ReportHistory] = []
  /// Attempts that the history lacks, because the manager didn't keep up or went away.
  private(set) var droppedAttempts = 0

  var isEmpty: Bool {
    batches.isEmpty && jobs.isEmpty && stages.isEmpty && tasks == nil && exitStatus == nil
      && running == nil
  }
  /// How many calls wait for their answers.
  var unansweredCount: Int { sent.count }

  mutating func add(_ batch: AttemptBatch) {
    let text = Base64.encode(batch.encoded())
    batches.append(Batch(text: text, attempts: batch.attempts.count))
    guard batches.count > Self.mostBatches else { return }
    droppedAttempts += batches.removeFirst().attempts
  }

  mutating func add(_ record: JobRecord) {
    jobs[record.number] = record
    if jobs.count > Self.mostRecords, let oldest = jobs.keys.min() { jobs[oldest] = nil }
  }

  mutating func add(_ record: StageRecord) {
    stages[StageKey(job: record.job, number: record.number)] = record
    if stages.count > Self.mostRecords, let oldest = stages.keys.min() { stages[oldest] = nil }
  }

  /// The next call, as full as it may be; nil when there is nothing to tell.
  mutating func next(of application: ApplicationID) -> ReportHistory? {
    guard !isEmpty else { return nil }
    var report = ReportHistory(application: application.rawValue, tasks: tasks, exitStatus: exitStatus)
    (tasks, exitStatus) = (nil, nil)
    var room = Self.mostTextBytes
    if let running {
      report.running = running
      room -= running.count * Self.runningBytes
      self.running = nil
    }
    for number in jobs.keys.sorted() {
      guard takeRoom(for: [jobs[number]!.name, jobs[number]!.error ?? ""], of: &room) else { break }
      report.jobs.append(jobs.removeValue(forKey: number)!)
    }
    for key in stages.keys.sorted() {
      guard takeRoom(for: [stages[key]!.name], of: &room) else { break }
      report.stages.append(stages.removeValue(forKey: key)!)
    }
    for batch in batches {
      guard batch.text.utf8.count <= room else { break }
      report.attempts.append(batch.text)
      room -= batch.text.utf8.count + 4
    }
    batches.removeFirst(report.attempts.count)
    sent.append(report)
    return report
  }

  private func takeRoom(for texts: [String], of room: inout Int) -> Bool {
    let bytes = texts.reduce(Self.recordBytes) { $0 + 6 * $1.utf8.count }
    guard bytes <= room else { return false }
    room -= bytes
    return true
  }

  /// The oldest call was answered.
  mutating func noteAnswer() { if !sent.isEmpty { sent.removeFirst() } }

  /// Whether calls that were not answered were heard is not known. Records may come twice, attempts must not.
  mutating func loseConnection() {
    for report in sent.reversed() {
      // What was told last counts.
      tasks = tasks ?? report.tasks
      exitStatus = exitStatus ?? report.exitStatus
      for job in report.jobs where jobs[job.number] == nil { add(job) }
      for stage in report.stages where stages[StageKey(job: stage.job, number: stage.number)] == nil { add(stage) }
    }
    sent = []
    running = nil
  }
}
