import CroftDataset

/// Input files as a test would have them, for planning alone.
struct SomeFiles: PlanningServices, Sendable {
  var parallelism = 2
  var sizes: [String: Int] = [:]

  func inputFiles(_ pattern: String) throws -> [InputFile] {
    sizes[pattern].map { [InputFile(path: pattern, size: $0)] } ?? []
  }

  func beginning(of path: String, maximumBytes: Int) throws -> [UInt8] { [] }
}

extension LineageNode {
  /// An operator that a test puts together itself.
  convenience init(
    _ operation: String, _ kind: Kind, from parents: [LineageNode], sideInputs: [LineageNode] = [], line: UInt = 1,
    name: String? = nil
  ) {
    self.init(
      operation, of: Int.self, at: CallSite("test/Job.swift", line), kind: kind, parents: parents,
      sideInputs: sideInputs, name: name)
  }
}
