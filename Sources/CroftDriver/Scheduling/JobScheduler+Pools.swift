import CroftProtocol

// Who is served first.
extension JobScheduler {
  /// The first stage, in the order in which jobs are served, with a task of this standing for this executor.
  mutating func firstStage(with standing: TaskStanding, for taker: StageRun.Taker) -> (job: Int, stage: Int)? {
    var first: (job: Int, stage: Int)?
    for job in jobs.indices {
      if let first, !isServed(job, before: first.job) { continue }
      guard let stage = jobs[job].firstReadyStage(with: standing, for: taker) else { continue }
      first = (job, stage)
      if policy.mode == .fifo { break }
    }
    return first
  }

  /// Whether more than the order of submission decides.
  var sharesFairly: Bool { policy.mode == .fair && jobs.count > 1 }

  /// Counts the slots that each job has.
  mutating func countShares() {
    guard sharesFairly else { return }
    for job in jobs.indices { jobs[job].share = 0 }
    for seat in seats.values {
      for outstanding in seat.running {
        if let job = index(of: outstanding.attempt.task.job) { jobs[job].share += 1 }
      }
    }
  }

  /// Spark's order: first by what the pools have, and within a pool as its own mode says. Among equals, which Spark
  /// serves by their names, it is the turn of the one that was served longest ago: or else one job would have every
  /// slot of a small farm for as long as its tasks are short.
  private func isServed(_ job: Int, before other: Int) -> Bool {
    let (priority, otherPriority) = (jobs[job].policy.priority, jobs[other].policy.priority)
    guard priority == otherPriority else { return priority > otherPriority }
    guard policy.mode == .fair else { return job < other }
    let (pool, otherPool) = (jobs[job].pool, jobs[other].pool)
    if pool == otherPool, pool != PoolPolicy.defaultPool {
      guard settings(of: pool).mode == .fair else { return job < other }
      return (jobs[job].share, jobs[job].lastStart, job) < (jobs[other].share, jobs[other].lastStart, other)
    }
    let (portion, otherPortion) = (self.portion(of: job), self.portion(of: other))
    return portion < otherPortion || (!(otherPortion < portion) && job < other)
  }

  private func settings(of pool: String) -> PoolPolicy { policy.pools[pool] ?? PoolPolicy() }

  /// What the job's pool has; in the default pool each job stands for itself.
  private func portion(of job: Int) -> Portion {
    let pool = jobs[job].pool
    guard pool != PoolPolicy.defaultPool else {
      return Portion(jobs[job].share, settings(of: pool), lastStart: jobs[job].lastStart)
    }
    let fellows = jobs.lazy.filter { $0.pool == pool }
    let lastStart = fellows.map(\.lastStart).max() ?? 0
    return Portion(fellows.reduce(0) { $0 + $1.share }, settings(of: pool), lastStart: lastStart)
  }
}

/// How well a pool is served: whether it has its minimum, and if so, how much beside its weight.
private struct Portion {
  private let isNeedy: Bool
  private let ratio: Double
  private let lastStart: Int

  init(_ share: Int, _ settings: PoolPolicy, lastStart: Int) {
    isNeedy = share < settings.minimumShare
    ratio = Double(share) / Double(max(isNeedy ? settings.minimumShare : settings.weight, 1))
    self.lastStart = lastStart
  }

  static func < (a: Self, b: Self) -> Bool {
    a.isNeedy == b.isNeedy ? (a.ratio, a.lastStart) < (b.ratio, b.lastStart) : a.isNeedy
  }
}
