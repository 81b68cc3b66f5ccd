/// A text with replacement strings, taken apart once: an argument, a line for the shell, a path of output.
///
/// What is replaced: `{}`, `{.}`, `{/}`, `{//}`, `{/.}` (all inputs, with blanks between them), the same of one input
/// (`{1}`, `{2.}`, `{-1/}` counted from the end), of a named column (`{name}`, `{name.}`), the task's number from 1
/// (`{#}`) and its slot's (`{%}`).
///
/// Other braces stay as they are, such as `{print $1}`. So does a word in braces if the inputs have no names, or if a
/// `$` stands before it (`${HOME}`); if they have names, a word that is none of them is an error. A blank behind the
/// brace keeps such a word.
package struct TextTemplate: Sendable, Equatable, Codable {
  package enum Part: Sendable, Equatable, Codable {
    case literal(ByteString)
    /// An input, by its place.
    case input(Int, ValueForm)
    case allInputs(ValueForm)
    case taskNumber
    case slotNumber
  }

  package let parts: [Part]

  init(parts: [Part]) { self.parts = parts }

  /// - Throws: a ``BatchError`` for an input or a column that isn't there.
  package init(_ text: ByteString, columns: InputColumns) throws(BatchError) {
    var parser = TemplateParser(text.bytes, columns: columns)
    parts = try parser.parts()
  }

  /// The text itself, whatever is in it.
  package init(literal text: ByteString) { parts = [.literal(text)] }

  /// Whether it is the same for all tasks.
  package var isLiteral: Bool {
    parts.allSatisfy { if case .literal = $0 { true } else { false } }
  }

  package func expanded(for task: TemplateValues) -> ByteString {
    var text: [UInt8] = []
    for part in parts { text += task.bytes(of: part) }
    return ByteString(text)
  }
}

/// What replaces the replacement strings, for one task.
package struct TemplateValues: Sendable, Equatable {
  /// One for each column.
  package var inputs: [ByteString]
  /// From 1.
  package var taskNumber: Int
  /// From 1; no two tasks that run at the same time have the same.
  package var slotNumber: Int

  package init(inputs: [ByteString], taskNumber: Int, slotNumber: Int) {
    self.inputs = inputs
    self.taskNumber = taskNumber
    self.slotNumber = slotNumber
  }

  /// - Parameter quoting: done to each input.
  func bytes(of part: TextTemplate.Part, quoting: ([UInt8]) -> [UInt8] = { $0 }) -> [UInt8] {
    switch part {
    case .literal(let text): text.bytes
    // The parser has seen as many columns; a value that is missing all the same is none.
    case .input(let index, let form):
      inputs.indices.contains(index) ? quoting(form.applied(to: inputs[index]).bytes) : []
    case .allInputs(let form):
      Array(inputs.map { quoting(form.applied(to: $0).bytes) }.joined(separator: [UInt8(ascii: " ")]))
    case .taskNumber: Array(String(taskNumber).utf8)
    case .slotNumber: Array(String(slotNumber).utf8)
    }
  }
}
