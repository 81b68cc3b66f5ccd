/// What an executor may use, or a machine has.
package struct Resources: Codable, Sendable, Hashable {
  package var cores: Int
  package var memoryBytes: Int

  package init(cores: Int, memoryBytes: Int) {
    self.cores = cores
    self.memoryBytes = memoryBytes
  }

  /// Whether both parts are at most the other's.
  package func fits(in other: Resources) -> Bool { cores <= other.cores && memoryBytes <= other.memoryBytes }

  package static func + (left: Resources, right: Resources) -> Resources {
    Resources(cores: left.cores + right.cores, memoryBytes: left.memoryBytes + right.memoryBytes)
  }

  package static func - (left: Resources, right: Resources) -> Resources {
    Resources(cores: left.cores - right.cores, memoryBytes: left.memoryBytes - right.memoryBytes)
  }

  package static func += (left: inout Resources, right: Resources) { left = left + right }
  package static func -= (left: inout Resources, right: Resources) { left = left - right }
}

extension Resources: CustomStringConvertible {
  package var description: String {
    "\(cores) \(cores == 1 ? "core" : "cores") and \(memoryBytes >> 20) MiB of memory"
  }
}
