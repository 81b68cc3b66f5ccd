/// The values of one key on the side of a join that is held in memory. Most keys have one value, which costs no
/// allocation.
@usableFromInline
struct JoinRows<Value> {
  @usableFromInline let first: Value
  @usableFromInline var rest: [Value] = []
  /// Twice the number of further values that take no room, which are alike and only counted; one more if `isMatched`.
  @usableFromInline var marks: UInt64 = 0

  @inlinable
  init(_ first: Value) { self.first = first }

  /// Whether the other side has the key; for those joins that ask.
  @inlinable var isMatched: Bool {
    get { marks & 1 == 1 }
    set { marks = marks & ~1 | (newValue ? 1 : 0) }
  }

  @inlinable
  mutating func append(_ value: Value) {
    if MemoryLayout<Value>.size > 0 { rest.append(value) } else { marks &+= 2 }
  }

  @inlinable
  func forEach(_ body: (Value) throws -> Void) rethrows {
    try body(first)
    if MemoryLayout<Value>.size == 0 { return try repeatFirst(body) }
    for value in rest { try body(value) }
  }

  @inlinable
  func repeatFirst(_ body: (Value) throws -> Void) rethrows {
    for _ in 0..<marks / 2 { try body(first) }
  }
}

extension UnsafeMutablePointer {
  /// Hands out the values of a key without taking a reference to all of them.
  @inlinable
  func forEachRow<Value>(_ body: (Value) throws -> Void) rethrows where Pointee == JoinRows<Value> {
    try body(pointee.first)
    if MemoryLayout<Value>.size == 0 { return try pointee.repeatFirst(body) }
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
