import CroftDriver
import CroftLinux
import CroftProtocol
import Glibc

/// Waits for jobs to end, by the manager's word. A manager that is restarted meanwhile ends no job, and no waiting.
struct JobWaiter {
  /// A manager that is restarted is back within seconds; one that stays away this long needs somebody to look at it.
  private static let longestAbsenceNanoseconds: UInt64 = 60_000_000_000
  private static let firstDelayMicroseconds: UInt32 = 50_000
  private static let longestDelayMicroseconds: UInt32 = 1_000_000

  let socketPath: String

  /// - Parameters:
  ///   - jobs: as the history had them.
  ///   - ended: is told each as it is over, those first that were before. What it asks the manager itself may find
  ///     that gone: then it is told again when the manager is back.
  func wait(for jobs: [ApplicationRecord], ended: (ApplicationRecord) throws -> Void) throws {
    var over = jobs.filter { $0.endedAt != nil }
    var waiting = jobs.filter { $0.endedAt == nil }.map(\.id)
    var absentSince: UInt64?
    var delay = Self.firstDelayMicroseconds
    while !over.isEmpty || !waiting.isEmpty {
      do {
        while let job = over.first {
          try ended(job)
          over.removeFirst()
        }
        try watch(&waiting, ended) {
          absentSince = nil
          delay = Self.firstDelayMicroseconds
        }
      } catch let error as ManagerClientError where Self.mayComeBack(error) {
        let now = MonotonicTime.nowNanoseconds
        guard now - (absentSince ?? now) < Self.longestAbsenceNanoseconds else { throw error }
        absentSince = absentSince ?? now
        usleep(delay)
        delay = min(delay * 2, Self.longestDelayMicroseconds)
      }
    }
  }

  /// Until all have ended, or the manager goes away.
  private func watch(_ waiting: inout [Int], _ ended: (ApplicationRecord) throws -> Void, isThere: () -> Void) throws {
    guard !waiting.isEmpty else { return }
    // Of all jobs: asking for one that has ended just now is an error.
    let events = try EventStream(of: nil, socketPath: socketPath)
    let directory = JobDirectory(client: try ManagerClient(socketPath: socketPath))
    while !waiting.isEmpty {
      let event = try events.next()
      isThere()
      switch event.kind {
      case .began:
        // What ended before the stream began is told by nobody else.
        for id in waiting { try note(id, directory, &waiting, ended) }
      case .applicationEnded:
        if let id = event.application, waiting.contains(id) {
          try note(id, directory, &waiting, ended)
        }
      default: continue
      }
    }
  }

  private func note(
    _ id: Int, _ directory: JobDirectory, _ waiting: inout [Int],
    _ ended: (ApplicationRecord) throws -> Void
  ) throws {
    let record = try directory.record(id)
    // The history is bounded: it may have forgotten one that ended.
    guard let record else { throw JobNotFoundError.forgotten(id) }
    guard record.endedAt != nil else { return }
    try ended(record)
    // Not before: what has to be asked for, and can't be now, is asked for again.
    waiting.removeAll { $0 == id }
  }

  private static func mayComeBack(_ error: ManagerClientError) -> Bool {
    switch error.reason {
    case .unreachable, .broken, .closed: true
    case .refused(.stopping): true
    default: false
    }
  }
}
