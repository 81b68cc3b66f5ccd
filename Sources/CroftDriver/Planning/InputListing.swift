import CroftDataset
import CroftLinux
import Glibc

/// What planning asks of this machine.
struct InputListing: PlanningServices, Sendable {
  let parallelism: Int

  func inputFiles(_ pattern: String) throws -> [InputFile] {
    guard !pattern.isEmpty else { throw MissingInput(pattern: pattern, reason: "the path is empty") }
    let path = try absolutePath(pattern)
    if let status = try FileSystem.status(path) { return try files(at: path, status) }
    guard isGlob(pattern) else { throw MissingInput(pattern: pattern, reason: "no such file or directory") }
    let matches = try FileSystem.glob(path)
    guard !matches.isEmpty else { throw MissingInput(pattern: pattern, reason: "the pattern matches no file") }
    return try matches.flatMap { match in
      guard let status = try FileSystem.status(match) else { return [InputFile]() }
      return try files(at: match, status)
    }
  }

  func beginning(of path: String, maximumBytes: Int) throws -> [UInt8] {
    if let compression = Compression(path: path) {
      return try Decompressor.beginning(of: path, as: compression, maximumBytes: maximumBytes)
    }
    do {
      return try FileDescriptor.open(path, flags: O_RDONLY).readBeginning(maximumBytes: maximumBytes)
    } catch {
      throw error.about(path)
    }
  }

  private func files(at path: String, _ status: FileStatus) throws -> [InputFile] {
    switch status.kind {
    case .file:
      guard access(path, R_OK) == 0 else { throw MissingInput(pattern: path, reason: "permission denied") }
      return [InputFile(path: path, size: status.size, isCompressed: Compression(path: path) != nil)]
    case .directory:
      return try FileSystem.list(path).filter { !$0.hasPrefix(".") && !$0.hasPrefix("_") }.compactMap { name in
        let member = "\(path)/\(name)"
        guard let status = try FileSystem.status(member), status.kind == .file else { return nil }
        return try files(at: member, status).first
      }
    case .symbolicLink, .socket, .other:
      throw MissingInput(pattern: path, reason: "it is neither a file nor a directory")
    }
  }

  private func isGlob(_ pattern: String) -> Bool { pattern.contains { "*?[{".contains($0) } }
}

/// Input that is not there.
struct MissingInput: Error, Equatable, CustomStringConvertible {
  let pattern: String
  let reason: String

  var description: String {
    "input \"\(pattern)\" cannot be read: \(reason). Check the path; a relative one starts at the working directory"
  }
}
