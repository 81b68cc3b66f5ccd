/// Where the values of one input, or of several columns, come from.
package enum InputSource: Sendable, Equatable, Codable {
  case array(ArrayIndices)
  case records(RecordList)
  case table(InputTable)

  /// How many tasks it gives.
  package var count: Int {
    switch self {
    case .array(let indices): indices.count
    case .records(let records): records.count
    case .table(let table): table.count
    }
  }

  /// The names of its columns; one without a name for what is no table.
  var columns: [String?] {
    switch self {
    case .array, .records: [nil]
    case .table(let table): table.names
    }
  }

  func append(_ index: Int, to values: inout [ByteString]) {
    switch self {
    case .array(let indices): values.append(ByteString(String(indices[index])))
    case .records(let records): values.append(records[index])
    case .table(let table): values += table.row(index)
    }
  }
}
