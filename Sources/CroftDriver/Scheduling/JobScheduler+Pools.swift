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

  /// Spark's order: first by what the pools have, and within a pool as its own mode says. Among equals the job that came
  /// first.
  private func isServed(_ job: Int, before other: Int) -> Bool {
    guard policy.mode == .fair else { return job < other }
    let (pool, otherPool) = (jobs[job].pool, jobs[other].pool)
    if pool == otherPool, pool != PoolPolicy.defaultPool {
      guard settings(of: pool).mode == .fair else { return job < other }
      return (jobs[job].share, job) < (jobs[other].share, other)
    }
    let (portion, otherPortion) = (self.portion(of: job), self.portion(of: other))
    return portion < otherPortion || (!(otherPortion < portion) && job < other)
  }

  private func settings(of pool: String) -> PoolPolicy { policy.pools[pool] ?? PoolPolicy() }

  /// What the job's pool has; in the default pool each job stands for itself.
  private func portion(of job: Int) -> Portion {
    let pool = jobs[job].pool
    let share =
      pool == PoolPolicy.defaultPool
      ? jobs[job].share : jobs.reduce(0) { $0 + ($1.pool == pool ? $1.share : 0) }
    return Portion(share, settings(of: pool))
  }
}

/// How well a pool is served: whether it has its minimum, and if so, how much beside its weight.
private struct Portion {
  private let isNeedy: Bool
  private let ratio: Double

  init(_ share: Int, _ settings: PoolPolicy) {
    isNeedy = share < settings.minimumShare
    ratio = Double(share) / Double(max(isNeedy ? settings.minimumShare : settings.weight, 1))
  }

  static func < (a: Self, b: Self) -> Bool {
    a.isNeedy == b.isNeedy ? a.ratio < b.ratio : a.isNeedy
  }
}
