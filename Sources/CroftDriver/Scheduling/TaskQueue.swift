import CroftProtocol

/// Tasks that wait to be tried again, the last one first. Those that ask for the same are kept together, so that an
/// executor is compared with each demand once, not with each task; there are few different demands.
struct TaskQueue {
  private var plain: [UInt32] = []
  private var demanding: [TaskDemand: [UInt32]] = [:]
  /// The keys of `demanding`, in the order of their first use, so that the choice does not depend on chance.
  private var demands: [TaskDemand] = []
  private(set) var count = 0

  var isEmpty: Bool { count == 0 }

  mutating func append(_ partition: UInt32, _ demand: TaskDemand) {
    count += 1
    if demand.isNone { return plain.append(partition) }
    if demanding[demand] == nil { demands.append(demand) }
    demanding[demand, default: []].append(partition)
  }

  /// Whether there is one that this executor may have.
  func hasTask(for executor: ExecutorID, _ workforce: Workforce) -> Bool {
    !plain.isEmpty || demands.contains { workforce.accepts($0, on: executor) }
  }

  mutating func popLast(for executor: ExecutorID, _ workforce: Workforce) -> UInt32? {
    if let partition = plain.popLast() {
      count -= 1
      return partition
    }
    guard let place = demands.firstIndex(where: { workforce.accepts($0, on: executor) }) else { return nil }
    let demand = demands[place]
    let partition = demanding[demand]?.popLast()
    count -= 1
    if demanding[demand]?.isEmpty == true {
      demanding[demand] = nil
      demands.remove(at: place)
    }
    return partition
  }
}
