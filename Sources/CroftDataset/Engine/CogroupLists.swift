import CroftProtocol

/// A value of one of the datasets of a cogroup.
@usableFromInline
enum CogroupValue<First, Second, Third, Fourth> {
  case first(First)
  case second(Second)
  case third(Third)
  case fourth(Fourth)
}

/// The values of one key in each of the datasets of a cogroup.
@usableFromInline
struct CogroupLists<First, Second, Third, Fourth> {
  @usableFromInline var first: [First] = []
  @usableFromInline var second: [Second] = []
  @usableFromInline var third: [Third] = []
  @usableFromInline var fourth: [Fourth] = []

  @usableFromInline typealias Value = CogroupValue<First, Second, Third, Fourth>

  @inlinable
  init(_ value: Value) { append(value) }

  @inlinable
  mutating func append(_ value: Value) {
    switch value {
    case .first(let value): first.append(value)
    case .second(let value): second.append(value)
    case .third(let value): third.append(value)
    case .fourth(let value): fourth.append(value)
    }
  }

  @inlinable
  func forEach(_ body: (Value) throws -> Void) rethrows {
    for value in first { try body(.first(value)) }
    for value in second { try body(.second(value)) }
    for value in third { try body(.third(value)) }
    for value in fourth { try body(.fourth(value)) }
  }
}

extension CogroupLists: HeapMeasured {
  static func makeHeapMeasure() -> HeapMeasures.Measure {
    let (first, second) = (HeapMeasure<[First]>(), HeapMeasure<[Second]>())
    let (third, fourth) = (HeapMeasure<[Third]>(), HeapMeasure<[Fourth]>())
    return { pointer in
      let lists = pointer.assumingMemoryBound(to: Self.self).pointee
      return first.bytes(lists.first) + second.bytes(lists.second) + third.bytes(lists.third)
        + fourth.bytes(lists.fourth)
    }
  }
}

extension CogroupValue: DirectRecord {
  /// A byte that tells which dataset it is of, then the value.
  static func makeCodec() throws -> AnyRecordCodec {
    let (first, second) = (try RecordCodec<First>(), try RecordCodec<Second>())
    let (third, fourth) = (try RecordCodec<Third>(), try RecordCodec<Fourth>())
    return AnyRecordCodec(
      encode: { pointer, writer in
        switch pointer.assumingMemoryBound(to: Self.self).pointee {
        case .first(let value):
          writer.append(UInt8(0))
          try first.encode(value, into: &writer)
        case .second(let value):
          writer.append(UInt8(1))
          try second.encode(value, into: &writer)
        case .third(let value):
          writer.append(UInt8(2))
          try third.encode(value, into: &writer)
        case .fourth(let value):
          writer.append(UInt8(3))
          try fourth.encode(value, into: &writer)
        }
      },
      decode: { reader, pointer in
        let value: Self
        switch try reader.read(UInt8.self) {
        case 0: value = .first(try first.decode(from: &reader))
        case 1: value = .second(try second.decode(from: &reader))
        case 2: value = .third(try third.decode(from: &reader))
        case 3: value = .fourth(try fourth.decode(from: &reader))
        case let other: throw MalformedBytes("a value of dataset \(other) of a cogroup")
        }
        pointer.initializeMemory(as: Self.self, to: value)
      })
  }
}
