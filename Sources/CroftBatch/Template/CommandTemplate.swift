/// A command with replacement strings, for all tasks of a step.
package struct CommandTemplate: Sendable, Equatable, Codable {
  private enum Kind: Sendable, Equatable, Codable {
    case program([TextTemplate])
    case shell(ShellTemplate)
  }

  private let kind: Kind

  /// A program and its arguments. No shell has a look at them: each is expanded in itself. One that is a replacement
  /// string of all inputs and nothing else (`{}`, `{.}`) becomes an argument for each of them.
  ///
  /// As with GNU parallel, a command without any replacement string gets ` {}` behind it, unless its input is the
  /// index of an array. A command without inputs stays as it is, braces and all.
  ///
  /// - Throws: a ``BatchError`` for no words, a byte 0, or an input or column that isn't there.
  package init(program words: [ByteString], columns: InputColumns) throws(BatchError) {
    guard let first = words.first else { throw BatchError("a command is missing") }
    guard !first.isEmpty else { throw BatchError("the command's name is empty") }
    var templates: [TextTemplate] = []
    for word in words {
      try Self.checkForZero(word)
      let template = try columns.count == 0 ? TextTemplate(literal: word) : TextTemplate(word, columns: columns)
      templates.append(template)
    }
    if Self.takesInputs(columns), templates.allSatisfy(\.isLiteral) {
      templates.append(TextTemplate(parts: [.allInputs(.whole)]))
    }
    kind = .program(templates)
  }

  /// A line, or a script, for `sh -c`. The inputs in it are quoted, also between quotes of the script's own.
  ///
  /// - Throws: a ``BatchError`` as for a program, or for an input where it can't be quoted.
  package init(shell script: ByteString, columns: InputColumns) throws(BatchError) {
    guard script.bytes.contains(where: { $0 != 0x20 && $0 != 0x09 && $0 != 0x0A }) else {
      throw BatchError("a command is missing")
    }
    try Self.checkForZero(script)
    guard columns.count > 0 else {
      kind = .shell(try ShellTemplate(TextTemplate(literal: script)))
      return
    }
    var template = try TextTemplate(script, columns: columns)
    if Self.takesInputs(columns), template.isLiteral {
      template = TextTemplate(parts: template.parts + [.literal(" "), .allInputs(.whole)])
    }
    kind = .shell(try ShellTemplate(template))
  }

  /// The arguments for one task, the program's name first.
  package func arguments(for task: TemplateValues) -> [ByteString] {
    switch kind {
    case .program(let words):
      words.flatMap { word in
        if word.parts.count == 1, case .allInputs(let form) = word.parts[0] {
          return task.inputs.map(form.applied)
        }
        return [word.expanded(for: task)]
      }
    case .shell(let script): ["/bin/sh", "-c", script.expanded(for: task)]
    }
  }

  private static func takesInputs(_ columns: InputColumns) -> Bool { columns.count > 0 && !columns.isArray }

  private static func checkForZero(_ text: ByteString) throws(BatchError) {
    if text.bytes.contains(0) { throw BatchError("the command's \(text.quoted) has a byte 0 in it") }
  }
}
