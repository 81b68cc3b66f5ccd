extension StepGraph {
  /// The graph for a terminal: each step once, below the last of those that it waits for, which are named if there are
  /// several. Steps that run only after a failure come last.
  ///
  /// - Parameter detail: what to say of a step behind its name; nothing if empty.
  package func listing(detail: (Int) -> String = { _ in "" }) -> String {
    let order = order
    let rank = Dictionary(uniqueKeysWithValues: order.enumerated().map { ($1, $0) })
    var children: [Int: [Int]] = [:]
    var roots: [Int] = []
    for number in order where !cleanUps.contains(number) {
      let last = steps[number].after.max { rank[$0, default: 0] < rank[$1, default: 0] }
      if let last { children[last, default: []].append(number) } else { roots.append(number) }
    }
    var lines: [String] = []
    // A stack of its own, because a chain of steps may be long.
    var open = roots.reversed().map { (number: $0, indent: "", branch: "", continuation: "") }
    while let item = open.popLast() {
      lines.append(item.indent + item.branch + line(item.number, detail(item.number)))
      let below = children[item.number] ?? []
      let indent = item.indent + item.continuation
      for (place, child) in below.enumerated().reversed() {
        let isLast = place == below.count - 1
        open.append((child, indent, isLast ? "└─ " : "├─ ", isLast ? "   " : "│  "))
      }
    }
    for cleanUp in cleanUps.sorted() { lines.append(line(cleanUp, detail(cleanUp))) }
    return lines.map { $0 + "\n" }.joined()
  }

  private func line(_ number: Int, _ detail: String) -> String {
    var line = steps[number].name
    if !detail.isEmpty { line += ": \(detail)" }
    if steps[number].after.count > 1 {
      line += " (after \(steps[number].after.map { steps[$0].name }.joined(separator: ", ")))"
    }
    if cleanUps.contains(number) {
      let causes = steps.filter { $0.onFailure == .run(number) }.map(\.name)
      line += " (only if \(causes.joined(separator: " or ")) fails)"
    }
    switch steps[number].onFailure {
    case .goOn: line += " (may fail)"
    case .skip: line += " (a failure skips what comes after it)"
    case .stop, .run: break
    }
    return line
  }

  /// The graph in Graphviz's language, for dot(1).
  package func graphviz(title: String) -> String {
    var lines = ["digraph \(Self.identifier(title)) {", "  rankdir=LR;", "  node [shape=box];"]
    for (number, step) in steps.enumerated() {
      let style = cleanUps.contains(number) ? " [style=dashed]" : ""
      lines.append("  \(Self.identifier(step.name))\(style);")
    }
    for step in steps {
      for predecessor in step.after {
        lines.append("  \(Self.identifier(steps[predecessor].name)) -> \(Self.identifier(step.name));")
      }
      if case .run(let cleanUp) = step.onFailure {
        let target = Self.identifier(steps[cleanUp].name)
        lines.append("  \(Self.identifier(step.name)) -> \(target) [style=dashed, label=\"on failure\"];")
      }
    }
    return (lines + ["}"]).map { $0 + "\n" }.joined()
  }

  /// In quotes, where a backslash begins an escape and a line end would break the line.
  private static func identifier(_ name: String) -> String {
    let escaped = name.unicodeScalars.map { scalar in
      switch scalar {
      case "\"": "\\\""
      case "\\": "\\\\"
      case "\n": "\\n"
      default: String(scalar)
      }
    }
    return "\"" + escaped.joined() + "\""
  }
}
