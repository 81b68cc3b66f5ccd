import CroftProtocol

/// The jobs whose names are or begin with a text: of each name and user the newest.
struct JobMatches {
  /// Where a beginning is shared by more names than this, listing all of them is no help.
  private static let mostCandidates = 10

  private struct Owned: Hashable {
    let name: String
    let userID: Int
  }

  /// The newest first.
  private(set) var newest: [ApplicationRecord] = []
  /// Whether some have the very name.
  private(set) var hasExact = false
  private var seen: Set<Owned> = []

  /// Takes the next older one.
  mutating func add(_ record: ApplicationRecord, isExact: Bool) {
    if isExact { hasExact = true }
    if seen.insert(Owned(name: record.name, userID: record.userID)).inserted { newest.append(record) }
  }

  /// The one that is meant; nil where there is none.
  ///
  /// - Throws: `JobNotFoundError` where several names begin with the text and none is it, and, where something is to be
  ///   done to it, where several users' jobs have the name.
  func only(_ text: String, isToActOn: Bool) throws -> ApplicationRecord? {
    let meant = hasExact ? newest.filter { $0.name == text } : newest
    var names: Set<String> = []
    let named = meant.filter { names.insert($0.name).inserted }
    guard named.count <= 1 else {
      let candidates = named.prefix(Self.mostCandidates)
      throw JobNotFoundError.ambiguous(
        text, candidates: candidates.map { ($0.id, $0.name) }, others: named.count - candidates.count)
    }
    guard meant.count <= 1 || !isToActOn else {
      throw JobNotFoundError.severalUsers(
        text, newest: meant.prefix(Self.mostCandidates).map { ($0.id, $0.userID) })
    }
    return named.first
  }
}
