extension Pipeline: CustomStringConvertible {
  /// A program that can be read, a step on each line.
  var description: String {
    (["\(source), keys: \(keys)"] + steps.map { "  .\($0)" }).joined(separator: "\n")
  }
}

extension ProgramSource: CustomStringConvertible {
  /// The seed tells the others too.
  private static let shownRows = 40

  var description: String {
    switch self {
    case .range(let count, let keys, let partitions):
      return "range(0..<\(count), of \(keys) keys, partitions: \(partitions.map(String.init) ?? "default"))"
    case .parallelize(let rows, let partitions):
      let rest = rows.count > Self.shownRows ? " and \(rows.count - Self.shownRows) more" : ""
      let partitions = partitions.map(String.init) ?? "default"
      return "parallelize(\(rows.prefix(Self.shownRows))\(rest), partitions: \(partitions))"
    }
  }
}

extension ProgramStep: CustomStringConvertible {
  var description: String {
    switch self {
    case .narrow(let step): "\(step)"
    case .wide(let step): "\(step)"
    case .rekey(let kind): "rekey(\(kind))"
    case .with(.itself, let step): "\(step) with itself"
    case .with(.pipeline(let side), let step):
      "\(step) with {\n\(side)\n}".split(separator: "\n").joined(separator: "\n    ")
    }
  }
}
