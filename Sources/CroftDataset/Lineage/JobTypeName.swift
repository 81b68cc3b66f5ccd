/// The name by which a job's type is found in another process of the same image.
package enum JobTypeName {
  /// The mangled name of a job type.
  ///
  /// - Throws: `UnfindableJobType` when the runtime can't find the type by its name: here already, so that nothing is
  ///   sent.
  package static func name<Value: Job>(of type: Value.Type) throws -> String {
    guard let name = _mangledTypeName(type), let found = _typeByName(name), found == type else {
      throw UnfindableJobType(typeName: _typeName(type, qualified: true))
    }
    return name
  }

  package static func type(named name: String) -> (any Job.Type)? {
    _typeByName(name) as? any Job.Type
  }
}

/// A job type that an executor could not find.
package struct UnfindableJobType: Error, Equatable, Sendable, CustomStringConvertible {
  package let typeName: String

  package var description: String {
    """
    the job type \(typeName) cannot be found by name, so no executor could make one: declare it without `private` or \
    `fileprivate`, outside of any function
    """
  }
}
