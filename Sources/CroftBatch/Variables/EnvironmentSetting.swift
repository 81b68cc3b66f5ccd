/// What `--env` takes: `NAME=value`, or `NAME` for the value that it has where the job is submitted.
package struct EnvironmentSetting: Sendable, Equatable, Codable {
  package let name: ByteString
  package let value: ByteString

  package init(name: ByteString, value: ByteString) throws(BatchError) {
    guard let first = name.bytes.first, !ByteClass.isDigit(first), name.bytes.allSatisfy(ByteClass.isWord) else {
      throw BatchError("\(name.quoted) can't name a variable, which has letters, digits and _ alone; rename it")
    }
    guard !value.bytes.contains(0) else { throw BatchError("the variable \(name.text) has a byte 0 in it") }
    self.name = name
    self.value = value
  }

  /// - Parameters:
  ///   - text: what was written.
  ///   - submitter: the environment to look a bare name up in, as `NAME=value` each.
  /// - Throws: a ``BatchError`` for what can't name a variable, or a bare name of none.
  package init(_ text: ByteString, submitter: [ByteString]) throws(BatchError) {
    let equals = UInt8(ascii: "=")
    let name = ByteString(text.bytes.prefix { $0 != equals })
    if name.bytes.count < text.bytes.count {
      try self.init(name: name, value: ByteString(text.bytes[(name.bytes.count + 1)...]))
      return
    }
    try self.init(name: name, value: "")
    let beginning = name.bytes + [equals]
    // Of two with one name the first counts, as for getenv(3).
    guard let variable = submitter.first(where: { $0.bytes.starts(with: beginning) }) else {
      throw BatchError("there is no variable \(name.text) in the environment to pass on; write \(name.text)=value")
    }
    self = try EnvironmentSetting(name: name, value: ByteString(variable.bytes[beginning.count...]))
  }

  var variable: ByteString { ByteString(name.bytes + [UInt8(ascii: "=")] + value.bytes) }
}
