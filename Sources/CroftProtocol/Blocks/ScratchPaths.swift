/// Where an application's files lie in its scratch directory. Driver and executors agree by this alone.
package struct ScratchPaths: Sendable {
  let root: String

  package init(root: String) { self.root = root }

  /// The directory for a job's files, unless they are to outlive the application.
  package func job(_ job: JobID) -> String { "\(root)/job-\(job)" }

  /// What is kept of a persisted dataset; made by the first executor that writes there.
  package func cache(_ dataset: CacheID) -> String { "\(root)/cache/\(dataset)" }

  package func cachedPartition(_ dataset: CacheID, _ partition: Int) -> String { "\(cache(dataset))/\(partition)" }

  /// A value that all executors read.
  package func broadcast(_ number: Int) -> String { "\(root)/broadcast-\(number)" }
}

/// Where an output directory's files lie until the job is complete.
package enum OutputPaths {
  package static let temporaryName = "_temporary"
  package static func temporary(_ output: String) -> String { "\(output)/\(temporaryName)" }
  package static func attemptName(_ attempt: TaskAttempt) -> String { "\(attempt.task.partition).\(attempt.number)" }

  /// Spark's names, so that what reads its output reads ours.
  package static func part(_ partition: Int) -> String {
    let digits = String(partition)
    return "part-" + String(repeating: "0", count: max(0, 5 - digits.count)) + digits
  }

  /// Whether `part`, with an extension or without, makes such a name.
  package static func isPart(_ name: String) -> Bool {
    guard name.hasPrefix("part-") else { return false }
    let digits = name.utf8.dropFirst("part-".utf8.count).prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    let rest = name.utf8[digits.endIndex...]
    return digits.count >= 5 && (rest.isEmpty || rest.first == UInt8(ascii: "."))
  }

  package static let successMarker = "_SUCCESS"
}
