// The inputs of a step, in one of these forms:
//
//   inputs = "data/*.csv"                     a file, a pattern, or -
//   inputs = ["a", "b"]                       the values themselves
//   inputs = { over = "list", null = true }   a file whose inputs have zeros between them
//   inputs = { array = "1-100%8" }
//   inputs = { csv = "table.csv" }
//   inputs = { product = [X, Y] }             X and Y in one of these forms, the last varying fastest
//   inputs = { linked = [X, Y] }              as many of X as of Y, taken together
//
// A product may hold linked inputs, but not the other way round.
extension JobFileReader {
  private static let inputKeys = ["over", "array", "csv", "product", "linked", "null"]

  /// Factors of a product, each of linked sources.
  mutating func inputs(in section: JobFileSection) -> [[InputSpecification]] {
    guard let entry = section.table["inputs"] else { return [] }
    guard case .table(let table) = entry.value.content, let product = table["product"] else {
      return factor(entry).map { [$0] } ?? []
    }
    refuse(besides: ["product"], in: table, of: entry)
    return members(product).compactMap { factor($0) }
  }

  private mutating func factor(_ entry: TOMLTable.Entry) -> [InputSpecification]? {
    guard case .table(let table) = entry.value.content, let linked = table["linked"] else {
      return source(entry).map { [$0] }
    }
    refuse(besides: ["linked"], in: table, of: entry)
    let sources = members(linked).compactMap { source($0) }
    return sources.isEmpty ? nil : sources
  }

  private mutating func source(_ entry: TOMLTable.Entry) -> InputSpecification? {
    switch entry.value.content {
    case .string: return text(of: entry.value).flatMap { checked($0, entry) }.map { .over(ByteString($0)) }
    case .array: return strings(entry).map { .values($0.map { ByteString($0) }) }
    case .table(let table): return source(table, of: entry)
    default:
      complain(
        about: entry, "a file, a pattern, a list, or a table with one of \(Self.inputKeys.joined(separator: ", "))")
      return nil
    }
  }

  private mutating func source(_ table: TOMLTable, of entry: TOMLTable.Entry) -> InputSpecification? {
    let section = JobFileSection(title: "inputs", table: table, place: entry.value.place)
    if table["over"] != nil {
      refuse(besides: ["over", "null"], in: table, of: entry)
      let isNullSeparated = boolean("null", in: section) ?? false
      return string("over", in: section).map { .over(ByteString($0), isNullSeparated: isNullSeparated) }
    }
    if table["csv"] != nil {
      refuse(besides: ["csv"], in: table, of: entry)
      return string("csv", in: section).map { .csv(ByteString($0)) }
    }
    if let array = table["array"] {
      refuse(besides: ["array"], in: table, of: entry)
      guard let text = string("array", in: section) else { return nil }
      do throws(BatchError) {
        return .array(try ArraySpecification(text))
      } catch {
        complain(error.description, at: array.value.place)
        return nil
      }
    }
    if table.entries.contains(where: { !Self.inputKeys.contains($0.key) }) {
      refuseUnknownKeys(in: section, known: Self.inputKeys)
      return nil
    }
    let hasCombination = table["product"] != nil || table["linked"] != nil
    let reason =
      hasCombination
      ? "a product can't stand within other inputs, nor linked ones within linked ones"
      : "inputs have neither a file nor an array"
    complain(reason, at: entry.value.place, "write one of over, array, csv here")
    return nil
  }

  private mutating func members(_ entry: TOMLTable.Entry) -> [TOMLTable.Entry] {
    guard case .array(let values) = entry.value.content, !values.isEmpty, values.count <= BatchLimits.columns else {
      complain(about: entry, "a list of inputs, such as [\"*.csv\", { array = \"1-3\" }]")
      return []
    }
    return values.map { TOMLTable.Entry(key: entry.key, keyPlace: entry.keyPlace, value: $0) }
  }

  private mutating func refuse(besides allowed: [String], in table: TOMLTable, of entry: TOMLTable.Entry) {
    for other in table.entries where !allowed.contains(other.key) {
      let hint = Self.inputKeys.contains(other.key) ? "use { product = [...] } or { linked = [...] } for several" : nil
      complain("'\(other.key.onOneLine)' can't stand beside '\(allowed[0])'", at: other.keyPlace, hint)
    }
  }

  private mutating func boolean(_ key: String, in section: JobFileSection) -> Bool? {
    guard let entry = section.table[key] else { return nil }
    guard case .boolean(let flag) = entry.value.content else {
      complain(about: entry, "true or false")
      return nil
    }
    return flag
  }
}
