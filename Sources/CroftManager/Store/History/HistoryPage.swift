/// A part of a list that may be long.
struct HistoryPage<Element: Sendable & Equatable>: Sendable, Equatable {
  /// A page of the longest records takes half a megabyte as JSON.
  static var maximumCount: Int { 1000 }

  var elements: [Element]
  /// Where the next page begins: to be given as `after`. nil after the last page.
  var next: Int?

  /// - Parameters:
  ///   - found: Up to one more than the page holds, which tells whether there are more.
  ///   - cursor: An element's place in the list.
  init(_ found: [Element], limit: Int, cursor: (Element) -> Int) {
    let count = Self.count(limit)
    elements = Array(found.prefix(count))
    next = found.count > count ? elements.last.map(cursor) : nil
  }

  private init(elements: [Element], next: Int?) {
    self.elements = elements
    self.next = next
  }

  func map<Other>(_ body: (Element) -> Other) -> HistoryPage<Other> {
    HistoryPage<Other>(elements: elements.map(body), next: next)
  }

  /// What is asked for, within what is allowed.
  static func count(_ limit: Int) -> Int { min(max(limit, 1), maximumCount) }
}
