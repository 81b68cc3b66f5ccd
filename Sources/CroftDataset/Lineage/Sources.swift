package import CroftProtocol

/// How a source's input is cut into partitions. Asked in the driver alone, once for each job, so that executors see the
/// input as the driver saw it.
package protocol SourcePlanner: Sendable {
  func plan(with services: any PlanningServices) throws -> any SourceSplits
}

/// The pieces of a source's input.
package protocol SourceSplits: Sendable {
  var count: Int { get }
  /// How large the input is, all pieces together; nil if there is no telling.
  var totalBytes: Int? { get }
  /// Writes what the source's own `read` needs to find piece `index`. Called when its task is sent, so that a million
  /// pieces cost nothing until then.
  func encode(_ index: Int, into writer: inout ByteWriter)
}

/// What planning may ask of the machine.
package protocol PlanningServices {
  /// How many tasks can run at once.
  var parallelism: Int { get }
  /// The files that a path, a directory or a glob pattern names, by absolute path, in order.
  ///
  /// - Throws: an error that names the path when there is no such file or nothing matches.
  func inputFiles(_ pattern: String) throws -> [InputFile]
  /// The first bytes of a file, decompressed; fewer than `maximumBytes` only if there are no more.
  func beginning(of path: String, maximumBytes: Int) throws -> [UInt8]
}

/// What a choice between ways to compute the same goes by.
package protocol PlanStatistics {
  /// How many bytes a dataset has, at a guess: those of the input below it; nil if there is no telling.
  func estimatedBytes(of node: LineageNode) -> Int?
}

/// A file to read.
package struct InputFile: Sendable, Equatable {
  package let path: String
  /// In bytes, as it lies there.
  package let size: Int
  /// Whether it is decompressed when it is opened, and can be read from its beginning only.
  package let isCompressed: Bool

  package init(path: String, size: Int, isCompressed: Bool = false) {
    self.path = path
    self.size = size
    self.isCompressed = isCompressed
  }
}
