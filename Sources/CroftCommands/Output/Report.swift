import CroftProtocol

/// What a command found out: for programs as a value, for people as a table.
protocol Report {
  associatedtype Payload: Encodable

  /// Has the names of the manager's Varlink interface, so that one description serves both.
  var payload: Payload { get }
  var table: Table { get }
}

/// How a report is written.
enum OutputFormat: Equatable {
  case json
  case text(TextStyle)

  func render(_ report: some Report) throws -> String {
    switch self {
    case .json: try JSONValue(encoding: report.payload).text(pretty: true)
    case .text(let style): report.table.lines(in: style).joined(separator: "\n")
    }
  }
}
