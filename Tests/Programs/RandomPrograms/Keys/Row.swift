/// What the interpreter computes with: a key's number, and a value.
struct Row: Codable, Hashable, Sendable {
  var key: Int
  var value: Int
}

extension Row: Comparable {
  static func < (a: Row, b: Row) -> Bool { (a.key, a.value) < (b.key, b.value) }
}

extension Row: CustomStringConvertible {
  var description: String { "(\(key), \(value))" }
}

/// A row as the engine sees it, where elements have to be hashable.
struct Entry<Key: ProgramKey>: Codable, Hashable, Sendable {
  var key: Key
  var value: Int

  init(_ pair: (Key, Int)) { (key, value) = pair }
  var pair: (Key, Int) { (key, value) }
}
