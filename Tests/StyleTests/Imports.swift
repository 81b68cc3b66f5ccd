/// The modules a source imports, with the line of each.
enum Imports {
  private static let modifiers: Set = ["public", "package", "internal", "fileprivate", "private"]
  private static let kinds: Set = ["typealias", "struct", "class", "enum", "protocol", "let", "var", "func"]

  static func modules(in source: String) -> [(line: Int, module: String)] {
    CodeOnly(source).numberedLines.compactMap { line in
      var words = line.text.split(separator: " ")[...]
      words = words.drop { $0.hasPrefix("@") || modifiers.contains(String($0)) }
      guard words.popFirst() == "import" else { return nil }
      words = words.drop { kinds.contains(String($0)) }
      guard let path = words.first, let module = path.split(separator: ".").first else { return nil }
      return (line.number, String(module))
    }
  }
}
