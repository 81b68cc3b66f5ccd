import CroftProtocol

// Conformances without conditions, so that an array of tuples has a codec too: what is inside is looked at when the
// codec is made.

extension Array: DirectRecord {
  static func makeCodec() throws -> AnyRecordCodec {
    let element = try RecordCodec<Element>()
    let encodeCanonically: AnyRecordCodec.Encode = { pointer, writer in
      let array = pointer.assumingMemoryBound(to: [Element].self).pointee
      writer.appendVariable(UInt64(array.count))
      for value in array { try element.encodeCanonically(value, into: &writer) }
    }
    return AnyRecordCodec(
      encode: { pointer, writer in
        let array = pointer.assumingMemoryBound(to: [Element].self).pointee
        writer.appendVariable(UInt64(array.count))
        for value in array { try element.encode(value, into: &writer) }
      },
      decode: { reader, pointer in
        let array = try reader.readElements(with: element)
        pointer.initializeMemory(as: [Element].self, to: array)
      },
      encodeCanonically: element.hasCanonicalForm ? encodeCanonically : nil)
  }
}

extension Optional: DirectRecord {
  static func makeCodec() throws -> AnyRecordCodec {
    let wrapped = try RecordCodec<Wrapped>()
    let encodeCanonically: AnyRecordCodec.Encode = { pointer, writer in
      let value = pointer.assumingMemoryBound(to: Self.self).pointee
      writer.append(UInt8(value == nil ? 0 : 1))
      if let value { try wrapped.encodeCanonically(value, into: &writer) }
    }
    return AnyRecordCodec(
      encode: { pointer, writer in
        let value = pointer.assumingMemoryBound(to: Self.self).pointee
        writer.append(UInt8(value == nil ? 0 : 1))
        if let value { try wrapped.encode(value, into: &writer) }
      },
      decode: { reader, pointer in
        let value: Wrapped? = try reader.read(UInt8.self) == 0 ? nil : try wrapped.decode(from: &reader)
        pointer.initializeMemory(as: Self.self, to: value)
      },
      encodeCanonically: wrapped.hasCanonicalForm ? encodeCanonically : nil)
  }
}

extension Dictionary: DirectRecord {
  static func makeCodec() throws -> AnyRecordCodec {
    let pair = try RecordCodec<(Key, Value)>()
    return AnyRecordCodec(
      encode: { pointer, writer in
        let dictionary = pointer.assumingMemoryBound(to: Self.self).pointee
        writer.appendVariable(UInt64(dictionary.count))
        for (key, value) in dictionary { try pair.encode((key, value), into: &writer) }
      },
      decode: { reader, pointer in
        let pairs = try reader.readElements(with: pair)
        pointer.initializeMemory(as: Self.self, to: Dictionary(pairs, uniquingKeysWith: { _, last in last }))
      },
      encodeCanonically: { pointer, writer in
        let dictionary = pointer.assumingMemoryBound(to: Self.self).pointee
        try writer.appendSorted(dictionary.map { ($0.key, $0.value) }, with: pair)
      })
  }
}

extension Set: DirectRecord {
  static func makeCodec() throws -> AnyRecordCodec {
    let element = try RecordCodec<Element>()
    return AnyRecordCodec(
      encode: { pointer, writer in
        let set = pointer.assumingMemoryBound(to: Self.self).pointee
        writer.appendVariable(UInt64(set.count))
        for value in set { try element.encode(value, into: &writer) }
      },
      decode: { reader, pointer in
        pointer.initializeMemory(as: Self.self, to: Set(try reader.readElements(with: element)))
      },
      encodeCanonically: { pointer, writer in
        try writer.appendSorted(Array(pointer.assumingMemoryBound(to: Self.self).pointee), with: element)
      })
  }
}

extension ByteReader {
  /// A count, then that many values.
  fileprivate mutating func readElements<Value>(with codec: RecordCodec<Value>) throws -> [Value] {
    let count = try readCount(minimumBytes: 1)
    var values: [Value] = []
    values.reserveCapacity(count)
    for _ in 0..<count { values.append(try codec.decode(from: &self)) }
    return values
  }
}

extension ByteWriter {
  /// The canonical bytes of each value, in their own order: the same for collections that differ only in theirs.
  fileprivate mutating func appendSorted<Value>(_ values: [Value], with codec: RecordCodec<Value>) throws {
    let encoded = try values.map { value in
      var writer = ByteWriter()
      try codec.encodeCanonically(value, into: &writer)
      return writer.copy()
    }
    appendVariable(UInt64(encoded.count))
    for bytes in encoded.sorted(by: { $0.lexicographicallyPrecedes($1) }) { appendCounted(bytes) }
  }
}
