/// The values of one key on the side of a join that is held in memory. Most keys have one value, which costs no
/// allocation.
@usableFromInline
struct JoinRows<Value> {
  @usableFromInline let first: Value
  @usableFromInline var rest: [Value] = []
  /// Whether the other side has the key; for those joins that ask.
  @usableFromInline var isMatched = false

  @inlinable
  init(_ first: Value) { self.first = first }

  @inlinable
  mutating func append(_ value: Value) {
    // Of values that take no room, the first stands for all.
    if MemoryLayout<Value>.size > 0 { rest.append(value) }
  }

  @inlinable
  func forEach(_ body: (Value) throws -> Void) rethrows {
    try body(first)
    for value in rest { try body(value) }
  }
}

extension UnsafeMutablePointer {
  /// Hands out the values of a key without taking a reference to all of them.
  @inlinable
  func forEachRow<Value>(_ body: (Value) throws -> Void) rethrows where Pointee == JoinRows<Value> {
    try body(pointee.first)
    if pointee.rest.isEmpty { return }
    for value in pointee.rest { try body(value) }
  }
}

extension JoinRows: HeapMeasured {
  static func makeHeapMeasure() -> HeapMeasures.Measure {
    let (first, rest) = (HeapMeasure<Value>(), HeapMeasure<[Value]>())
    return { pointer in
      let rows = pointer.assumingMemoryBound(to: Self.self).pointee
      return first.bytes(rows.first) + rest.bytes(rows.rest)
    }
  }
}
