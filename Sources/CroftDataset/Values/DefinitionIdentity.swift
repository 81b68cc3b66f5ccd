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
  /// The definition whose dataset this is; nil for an ordinary operator.
  package var definedBy: DefinitionIdentity? { attachment as? DefinitionIdentity }

  /// The dataset of a definition.
  ///
  /// - Parameter body: the last operator of the definition's body.
  @usableFromInline
  convenience init<Definition: DatasetDefinition>(of definition: Definition, body: LineageNode) {
    let identity = Result { try DefinitionIdentity(definition) }
    let name = _typeName(Definition.self, qualified: false)
    var arguments = name
    if case .success(let identity) = identity {
      identity.claim(bodyEndingAt: body)
      arguments += " \(identity.bytes.withUnsafeBytes { CacheID(hashing: $0) })"
    }
    self.init(
      "dataset", arguments, of: Definition.Element.self, at: body.callSite,
      kind: .narrow(.oneToOne), parents: [body],
      partitioning: body.partitioning, name: body.name, problem: identity.problem,
      attachment: try? identity.get())
  }
}
