extension JSONValue {
  /// The value's JSON form. An optional property that is nil is left out.
  package init(encoding value: some Encodable) throws(JSONShapeError) {
    do {
      self = try JSONNode.encode(value, path: []).value
    } catch {
      throw JSONShapeError(error)
    }
  }
}

/// Encodes into a tree of nodes, since Codable's containers are filled after they were handed out.
struct JSONValueEncoder: Encoder {
  let node: JSONNode
  let codingPath: [any CodingKey]
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
    node.becomeObject()
    return KeyedEncodingContainer(KeyedContainer<Key>(node: node, codingPath: codingPath))
  }

  func unkeyedContainer() -> any UnkeyedEncodingContainer {
    node.becomeArray()
    return UnkeyedContainer(node: node, codingPath: codingPath)
  }

  func singleValueContainer() -> any SingleValueEncodingContainer {
    SingleContainer(node: node, codingPath: codingPath)
  }
}

/// A place in the tree that is being built. A class, because a container and its parent both hold it.
final class JSONNode {
  private enum Content {
    case value(JSONValue)
    case array([JSONNode])
    case object(names: [String], [String: JSONNode])
  }
  private var content = Content.object(names: [], [:])

  var value: JSONValue {
    switch content {
    case .value(let value): value
    case .array(let nodes): .array(nodes.map(\.value))
    case .object(let names, let nodes): .object(JSONObject(names.map { ($0, nodes[$0]?.value ?? .null) }))
    }
  }

  var count: Int { if case .array(let nodes) = content { nodes.count } else { 0 } }

  static func encode(_ value: some Encodable, path: [any CodingKey]) throws -> JSONNode {
    let node = JSONNode()
    try node.set(value, path: path)
    return node
  }

  func set(_ value: some Encodable, path: [any CodingKey]) throws {
    guard let scalar = value as? any JSONScalar else {
      return try value.encode(to: JSONValueEncoder(node: self, codingPath: path))
    }
    guard let json = scalar.jsonValue else {
      let context = EncodingError.Context(codingPath: path, debugDescription: "\(value) has no exact JSON form")
      throw EncodingError.invalidValue(value, context)
    }
    content = .value(json)
  }

  func setNull() { content = .value(.null) }

  func becomeObject() {
    if case .object = content { return }
    content = .object(names: [], [:])
  }

  func becomeArray() {
    if case .array = content { return }
    content = .array([])
  }

  func append(_ node: JSONNode) {
    guard case .array(var nodes) = content else { return }
    content = .value(.null)  // Lets the array grow in place.
    nodes.append(node)
    content = .array(nodes)
  }

  func insert(_ node: JSONNode, named name: String) {
    guard case .object(var names, var nodes) = content else { return }
    content = .value(.null)  // Lets both grow in place.
    if nodes.updateValue(node, forKey: name) == nil { names.append(name) }
    content = .object(names: names, nodes)
  }
}

// One generic `encode` in each container stands for the protocol's fifteen.
private struct KeyedContainer<Key: CodingKey>: KeyedEncodingContainerProtocol {
  let node: JSONNode
  let codingPath: [any CodingKey]

  func encodeNil(forKey key: Key) { _ = child(key) { $0.setNull() } }

  func encode<Value: Encodable>(_ value: Value, forKey key: Key) throws {
    node.insert(try JSONNode.encode(value, path: codingPath + [key]), named: key.stringValue)
  }

  func nestedContainer<Nested: CodingKey>(
    keyedBy keyType: Nested.Type, forKey key: Key
  ) -> KeyedEncodingContainer<Nested> { encoder(key).container(keyedBy: keyType) }

  func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer { encoder(key).unkeyedContainer() }
  func superEncoder() -> any Encoder { JSONValueEncoder(node: child(named: "super") { _ in }, codingPath: codingPath) }
  func superEncoder(forKey key: Key) -> any Encoder { encoder(key) }

  private func encoder(_ key: Key) -> JSONValueEncoder {
    JSONValueEncoder(node: child(key) { _ in }, codingPath: codingPath + [key])
  }
  private func child(_ key: Key, prepare: (JSONNode) -> Void) -> JSONNode {
    child(named: key.stringValue, prepare: prepare)
  }
  private func child(named name: String, prepare: (JSONNode) -> Void) -> JSONNode {
    let child = JSONNode()
    prepare(child)
    node.insert(child, named: name)
    return child
  }
}

private struct UnkeyedContainer: UnkeyedEncodingContainer {
  let node: JSONNode
  let codingPath: [any CodingKey]
  var count: Int { node.count }

  func encodeNil() { encoder().node.setNull() }

  func encode<Value: Encodable>(_ value: Value) throws {
    node.append(try JSONNode.encode(value, path: codingPath + [JSONIndexKey(count)]))
  }

  func nestedContainer<Nested: CodingKey>(keyedBy keyType: Nested.Type) -> KeyedEncodingContainer<Nested> {
    encoder().container(keyedBy: keyType)
  }
  func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { encoder().unkeyedContainer() }
  func superEncoder() -> any Encoder { encoder() }

  private func encoder() -> JSONValueEncoder {
    let child = JSONNode()
    let path = codingPath + [JSONIndexKey(count)]
    node.append(child)
    return JSONValueEncoder(node: child, codingPath: path)
  }
}

private struct SingleContainer: SingleValueEncodingContainer {
  let node: JSONNode
  let codingPath: [any CodingKey]

  func encodeNil() { node.setNull() }
  func encode<Value: Encodable>(_ value: Value) throws { try node.set(value, path: codingPath) }
}
