import CroftLinux

/// Which processors are one executor's alone. Pure: what there is to give is told.
struct ExclusiveProcessors: Sendable {
  /// By physical core.
  private let cores: [ProcessorSet]
  /// All that there are.
  let all: ProcessorSet
  private(set) var held = ProcessorSet()

  init(cores: [ProcessorSet]) {
    self.cores = cores
    all = ProcessorSet(cores.flatMap(\.numbers))
  }

  /// Everybody else's.
  var shared: ProcessorSet { all.subtracting(held) }

  /// Sets so many processors apart: whole physical cores as far as they go, so that two executors compete for as few
  /// cores' execution units as possible, then parts of cores that are in use already.
  ///
  /// - Returns: nil when there are too few. One processor always stays with the others: drivers, and executors that
  ///   share, have to run somewhere.
  mutating func take(_ count: Int) -> ProcessorSet? {
    guard count > 0, shared.count > count else { return nil }
    var taken: [Int] = []
    var parts: [[Int]] = []
    for core in cores {
      let free = core.subtracting(held).numbers
      if free.count == core.count, taken.count + free.count <= count {
        taken += free
      } else {
        parts.append(free)
      }
    }
    for part in parts.sorted(by: { $0.count < $1.count }) { taken += part.prefix(count - taken.count) }
    let processors = ProcessorSet(taken)
    held = held.union(processors)
    return processors
  }

  /// Takes over what an executor of an earlier manager holds; false when it isn't free.
  mutating func claim(_ processors: ProcessorSet) -> Bool {
    guard !processors.isEmpty, processors.isSubset(of: shared) else { return false }
    held = held.union(processors)
    return true
  }

  mutating func giveBack(_ processors: ProcessorSet) { held = held.subtracting(processors) }
}
