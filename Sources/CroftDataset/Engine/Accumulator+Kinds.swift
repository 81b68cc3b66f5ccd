extension Accumulator where Value: AdditiveArithmetic & SendableMetatype {
  /// Adds up. Sums of floating-point numbers may differ in their last digits from run to run, because tasks end in any
  /// order.
  @inlinable
  public static func sum(_ name: String) -> Accumulator {
    Accumulator(name, zero: .zero, combineInto: { $0 += $1 })
  }
}

extension Accumulator where Value: FixedWidthInteger & SendableMetatype {
  /// Adds up; a total that the type can't hold stays at the type's largest or smallest value.
  @inlinable
  public static func sum(_ name: String) -> Accumulator {
    Accumulator(name, zero: 0) { total, amount in
      let (sum, isTooLarge) = total.addingReportingOverflow(amount)
      total = isTooLarge ? (amount < 0 ? .min : .max) : sum
    }
  }
}

extension Accumulator {
  /// The largest value; nil if there was none: `Accumulator<Int?>.max("longest line")`.
  @inlinable
  public static func max<Number: Comparable & SendableMetatype>(_ name: String) -> Accumulator
  where Value == Number? {
    Accumulator(name, zero: nil) { largest, value in
      guard let value else { return }
      largest = largest.map { Swift.max($0, value) } ?? value
    }
  }

  /// The smallest value; nil if there was none: `Accumulator<Double?>.min("lowest price")`.
  @inlinable
  public static func min<Number: Comparable & SendableMetatype>(_ name: String) -> Accumulator
  where Value == Number? {
    Accumulator(name, zero: nil) { smallest, value in
      guard let value else { return }
      smallest = smallest.map { Swift.min($0, value) } ?? value
    }
  }

  /// Values in no order, as many as `limit`; it is not said which: `Accumulator<[String]>.list("bad rows", limit: 20)`.
  @inlinable
  public static func list<Item: Sendable>(_ name: String, limit: Int) -> Accumulator where Value == [Item] {
    Accumulator(name, zero: []) { items, more in items += more.prefix(Swift.max(0, limit - items.count)) }
  }

  /// Different values, as many as `limit`; it is not said which: `Accumulator<Set<Int>>.set("zones", limit: 100)`.
  @inlinable
  public static func set<Item: Hashable & SendableMetatype>(_ name: String, limit: Int) -> Accumulator
  where Value == Set<Item> {
    Accumulator(name, zero: []) { items, more in
      for item in more {
        guard items.count < limit else { return }
        items.insert(item)
      }
    }
  }
}
