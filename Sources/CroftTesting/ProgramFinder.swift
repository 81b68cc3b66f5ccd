import CroftLinux
import Glibc

/// Where the programs are that were built together with this one.
package enum ProgramFinder {
  /// The path of an executable product, beside the running one: a test, or a benchmark.
  ///
  /// Ends the process when it isn't there, because nothing that follows could make sense.
  package static func path(of product: String) -> String {
    let path = "\(buildDirectory)/\(product)"
    guard access(path, X_OK) == 0 else {
      fatalError("there is no program \(product) in \(buildDirectory): run `swift build --product \(product)` first")
    }
    return path
  }

  private static var buildDirectory: String {
    guard let resolved = realpath("/proc/self/exe", nil) else {
      fatalError("the running program's own path is unknown: \(SystemError("realpath", errno: errno))")
    }
    defer { free(resolved) }
    let path = String(cString: resolved)
    return path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
  }
}
