/// Finds steps that wait for one another.
enum StepCycles {
  /// The steps that can be put in an order, each behind those that it waits for; otherwise by their numbers. Those in a
  /// cycle, or behind one, are missing.
  static func order(of after: [[Int]]) -> [Int] {
    var missing = after.map { Set($0).count }
    var dependents = Array(repeating: [Int](), count: after.count)
    for (step, predecessors) in after.enumerated() {
      for predecessor in Set(predecessors) where after.indices.contains(predecessor) {
        dependents[predecessor].append(step)
      }
    }
    var order: [Int] = []
    var ready = LowestFirst(after.indices.filter { missing[$0] == 0 })
    while let step = ready.removeFirst() {
      order.append(step)
      for dependent in dependents[step] {
        missing[dependent] -= 1
        if missing[dependent] == 0 { ready.insert(dependent) }
      }
    }
    return order
  }

  /// One cycle, from the lowest number on, each step behind the one that it waits for; nil if there is none.
  static func first(in after: [[Int]]) -> [Int]? {
    let placed = Set(order(of: after))
    // Whoever isn't placed waits for another that isn't; so a walk comes back to where it was.
    guard var step = after.indices.first(where: { !placed.contains($0) }) else { return nil }
    var walk: [Int] = []
    var places: [Int: Int] = [:]
    while places[step] == nil {
      places[step] = walk.count
      walk.append(step)
      guard let next = after[step].first(where: { after.indices.contains($0) && !placed.contains($0) }) else {
        return nil
      }
      step = next
    }
    let cycle = Array(walk[(places[step] ?? 0)...].reversed())
    let lowest = cycle.firstIndex(of: cycle.min() ?? 0) ?? 0
    return Array(cycle[lowest...] + cycle[..<lowest])
  }

  /// Cycles that have no step in common, so that the cure of each leaves none behind; if there are many, the first.
  static func all(in after: [[Int]]) -> [[Int]] {
    var after = after
    var cycles: [[Int]] = []
    // Each costs a walk over the whole graph, and nobody mends more at once.
    while cycles.count < 20, let cycle = first(in: after) {
      cycles.append(cycle)
      for step in cycle { after[step] = [] }
    }
    return cycles
  }

  static func sentence(_ names: [String]) -> String {
    guard names.count > 1 else { return "the step \(names.joined()) waits for itself" }
    return "the steps \((names + names.prefix(1)).joined(separator: " → ")) wait for one another"
  }
}

/// Numbers, of which the lowest comes out first: a binary heap.
private struct LowestFirst {
  private var heap: [Int]

  /// - Parameter numbers: ascending, which is a heap as it is.
  init(_ numbers: [Int]) { heap = numbers }

  mutating func insert(_ number: Int) {
    var place = heap.count
    heap.append(number)
    while place > 0, heap[(place - 1) / 2] > heap[place] {
      heap.swapAt(place, (place - 1) / 2)
      place = (place - 1) / 2
    }
  }

  mutating func removeFirst() -> Int? {
    guard let first = heap.first, let last = heap.popLast() else { return nil }
    guard !heap.isEmpty else { return first }
    heap[0] = last
    var place = 0
    while let child = [2 * place + 1, 2 * place + 2].filter({ $0 < heap.count }).min(by: { heap[$0] < heap[$1] }),
      heap[child] < heap[place]
    {
      heap.swapAt(place, child)
      place = child
    }
    return first
  }
}
