/// Reads the arrows out of Package.swift, as far as our own manifest's spelling goes.
enum Manifest {
  static func dependencies(in source: String) -> [String: Set<String>] {
    // A comment may hold anything; the strings are what is looked for, so only whole-line comments are dropped.
    let text = source.split(separator: "\n").filter { !$0.trimmed.hasPrefix("//") }.joined(separator: "\n")
    let starts = text.ranges(of: /\.(target|executableTarget|testTarget|systemLibrary)\(/)
    let ends = starts.dropFirst().map(\.lowerBound) + [text.endIndex]
    var found: [String: Set<String>] = [:]
    for (start, end) in zip(starts, ends) {
      let declaration = text[start.upperBound..<end]
      guard let name = declaration.firstMatch(of: /name: "([^"]+)"/) else { continue }
      let list = declaration.firstMatch(of: /dependencies: \[([^\]]*)\]/)?.output.1 ?? ""
      let names = list.matches(of: /(package: )?"([^"]+)"/).filter { $0.output.1 == nil }.map { String($0.output.2) }
      found[String(name.output.1)] = Set(names)
    }
    return found
  }
}

extension Substring {
  fileprivate var trimmed: Substring { drop { $0 == " " } }
}
