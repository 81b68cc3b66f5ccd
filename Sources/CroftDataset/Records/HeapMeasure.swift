import CroftProtocol

/// Tells, at a guess and quickly, how many bytes a value holds on the heap beyond its own memory: what a task that
/// gathers values counts against its share. Long collections are judged by a few of their elements.
@usableFromInline
package struct HeapMeasure<Value>: @unchecked Sendable {
  // Unchecked, because the closure depends on nothing but a type.

  private let measure: HeapMeasures.Measure?

  package init() { measure = HeapMeasures.of(Value.self) }

  /// Whether values of this type hold nothing on the heap.
  package var isZero: Bool { measure == nil }

  package func bytes(_ value: borrowing Value) -> Int where Value: Copyable {
    guard let measure else { return 0 }
    return withUnsafePointer(to: value) { measure(UnsafeRawPointer($0)) }
  }
}

enum HeapMeasures {
  /// Measures the value at the pointer.
  typealias Measure = (UnsafeRawPointer) -> Int

  /// What an allocation costs beside its bytes: the object's header and the allocator's.
  static let allocationBytes = 48

  /// Nil for a type whose values hold nothing.
  static func of(_ type: Any.Type) -> Measure? {
    func isPlain<Value>(_: Value.Type) -> Bool { _isPOD(Value.self) }
    if _openExistential(type, do: isPlain) { return nil }
    if let measured = type as? any HeapMeasured.Type { return measured.makeHeapMeasure() }
    if let layout = TupleLayout(of: type) {
      let fields = layout.elements.compactMap { element in of(element.type).map { ($0, element.offset) } }
      return { pointer in fields.reduce(0) { $0 + $1.0(pointer + $1.1) } }
    }
    if let codable = type as? any Encodable.Type { return encoded(codable) }
    return { _ in allocationBytes }
  }

  /// Half as much again as the encoded size: some fields lie wider in memory, others in objects of their own.
  private static func encoded<Value: Encodable>(_: Value.Type) -> Measure {
    { pointer in
      let bytes = try? BinaryEncoder.encode(pointer.assumingMemoryBound(to: Value.self).pointee)
      return allocationBytes + (bytes?.count ?? 0) * 3 / 2
    }
  }
}

/// A type of the standard library whose share of the heap can be told without encoding it.
protocol HeapMeasured {
  static func makeHeapMeasure() -> HeapMeasures.Measure
}

extension String: HeapMeasured {
  /// Up to 15 bytes of UTF-8 lie in the string itself.
  static func makeHeapMeasure() -> HeapMeasures.Measure {
    { pointer in
      let count = pointer.assumingMemoryBound(to: String.self).pointee.utf8.count
      return count > 15 ? count + HeapMeasures.allocationBytes : 0
    }
  }
}

extension Text: HeapMeasured {
  /// Views of files cost nothing; a text that was made in memory has its bytes to itself.
  static func makeHeapMeasure() -> HeapMeasures.Measure {
    { pointer in
      let text = pointer.assumingMemoryBound(to: Text.self).pointee
      if text.owner is KeyTexts.Slab { return text.count }
      return text.owner is TextStorage ? text.count + 2 * HeapMeasures.allocationBytes : 0
    }
  }
}

extension Optional: HeapMeasured {
  static func makeHeapMeasure() -> HeapMeasures.Measure {
    let wrapped = HeapMeasure<Wrapped>()
    return { pointer in pointer.assumingMemoryBound(to: Self.self).pointee.map { wrapped.bytes($0) } ?? 0 }
  }
}

extension Array: HeapMeasured {
  static func makeHeapMeasure() -> HeapMeasures.Measure {
    let element = HeapMeasure<Element>()
    return { pointer in
      let array = pointer.assumingMemoryBound(to: Self.self).pointee
      // An array that grows doubles its room, so a third of it is free on average.
      return array.isEmpty ? 0 : array.count * MemoryLayout<Element>.stride * 3 / 2 + element.bytes(sampling: array)
    }
  }
}

extension Set: HeapMeasured {
  static func makeHeapMeasure() -> HeapMeasures.Measure {
    let element = HeapMeasure<Element>()
    return { pointer in
      let set = pointer.assumingMemoryBound(to: Self.self).pointee
      // Between three eighths and three quarters of the slots are taken.
      return set.isEmpty ? 0 : set.count * MemoryLayout<Element>.stride * 2 + element.bytes(sampling: set)
    }
  }
}

extension Dictionary: HeapMeasured {
  static func makeHeapMeasure() -> HeapMeasures.Measure {
    let (keys, values) = (HeapMeasure<Key>(), HeapMeasure<Value>())
    return { pointer in
      let dictionary = pointer.assumingMemoryBound(to: Self.self).pointee
      guard !dictionary.isEmpty else { return 0 }
      let pairBytes = MemoryLayout<Key>.stride + MemoryLayout<Value>.stride
      return dictionary.count * pairBytes * 2 + keys.bytes(sampling: dictionary.keys)
        + values.bytes(sampling: dictionary.values)
    }
  }
}

extension HeapMeasure {
  private static var sampleCount: Int { 8 }

  /// The bytes of a collection's elements beyond their strides, from the first few of them.
  fileprivate func bytes(sampling values: some Collection<Value>) -> Int {
    guard !isZero else { return HeapMeasures.allocationBytes }
    let sampled = values.prefix(Self.sampleCount).reduce(0) { $0 + bytes($1) }
    let taken = Swift.min(values.count, Self.sampleCount)
    return HeapMeasures.allocationBytes + sampled * values.count / taken
  }
}
