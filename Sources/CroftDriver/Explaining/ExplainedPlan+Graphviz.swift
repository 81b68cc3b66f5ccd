extension ExplainedPlan {
  /// The plan in Graphviz' language, a cluster for each stage: `dot -Tsvg` draws it.
  public var graphviz: String {
    var lines = ["digraph \(Self.quoted(jobName)) {", "  rankdir=BT; node [shape=box];"]
    for (number, stage) in stages.enumerated() {
      let title = "stage \(number): \(stage.taskCount) tasks\(stage.isDormant ? ", not run" : "")"
      lines.append("  subgraph cluster_\(number) {")
      lines.append("    label=\(Self.quoted(title));\(stage.isDormant ? " style=dashed;" : "")")
      for (place, step) in stage.steps.enumerated() {
        let label = "\(step.label)\n\(step.partitionCount) partitions\n\(step.callSite)"
        lines.append("    \(Self.node(number, place)) [label=\(Self.quoted(label))];")
        for input in step.inputs { lines.append("    \(Self.node(number, input)) -> \(Self.node(number, place));") }
      }
      lines.append("  }")
      for (place, step) in stage.steps.enumerated() {
        for source in step.readStages {
          lines.append("  \(Self.node(source, 0)) -> \(Self.node(number, place)) [style=bold];")
        }
      }
    }
    return (lines + ["}"]).joined(separator: "\n")
  }

  private static func node(_ stage: Int, _ place: Int) -> String { "s\(stage)_\(place)" }

  private static func quoted(_ text: String) -> String {
    var quoted = "\""
    for character in text.unicodeScalars {
      switch character {
      case "\"": quoted += "\\\""
      case "\\": quoted += "\\\\"
      case "\n": quoted += "\\n"
      default: quoted.unicodeScalars.append(character)
      }
    }
    return quoted + "\""
  }
}
