import CroftDataset

/// Remembers which files planning saw.
final class RecordingListing: PlanningServices, @unchecked Sendable {
  // Unchecked: planning goes on in one thread, and the files are read after it.
  private let listing: any PlanningServices & Sendable
  private(set) var files: [InputFile] = []

  init(_ listing: any PlanningServices & Sendable) { self.listing = listing }

  var parallelism: Int { listing.parallelism }

  func inputFiles(_ pattern: String) throws -> [InputFile] {
    let found = try listing.inputFiles(pattern)
    files += found
    return found
  }

  func beginning(of path: String, maximumBytes: Int) throws -> [UInt8] {
    try listing.beginning(of: path, maximumBytes: maximumBytes)
  }
}
