import ArgumentParser
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
    return .text(isatty(STDOUT_FILENO) == 1 ? .terminal(nowUnixMilliseconds: nowUnixMilliseconds) : .plain)
  }

  private var nowUnixMilliseconds: Int {
    var now = timespec()
    clock_gettime(CLOCK_REALTIME, &now)
    return now.tv_sec * 1000 + now.tv_nsec / 1_000_000
  }
}
