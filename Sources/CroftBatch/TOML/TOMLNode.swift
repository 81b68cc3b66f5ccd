/// A table while the document is read, when later lines may still add to it.
final class TOMLNode {
  enum Item {
    case value(TOMLValue)
    case table(TOMLNode)
    /// `[[…]]`.
    case tables(TableArray)
  }

  /// The tables of one array, of which each header adds one.
  final class TableArray {
    private(set) var tables: [TOMLNode]

    init(_ first: TOMLNode) { tables = [first] }

    var last: TOMLNode { tables[tables.count - 1] }

    func append(_ table: TOMLNode) { tables.append(table) }
  }

  /// How a table came about, which decides what may add to it.
  enum Origin {
    /// By a header below it: `[a]` for `[a.b]`. May get a header of its own.
    case parentOfHeader
    /// By its own header.
    case header
    /// By a dotted key. Only keys of the same section add to it.
    case dottedKey
  }

  var origin: Origin
  let place: TextPlace
  private(set) var keys: [(name: String, place: TextPlace)] = []
  private var items: [String: Item] = [:]

  init(_ origin: Origin, at place: TextPlace) {
    self.origin = origin
    self.place = place
  }

  subscript(name: String) -> Item? { items[name] }

  func keyPlace(_ name: String) -> TextPlace? { keys.first { $0.name == name }?.place }

  func add(_ name: String, at keyPlace: TextPlace, _ item: Item) {
    keys.append((name, keyPlace))
    items[name] = item
  }

  /// The table as it is, with everything below it.
  var finished: TOMLTable {
    TOMLTable(
      keys.compactMap { key in
        guard let item = items[key.name] else { return nil }
        return TOMLTable.Entry(key: key.name, keyPlace: key.place, value: Self.value(item, at: key.place))
      })
  }

  private static func value(_ item: Item, at place: TextPlace) -> TOMLValue {
    switch item {
    case .value(let value): value
    case .table(let table): TOMLValue(.table(table.finished), at: table.place)
    case .tables(let array): TOMLValue(.array(array.tables.map { value(.table($0), at: $0.place) }), at: place)
    }
  }
}
