import CroftProtocol

/// What tells a dataset definition from every other one: its type and its encoded value.
package struct DefinitionIdentity: Hashable, Sendable {
  let bytes: [UInt8]

  /// - Throws: what the value's encoding throws.
  package init<Definition: DatasetDefinition>(_ definition: Definition) throws {
    var writer = ByteWriter()
    writer.appendCounted(
      _mangledTypeName(Definition.self) ?? _typeName(Definition.self, qualified: true))
    writer.append(try BinaryEncoder.encodeCanonically(definition))
    bytes = writer.copy()
  }

  /// The place that stands for the whole dataset rather than for an operator in its body.
  static let wholePosition = -1

  /// Gives what is persisted inside the definition's body its identity, in the order of a walk from the end.
  func claim(bodyEndingAt last: LineageNode) {
    var visited: Set<ObjectIdentifier> = []
    var rest = [last]
    var position = 0
    while let node = rest.popLast() {
      guard visited.insert(ObjectIdentifier(node)).inserted else { continue }
      // What lies below another definition belongs to that one.
      guard node.definedBy == nil else { continue }
      node.persistence?.identity.belong(to: self, at: position)
      position += 1
      rest += (node.parents + node.sideInputs).reversed()
    }
  }
}

extension LineageNode {
  /// The dataset of a definition: its body's last operator, which knows now what it belongs to.
  @usableFromInline
  convenience init<Definition: DatasetDefinition>(_ body: LineageNode, of definition: Definition) {
    let identity = Result { try DefinitionIdentity(definition) }
    try? identity.get().claim(bodyEndingAt: body)
    let name = body.name ?? _typeName(Definition.self, qualified: false)
    self.init(
      body, named: name, definedBy: try? identity.get(), problem: body.problem ?? identity.problem)
  }
}
