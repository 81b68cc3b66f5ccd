/// Writes values of a type that is known only at run time, field by field.
struct CSVElementWriter {
  typealias Write = (UnsafeRawPointer, CSVRecordOutput) throws -> Void

  private let fields: [(offset: Int, write: Write)]
  /// Whether some of the fields are no properties, which alone have names.
  let hasUnnamedFields: Bool

  /// - Throws: `CSVFormatError` for a type that is neither a tuple nor `Encodable`.
  init(of type: Any.Type) throws(CSVFormatError) {
    var hasUnnamedFields = false
    fields = try Self.fields(of: type, at: 0, &hasUnnamedFields)
    self.hasUnnamedFields = hasUnnamedFields
  }

  func write(_ element: UnsafeRawPointer, _ output: CSVRecordOutput) throws {
    for field in fields { try field.write(element + field.offset, output) }
  }

  private static func fields(
    of type: Any.Type, at offset: Int, _ hasUnnamed: inout Bool
  ) throws(CSVFormatError) -> [(Int, Write)] {
    if let layout = TupleLayout(of: type) {
      var all: [(Int, Write)] = []
      for element in layout.elements {
        all += try fields(of: element.type, at: offset + element.offset, &hasUnnamed)
      }
      return all
    }
    if let scalar = type as? any CSVScalar.Type {
      hasUnnamed = true
      return [(offset, scalarWriter(scalar))]
    }
    guard let encodable = type as? any Encodable.Type else {
      throw CSVFormatError(problem: "\(type) is neither a tuple nor Encodable, and can't be a record")
    }
    return [(offset, encodableWriter(encodable))]
  }

  private static func scalarWriter<Value: CSVScalar>(_: Value.Type) -> Write {
    { pointer, output in try output.write(pointer.assumingMemoryBound(to: Value.self).pointee) }
  }

  private static func encodableWriter<Value: Encodable>(_: Value.Type) -> Write {
    { pointer, output in
      try pointer.assumingMemoryBound(to: Value.self).pointee.encode(to: CSVRecordEncoder(output: output))
    }
  }
}
