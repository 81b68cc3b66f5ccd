import CroftProtocol

// Numbers for status and lists.
extension Allocator {
  var executorCount: Int { applications.values.reduce(0) { $0 + $1.executors.count } }
  var waitingCount: Int { queue.reduce(0) { $0 + $1.remaining } }

  func executorCount(of id: ApplicationID) -> Int { applications[id]?.executors.count ?? 0 }

  func waitingCount(of id: ApplicationID) -> Int {
    queue.reduce(0) { $0 + ($1.application == id ? $1.remaining : 0) }
  }
}
