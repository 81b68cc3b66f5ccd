/// A JSON value doesn't have the shape that a type asks for, or a value has no JSON form.
package struct JSONShapeError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The members and indices on the way to the place, like `executors[2].resources.cores`. Empty for the whole value.
  package let path: String
  package let problem: String

  package init(path: String, problem: String) {
    self.path = path
    self.problem = problem
  }

  package var description: String { path.isEmpty ? problem : "\(path): \(problem)" }
}

extension JSONShapeError {
  /// The standard library's coding errors in our words, so that one error type leaves this folder.
  init(_ error: any Error) {
    switch error {
    case let error as JSONShapeError: self = error
    case DecodingError.keyNotFound(let key, let context):
      self.init(path: renderPath(context.codingPath + [key]), problem: "missing")
    case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context),
      DecodingError.dataCorrupted(let context):
      self.init(path: renderPath(context.codingPath), problem: context.debugDescription)
    case EncodingError.invalidValue(_, let context):
      self.init(path: renderPath(context.codingPath), problem: context.debugDescription)
    default: self.init(path: "", problem: String(describing: error))
    }
  }
}

private func renderPath(_ path: [any CodingKey]) -> String {
  var text = ""
  for key in path {
    if let index = key.intValue {
      text += "[\(index)]"
    } else {
      text += (text.isEmpty ? "" : ".") + key.stringValue
    }
  }
  return text
}

/// The key of an array's element.
struct JSONIndexKey: CodingKey {
  let index: Int

  init(_ index: Int) { self.index = index }
  init?(intValue: Int) { self.index = intValue }
  init?(stringValue: String) { return nil }

  var intValue: Int? { index }
  var stringValue: String { String(index) }
}
