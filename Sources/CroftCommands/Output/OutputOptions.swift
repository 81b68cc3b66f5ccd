import ArgumentParser
import CroftLinux
import Glibc

/// How a command writes what it found out.
struct OutputOptions: ParsableArguments {
  @Flag(help: "Print one JSON document, with the names of the manager's Varlink interface.")
  var json = false

  func write(_ report: some Report) throws {
    print(try format.render(report))
  }

  /// Rounded and relative values are for eyes: a pipe gets exact ones.
  private var format: OutputFormat {
    if json { return .json }
    return .text(isatty(STDOUT_FILENO) == 1 ? .terminal(nowUnixMilliseconds: UnixTime.nowMilliseconds) : .plain)
  }
}
