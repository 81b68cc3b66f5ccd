import CroftLinux
import CroftTesting
import Glibc

/// The unit files as they are installed.
struct UnitFiles {
  enum Scope: String, CaseIterable {
    case system, user
  }

  static let names = ["croftd.service", "croftd.socket", "croft-pool.service"]
  static let analyzer = "/usr/bin/systemd-analyze"
  static let canAnalyze = access(analyzer, X_OK) == 0

  private static let root = "/" + #filePath.split(separator: "/").dropLast(4).joined(separator: "/")
  /// In the order in which they are replaced: one is the beginning of another.
  private static let programs = [
    ("/usr/bin/croftd", "croftd"), ("/usr/bin/croft", "croft"), ("/usr/lib/croft/croft-pool", "croft-pool"),
  ]

  let directory: String

  /// Copies of them that start the programs of this build.
  static func with<Result>(_ scope: Scope, _ body: (UnitFiles) async throws -> Result) async throws -> Result {
    try await TemporaryDirectory.with { directory in
      for name in names {
        var text = try TestFile.read("\(root)/Units/\(scope.rawValue)/\(name)")
        for (installed, product) in programs {
          text = text.replacing(installed, with: ProgramFinder.path(of: product))
        }
        try TestFile.write(text, to: "\(directory)/\(name)")
      }
      return try await body(UnitFiles(directory: directory))
    }
  }

  /// Runs systemd-analyze(1).
  func analyze(_ arguments: [String]) async throws -> ProgramResult {
    // The user's instance wants such a directory, which nobody has who isn't logged in.
    try await ChildProcess.run(Self.analyzer, arguments, environment: ["XDG_RUNTIME_DIR": directory])
  }
}
