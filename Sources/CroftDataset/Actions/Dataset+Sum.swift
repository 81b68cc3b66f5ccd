extension Dataset where Element: FixedWidthInteger & SendableMetatype {
  /// The sum of all elements; 0 if there are none.
  ///
  /// - Throws: when the sum does not fit the elements' type; sums on the way there may be as large as they like.
  @inlinable
  public func sum(file: StaticString = #fileID, line: UInt = #line) -> Action<Element> {
    Action(summing("sum", file, line)) { try $0.exactSum() }
  }

  /// The mean of all elements, of their exact sum; nil if there are none.
  @inlinable
  public func mean(file: StaticString = #fileID, line: UInt = #line) -> Action<Double?> {
    Action(summing("mean", file, line)) { $0.mean }
  }

  @inlinable
  func summing(_ operation: StaticString, _ file: StaticString, _ line: UInt) -> Action<IntegerSum<Element>> {
    let produce = self.produce
    let action = Action<IntegerSum<Element>.Parts>(
      operation, of: Element.self, from: lineage, file, line,
      mergingInto: IntegerSum<Element>().parts, { $0 = try IntegerSum($0).adding(IntegerSum($1)).parts }
    ) { node, context, partition in
      var sum = IntegerSum<Element>()
      try produce(node.parent, context, partition) { try sum.add($0) }
      return sum.parts
    }
    return Action(action) { IntegerSum($0) }
  }
}

extension Dataset where Element: FloatingPoint & SendableMetatype {
  /// The sum of all elements, each partition's from its first element on, then theirs in order: the same on every run
  /// with the same partitions. 0 if there are none.
  @inlinable
  public func sum(file: StaticString = #fileID, line: UInt = #line) -> Action<Element> {
    aggregating("sum", file, line, 0, { $0 += $1 }, { $0 += $1 })
  }
}

extension Dataset where Element: BinaryFloatingPoint & SendableMetatype {
  /// The mean of all elements, computed as `stats` does; nil if there are none.
  @inlinable
  public func mean(file: StaticString = #fileID, line: UInt = #line) -> Action<Double?> {
    Action(statistics("mean", file, line) { Double($0) }) { $0?.mean }
  }
}

/// A sum of integers that no number of elements can overflow, but for elements of more than 64 bits.
@usableFromInline
struct IntegerSum<Element: FixedWidthInteger & Sendable>: Sendable {
  /// As it travels.
  @usableFromInline typealias Parts = (Int128, Element, Int)

  /// Of elements of up to 64 bits: 2^63 of them fit.
  @usableFromInline var narrow: Int128 = 0
  /// Of wider elements.
  @usableFromInline var wide: Element = 0
  @usableFromInline var count = 0

  @inlinable init() {}

  @inlinable
  init(_ parts: Parts) { (narrow, wide, count) = parts }

  @inlinable var parts: Parts { (narrow, wide, count) }

  @inlinable
  mutating func add(_ element: Element) throws {
    count &+= 1
    if Element.bitWidth <= 64 {
      narrow &+= Int128(truncatingIfNeeded: element)
    } else {
      try addWide(element)
    }
  }

  @usableFromInline
  mutating func addWide(_ element: Element) throws {
    let (sum, overflows) = wide.addingReportingOverflow(element)
    guard !overflows else { throw SumOverflow(elementType: "\(Element.self)", sum: "beyond \(wide) + \(element)") }
    wide = sum
  }

  @usableFromInline
  func adding(_ other: IntegerSum) throws -> IntegerSum {
    var sum = self
    sum.narrow &+= other.narrow
    sum.count += other.count
    try sum.addWide(other.wide)
    return sum
  }

  /// - Throws: `SumOverflow`.
  @usableFromInline
  func exactSum() throws -> Element {
    if Element.bitWidth > 64 { return wide }
    guard let sum = Element(exactly: narrow) else {
      throw SumOverflow(elementType: "\(Element.self)", sum: "\(narrow)")
    }
    return sum
  }

  @usableFromInline
  var mean: Double? {
    guard count > 0 else { return nil }
    return (Element.bitWidth > 64 ? Double(wide) : Double(narrow)) / Double(count)
  }
}

/// A sum that its type can't hold.
struct SumOverflow: PermanentError, Equatable, CustomStringConvertible {
  let elementType: String
  let sum: String

  var description: String {
    """
    the sum is \(sum), which does not fit \(elementType): map the elements to a wider type before they are summed, \
    such as Int128 or Double
    """
  }
}
