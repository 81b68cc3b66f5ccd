import CroftDriver
import CroftProtocol

/// Finds jobs among those that the manager has or had, as far as the caller may see them.
struct JobDirectory {
  /// So many records come in one answer: the most that the manager gives.
  static let pageLength = 1000
  /// Where a beginning is shared by more names than this, listing all of them is no help.
  private static let mostCandidates = 10
  /// A name is looked for in so many of the newest jobs that begin like it; each page takes milliseconds.
  private static let mostPages = 100

  let client: ManagerClient

  /// - Throws: `JobNotFoundError` where no job is meant, or more than one.
  func record(of reference: JobReference) throws -> ApplicationRecord {
    if let number = reference.number {
      // A job may have been given digits for its name.
      guard let record = try record(number) ?? named(reference.text) else {
        throw try unknown(number)
      }
      return record
    }
    guard let record = try named(reference.text) else { throw try unknown(reference.text) }
    return record
  }

  func number(of reference: JobReference) throws -> Int { try record(of: reference).id }

  /// The records of all that are named, each once, in that order.
  func records(of references: [JobReference]) throws -> [ApplicationRecord] {
    var seen: Set<Int> = []
    return try references.map(record).filter { seen.insert($0.id).inserted }
  }

  /// What the history has for a number; nil where it has nothing that the caller may see.
  func record(_ number: Int) throws -> ApplicationRecord? {
    guard number < .max else { return nil }
    // The newest come first: after the next number comes this one.
    let page = try client.call(ListPastApplications(after: number + 1, limit: 1))
    return page.elements.first { $0.id == number }
  }

  // MARK: By name

  /// The newest of that very name; else the newest of the only name that begins so.
  private func named(_ text: String) throws -> ApplicationRecord? {
    var newest: [String: ApplicationRecord] = [:]
    var names: [String] = []
    var after: Int?
    for _ in 0..<Self.mostPages {
      let page = try client.call(ListPastApplications(after: after, limit: Self.pageLength, name: text))
      for record in page.elements {
        // A manager of another version may not know how to choose by name.
        guard record.name.hasPrefix(text) else { continue }
        if record.name == text { return record }
        if newest.updateValue(newest[record.name] ?? record, forKey: record.name) == nil {
          names.append(record.name)
        }
      }
      guard let next = page.next else { break }
      after = next
    }
    guard names.count > 1 else { return names.first.flatMap { newest[$0] } }
    let candidates = names.prefix(Self.mostCandidates).compactMap { newest[$0] }
    throw JobNotFoundError.ambiguous(
      text, candidates: candidates.map { ($0.id, $0.name) }, others: names.count - candidates.count)
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
