import ArgumentParser
import CroftProtocol

/// Whether what a command writes is for a program.
struct OutputOptions: ParsableArguments {
  @Flag(help: "Print one JSON document; the names in it stay as they are.")
  var json = false
}

/// How a command writes what it found out or did.
struct ListingOptions: ParsableArguments {
  @OptionGroup var output: OutputOptions

  @Flag(
    name: .shortAndLong, help: "Print nothing but the ids, each on a line of its own; nothing where there are none.")
  var quiet = false

  func validate() throws {
    if quiet, output.json {
      throw ValidationError("--quiet prints ids and --json a document: choose one of them.")
    }
  }

  /// Whether a person reads it, who may be told more than was asked for.
  var isForPeople: Bool { !quiet && !output.json }

  /// - Parameter isAbsolute: whether times are to be dates in any case.
  func write(_ listing: some Listing, isAbsolute: Bool = false) throws {
    guard quiet else { return try writeWhole(listing, isAbsolute) }
    if !listing.ids.isEmpty { print(listing.ids.joined(separator: "\n")) }
  }

  /// Of what has no ids, nothing is left with --quiet.
  func write(_ report: some Report, isAbsolute: Bool = false) throws {
    if !quiet { try writeWhole(report, isAbsolute) }
  }

  /// What a program is told of something that is only done, and of which people are told nothing.
  func writeOutcome(_ document: some Encodable) throws {
    if output.json { print(try JSONValue(encoding: document).text(pretty: true)) }
  }

  private func writeWhole(_ report: some Report, _ isAbsolute: Bool) throws {
    let format: OutputFormat = output.json ? .json : .text(.forStandardOutput(isAbsolute: isAbsolute))
    print(try format.render(report))
  }
}

/// The same, of what has times.
struct DatedListingOptions: ParsableArguments {
  @OptionGroup var listing: ListingOptions

  @Flag(help: "Print times as dates in UTC, also on a terminal, where they are relative otherwise.")
  var absolute = false

  var output: OutputOptions { listing.output }
  var quiet: Bool { listing.quiet }
  var isForPeople: Bool { listing.isForPeople }

  func write(_ report: some Listing) throws { try listing.write(report, isAbsolute: absolute) }

  func write(_ report: some Report) throws { try listing.write(report, isAbsolute: absolute) }
}
