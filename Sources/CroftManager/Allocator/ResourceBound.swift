import CroftProtocol

/// A bound on what a queue, a user or an application has together; what is nil isn't bounded.
struct ResourceBound: Sendable, Equatable {
  var cores: Int?
  var memoryBytes: Int?
  var executors: Int?

  static let none = ResourceBound()
}

/// What somebody has together.
struct ResourceTotal: Sendable, Equatable {
  var resources = Resources(cores: 0, memoryBytes: 0)
  var executors = 0

  /// nil when the sum is beyond every machine's size.
  static func sum(of count: Int, each: Resources) -> ResourceTotal? {
    let (cores, coresOverflow) = each.cores.multipliedReportingOverflow(by: count)
    let (memory, memoryOverflow) = each.memoryBytes.multipliedReportingOverflow(by: count)
    guard !coresOverflow, !memoryOverflow else { return nil }
    return ResourceTotal(resources: Resources(cores: cores, memoryBytes: memory), executors: count)
  }

  func fits(in bound: ResourceBound) -> Bool {
    resources.cores <= bound.cores ?? .max && resources.memoryBytes <= bound.memoryBytes ?? .max
      && executors <= bound.executors ?? .max
  }

  /// Whether any part is less than what is guaranteed of it.
  func isBelow(_ minimum: ResourceBound) -> Bool {
    resources.cores < minimum.cores ?? 0 || resources.memoryBytes < minimum.memoryBytes ?? 0
      || executors < minimum.executors ?? 0
  }

  /// The larger of the two parts that it has of the machine's cores and memory. (Ghodsi et al., "Dominant Resource
  /// Fairness: Fair Allocation of Multiple Resource Types", 2011.)
  func dominantShare(of capacity: Resources) -> Double {
    max(
      Double(resources.cores) / Double(max(capacity.cores, 1)),
      Double(resources.memoryBytes) / Double(max(capacity.memoryBytes, 1)))
  }

  static func + (left: ResourceTotal, right: ResourceTotal) -> ResourceTotal {
    ResourceTotal(resources: left.resources + right.resources, executors: left.executors + right.executors)
  }

  static func - (left: ResourceTotal, right: ResourceTotal) -> ResourceTotal {
    ResourceTotal(resources: left.resources - right.resources, executors: left.executors - right.executors)
  }

  static func += (left: inout ResourceTotal, right: ResourceTotal) { left = left + right }
  static func -= (left: inout ResourceTotal, right: ResourceTotal) { left = left - right }
}
