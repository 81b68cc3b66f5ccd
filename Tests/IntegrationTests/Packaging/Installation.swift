import CroftLinux
import CroftTesting

/// A directory into which `Scripts/install` puts Croft. Its name has a space, as a user's may.
struct Installation {
  /// Where /usr, /etc and the rest are.
  let destination: String
  let prefix: String
  /// What takes the place of a directory of release builds.
  private let scratch: String

  private static let root = "/" + #filePath.split(separator: "/").dropLast(4).joined(separator: "/")

  static func with(prefix: String, _ body: (Installation) async throws -> Void) async throws {
    try await TemporaryDirectory.with { directory in
      let installation = Installation(
        destination: "\(directory)/some where", prefix: prefix, scratch: "\(directory)/scratch")
      try FileSystem.createDirectory(installation.destination, mode: 0o755)
      try FileSystem.createDirectory(installation.scratch, mode: 0o755)
      try FileSystem.createDirectory("\(installation.scratch)/release", mode: 0o755)
      for program in ["croft", "croftd", "croft-pool"] {
        try FileSystem.link("\(installation.scratch)/release/\(program)", to: ProgramFinder.path(of: program))
      }
      try await body(installation)
    }
  }

  /// Returns what it said.
  @discardableResult func install() async throws -> String {
    try await succeed("install", ["--no-build", "--scratch-path", scratch])
  }

  @discardableResult func uninstall(_ arguments: String...) async throws -> String {
    try await succeed("uninstall", arguments)
  }

  func run(_ script: String, _ arguments: [String]) async throws -> ProgramResult {
    try await ChildProcess.run(
      "/bin/bash", ["\(Self.root)/Scripts/\(script)"] + arguments,
      environment: ["DESTDIR": destination, "PREFIX": prefix])
  }

  private func succeed(_ script: String, _ arguments: [String]) async throws -> String {
    let result = try await run(script, arguments)
    guard result.succeeded else { throw ScriptFailed(script: script, result: result) }
    return result.standardError
  }

  // MARK: - What is there

  func read(_ path: String) throws -> String { try TestFile.read("\(destination)/\(path)") }

  func write(_ text: String, to path: String) throws {
    try TestFile.write(text, to: "\(destination)/\(path)")
  }

  func hasFile(_ path: String) throws -> Bool { try files().contains(path) }

  /// Makes directories with those above them.
  func makeDirectories(_ paths: String...) throws {
    for path in paths { try FileSystem.createDirectory("\(destination)/\(path)", mode: 0o755, parents: true) }
  }

  /// All files and directories, sorted.
  func entries() throws -> [String] { try entries(below: "").map(\.path).sorted() }

  /// All that are no directories, sorted.
  func files() throws -> [String] { try entries(below: "").filter { !$0.isDirectory }.map(\.path).sorted() }

  private func entries(below path: String) throws -> [(path: String, isDirectory: Bool)] {
    try FileSystem.list("\(destination)/\(path)").flatMap { name in
      let entry = path.isEmpty ? name : "\(path)/\(name)"
      let isDirectory = try FileSystem.status("\(destination)/\(entry)", followingLinks: false)?.kind == .directory
      return [(entry, isDirectory)] + (isDirectory ? try entries(below: entry) : [])
    }
  }
}

struct ScriptFailed: Error, CustomStringConvertible {
  let script: String
  let result: ProgramResult

  var description: String { "Scripts/\(script) ended unexpectedly: \(result.exit). It said: \(result.standardError)" }
}
