/// One operator of a program, or a few that have to go together for the result to be determined.
enum ProgramStep: Codable, Hashable, Sendable {
  case narrow(NarrowStep)
  case wide(WideStep)
  indirect case with(Side, PairStep)
  case rekey(KeyKind)
}

/// The other dataset of an operator of two.
enum Side: Codable, Hashable, Sendable {
  /// The same one: a lineage that parts and meets again.
  case itself
  case pipeline(Pipeline)
}
