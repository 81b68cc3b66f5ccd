import CroftDriver
import CroftProtocol
import Glibc

/// Finds jobs among those that the manager has or had, as far as the caller may see them.
struct JobDirectory {
  /// So many records come in one answer: the most that the manager gives.
  static let pageLength = 1000
  /// A name is looked for in so many of the newest jobs that begin like it; each page takes milliseconds.
  private static let mostPages = 100

  let client: ManagerClient
  /// Whose jobs come first where several users' have the same name: the caller's.
  var userID = Int(geteuid())

  /// - Parameter isToActOn: Something is to be done to it, so that a name that only other users' jobs have must be
  ///   one user's.
  /// - Throws: `JobNotFoundError` where no job is meant, or more than one.
  func record(of reference: JobReference, toActOn isToActOn: Bool = false) throws -> ApplicationRecord {
    if let number = reference.number {
      // A job may have been given digits for its name.
      guard let record = try record(number) ?? named(reference.text, isToActOn) else {
        throw try unknown(number)
      }
      return record
    }
    guard let record = try named(reference.text, isToActOn) else { throw try unknown(reference.text) }
    return record
  }

  func number(of reference: JobReference) throws -> Int { try record(of: reference).id }

  /// The records of all that are named, each once, in that order.
  func records(of references: [JobReference], toActOn isToActOn: Bool = false) throws -> [ApplicationRecord] {
    var seen: Set<Int> = []
    return try references.map { try record(of: $0, toActOn: isToActOn) }.filter { seen.insert($0.id).inserted }
  }

  /// What the history has for a number; nil where it has nothing that the caller may see.
  func record(_ number: Int) throws -> ApplicationRecord? {
    guard number < .max else { return nil }
    // The newest come first: after the next number comes this one.
    let page = try client.call(ListPastApplications(after: number + 1, limit: 1))
    return page.elements.first { $0.id == number }
  }

  // MARK: By name

  /// The newest of that very name, the caller's own before others'; else the newest of the only name that begins so.
  private func named(_ text: String, _ isToActOn: Bool) throws -> ApplicationRecord? {
    let own = try matches(text, ofUser: userID, isToActOn: false)
    if own.hasExact { return try own.only(text, isToActOn: isToActOn) }
    let all = try matches(text, ofUser: nil, isToActOn: isToActOn)
    return try (all.hasExact || own.newest.isEmpty ? all : own).only(text, isToActOn: isToActOn)
  }

  private func matches(_ text: String, ofUser userID: Int?, isToActOn: Bool) throws -> JobMatches {
    var matches = JobMatches()
    var after: Int?
    for _ in 0..<Self.mostPages {
      let page = try client.call(
        ListPastApplications(after: after, limit: Self.pageLength, name: text, userID: userID))
      for record in page.elements {
        // A manager of another version may not know how to choose by name.
        guard record.name.hasPrefix(text), userID == nil || record.userID == userID else { continue }
        matches.add(record, isExact: record.name == text)
        // Which users have others of that name matters only to who does something to one.
        if matches.hasExact, !isToActOn { return matches }
      }
      guard let next = page.next else { break }
      after = next
    }
    return matches
  }

  // MARK: Errors

  private func unknown(_ number: Int) throws -> JobNotFoundError {
    .unknownNumber(number, newest: try client.call(ListPastApplications(limit: 1)).elements.first?.id)
  }

  private func unknown(_ name: String) throws -> JobNotFoundError {
    let recent = try client.call(ListPastApplications(limit: Self.pageLength)).elements.map(\.name)
    return .unknownName(name, nearest: NearestName.of(name, among: Array(Set(recent)).sorted()))
  }
}
