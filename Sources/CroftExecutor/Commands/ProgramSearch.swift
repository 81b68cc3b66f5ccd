import CroftLinux
import CroftProtocol
import Glibc

/// Finds a command's program as a shell would, and says what is wrong with what it finds.
enum ProgramSearch {
  /// Where execvp(3) looks without a `PATH`.
  private static let usualPath = Array("/bin:/usr/bin".utf8)

  /// - Returns: the path to execute, absolute if the command's directory is.
  /// - Throws: ``CommandError``: there is none, or it can't be executed; `SystemError` where that couldn't be seen.
  static func path(for launch: CommandLaunch) throws -> [UInt8] {
    guard let name = launch.arguments.first, !name.isEmpty else { throw CommandError("a command without a program") }
    if name.contains(PathBytes.slash) {
      let path = PathBytes.absolute(name, in: launch.directory)
      if let reason = try hindrance(to: path) { throw CommandError("can't run \(PathBytes.text(name)): \(reason)") }
      return path
    }
    var reasons: [String] = []
    var trouble: SystemError?
    let places = variable("PATH", in: launch.environment) ?? usualPath
    for place in places.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false) {
      // An empty place is the working directory, as ever.
      let path = PathBytes.absolute(
        Array(place) + (place.isEmpty ? [] : [PathBytes.slash]) + name, in: launch.directory)
      do throws(SystemError) {
        guard let reason = try hindrance(to: path) else { return path }
        if reason != missing { reasons.append("\(PathBytes.text(path)): \(reason)") }
      } catch {
        trouble = trouble ?? error
      }
    }
    if let trouble { throw trouble }
    let found = reasons.isEmpty ? "" : "; " + reasons.joined(separator: "; ")
    throw CommandError(
      "can't run \(PathBytes.text(name)): there is no such program in PATH=\(PathBytes.text(places))\(found)")
  }

  private static let missing = "there is no such file"

  /// Why a file can't be executed, as far as that can be seen from outside; nil when it can.
  ///
  /// - Throws: what is the machine's fault, and may be better next time.
  private static func hindrance(to path: [UInt8]) throws(SystemError) -> String? {
    let (mode, error) = PathBytes.mode(of: path)
    switch error {
    case 0: break
    case ENOENT, ENOTDIR: return missing
    case _ where CommandFault.isOfPath(error): return SystemError("stat", errno: error).description
    default: throw SystemError("stat", errno: error, subject: PathBytes.text(path))
    }
    if PathBytes.isDirectory(mode) { return "it is a directory" }
    guard PathBytes.withCString(path, { access($0, X_OK) }) == 0 else {
      return "it isn't executable (chmod +x makes it so)"
    }
    return nil
  }

  private static func variable(_ name: String, in environment: [[UInt8]]) -> [UInt8]? {
    let beginning = Array("\(name)=".utf8)
    return environment.first { $0.starts(with: beginning) }.map { Array($0.dropFirst(beginning.count)) }
  }
}
