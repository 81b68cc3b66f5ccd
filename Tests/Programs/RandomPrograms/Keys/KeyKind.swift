import CroftDataset

/// The types of keys, as a value.
enum KeyKind: String, Codable, Hashable, Sendable, CaseIterable {
  case integer, text, string, place, long

  var type: any ProgramKey.Type {
    switch self {
    case .integer: Int.self
    case .text: Text.self
    case .string: String.self
    case .place: PlaceKey.self
    case .long: LongKey.self
    }
  }
}
