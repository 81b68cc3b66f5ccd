import CroftLinux
import CroftProtocol

extension ProgramSearch {
  /// Finds a command's program as a shell would.
  ///
  /// - Returns: the path to execute, absolute if the command's directory is.
  /// - Throws: ``CommandError``: there is none, or it can't be executed; `SystemError` where that couldn't be seen.
  static func path(for launch: CommandLaunch) throws -> [UInt8] {
    guard let name = launch.arguments.first, !name.isEmpty else { throw CommandError("a command without a program") }
    let places = variable("PATH", in: launch.environment) ?? Array(usualPath.utf8)
    let search = ProgramSearch(for: name, in: places, from: launch.directory)
    if let path = search.path { return path }
    for (path, hindrance) in search.hindered {
      if let trouble = hindrance.trouble { throw trouble.about(PathBytes.text(path)) }
    }
    if name.contains(PathBytes.slash), let hindrance = search.hindrance {
      throw CommandError("can't run \(PathBytes.text(name)): \(hindrance)")
    }
    let found = search.hindered.map { "; \(PathBytes.text($0.path)): \($0.hindrance)" }.joined()
    throw CommandError(
      "can't run \(PathBytes.text(name)): there is no such program in PATH=\(PathBytes.text(places))\(found)")
  }

  private static func variable(_ name: String, in environment: [[UInt8]]) -> [UInt8]? {
    let beginning = Array("\(name)=".utf8)
    return environment.first { $0.starts(with: beginning) }.map { Array($0.dropFirst(beginning.count)) }
  }
}
