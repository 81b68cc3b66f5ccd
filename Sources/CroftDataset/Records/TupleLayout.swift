/// The elements of a tuple type and where they lie in it.
///
/// Tuples conform to no protocol, so a codec for "any pair of codable things" can only be found from the type's
/// metadata. Its layout is part of Swift's documented ABI (swift/docs/ABI/TypeMetadata.rst, "Tuple Metadata"): the kind
/// 0x301, the number of elements, a pointer to the labels, then a type and an offset for each element. On Linux the
/// offset has 32 bits, and the 32 behind it hold anything (swift/include/swift/ABI/Metadata.h,
/// `TargetTupleTypeMetadata`).
struct TupleLayout: @unchecked Sendable {
  /// Unchecked for the metatype, which is a constant.
  struct Element: @unchecked Sendable {
    let type: Any.Type
    let offset: Int

    /// Ends the life of a value of this type.
    func destroy(_ pointer: UnsafeMutableRawPointer) {
      func destroy<Value>(_: Value.Type) { pointer.assumingMemoryBound(to: Value.self).deinitialize(count: 1) }
      _openExistential(type, do: destroy)
    }
  }

  let elements: [Element]

  private static let tupleKind = 0x301

  /// Nil for a type that is not a tuple.
  init?(of type: Any.Type) {
    let metadata = unsafeBitCast(type, to: UnsafePointer<Int>.self)
    guard metadata[0] == Self.tupleKind else { return nil }
    let count = metadata[1]
    let fields = UnsafeRawPointer(metadata + 3)
    self.elements = (0..<count).map { index in
      let field = fields + index * MemoryLayout<(Any.Type, Int)>.stride
      let offset = (field + MemoryLayout<Any.Type>.size).load(as: UInt32.self)
      return Element(type: field.load(as: Any.Type.self), offset: Int(offset))
    }
  }
}
