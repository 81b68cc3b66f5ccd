import CroftProtocol

/// What a command found out: for programs as a value, for people as tables.
protocol Report {
  associatedtype Payload: Encodable

  /// Has the names of the manager's Varlink interface, so that one description serves both.
  var payload: Payload { get }
  var table: Table { get }
  /// All that people see; just the one unless told otherwise.
  var tables: [Table] { get }
}

extension Report {
  var tables: [Table] { [table] }
}

/// A report of things that have ids, for which further commands can be given.
protocol Listing: Report {
  var ids: [String] { get }
}

/// How a report is written.
enum OutputFormat: Equatable {
  case json
  case text(TextStyle)

  func render(_ report: some Report) throws -> String {
    switch self {
    case .json: try JSONValue(encoding: report.payload).text(pretty: true)
    case .text(let style): report.tables.map { $0.lines(in: style).joined(separator: "\n") }.joined(separator: "\n\n")
    }
  }
}
