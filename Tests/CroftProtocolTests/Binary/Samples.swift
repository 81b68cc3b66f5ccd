/// Shapes that `Codable` can have, for the tests of the binary coder.
struct Person: Codable, Hashable {
  var name: String
  var age: UInt8
  var height: Double?
  var address: Address?

  struct Address: Codable, Hashable {
    var street: String
    var numbers: [Int]
  }
}

enum Shape: Codable, Hashable {
  case point
  case circle(radius: Double)
  case box(Int, Int)
  indirect case group([Shape], name: String?)
}

enum Color: String, Codable, CaseIterable { case red, green, blue }

struct Flags: OptionSet, Codable, Hashable {
  var rawValue: UInt16
}

struct Empty: Codable, Hashable {}

/// Encodes itself as its raw value alone.
struct Wrapper<Value: Codable & Hashable>: Codable, Hashable {
  var value: Value

  init(_ value: Value) { self.value = value }

  init(from decoder: any Decoder) throws {
    self.value = try decoder.singleValueContainer().decode(Value.self)
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(value)
  }
}

class Animal: Codable {
  var name: String
  init(name: String) { self.name = name }
}

/// Keeps its superclass' properties in a container of their own.
final class Dog: Animal {
  var tricks: [String]

  private enum CodingKeys: CodingKey { case tricks }

  init(name: String, tricks: [String]) {
    self.tricks = tricks
    super.init(name: name)
  }

  required init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    self.tricks = try container.decode([String].self, forKey: .tricks)
    try super.init(from: container.superDecoder())
  }

  override func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try super.encode(to: container.superEncoder())
    try container.encode(tricks, forKey: .tricks)
  }
}

/// Shares one keyed container with its superclass, as `encode(to: encoder)` handed on does.
final class Cat: Animal {
  var lives: Int

  private enum CodingKeys: CodingKey { case lives }

  init(name: String, lives: Int) {
    self.lives = lives
    super.init(name: name)
  }

  required init(from decoder: any Decoder) throws {
    self.lives = try decoder.container(keyedBy: CodingKeys.self).decode(Int.self, forKey: .lives)
    try super.init(from: decoder)
  }

  override func encode(to encoder: any Encoder) throws {
    try super.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(lives, forKey: .lives)
  }
}
