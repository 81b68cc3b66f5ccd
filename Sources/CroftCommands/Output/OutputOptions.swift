import ArgumentParser
import CroftLinux
import Glibc

/// How a command writes what it found out.
struct OutputOptions: ParsableArguments {
  @Flag(help: "Print one JSON document; the names in it stay as they are.")
  var json = false

  @Flag(help: "Print times as dates in UTC, also on a terminal, where they are relative otherwise.")
  var absolute = false

  func write(_ report: some Report) throws {
    print(try format.render(report))
  }

  var format: OutputFormat { json ? .json : .text(.forStandardOutput(isAbsolute: absolute)) }
}

/// How a command writes what has ids.
struct ListingOptions: ParsableArguments {
  @OptionGroup var output: OutputOptions

  @Flag(name: .shortAndLong, help: "Print nothing but the ids, each on a line of its own.")
  var quiet = false

  func validate() throws {
    if quiet, output.json {
      throw ValidationError("--quiet prints ids and --json a document: choose one of them.")
    }
  }

  func write(_ listing: some Listing) throws {
    guard quiet else { return try output.write(listing) }
    let ids = listing.ids
    if !ids.isEmpty { print(ids.joined(separator: "\n")) }
  }
}
