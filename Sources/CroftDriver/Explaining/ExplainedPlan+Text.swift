extension ExplainedPlan {
  /// The stages, the last one first, each as an indented tree with what it reads below.
  public var text: String {
    let taskCount = stages.lazy.filter { !$0.isDormant }.reduce(0) { $0 + $1.taskCount }
    var lines = ["\(jobName): \(Self.count(stages.count, "stage")), \(Self.count(taskCount, "task"))"]
    for (number, stage) in stages.enumerated().reversed() {
      let note = stage.isDormant ? ", not run as long as what is made of it is kept" : ""
      lines.append("stage \(number): \(Self.count(stage.taskCount, "task"))\(note)")
      var told: Set<Int> = []
      append(0, of: stage, indentation: "  ", to: &lines, &told)
    }
    return lines.joined(separator: "\n")
  }

  private func append(
    _ place: Int, of stage: Stage, indentation: String, to lines: inout [String], _ told: inout Set<Int>
  ) {
    let step = stage.steps[place]
    let isRepeated = !told.insert(place).inserted
    let sources = step.readStages.map { "stage \($0)" }.joined(separator: " and ")
    let reads = sources.isEmpty ? "" : ", from \(sources)"
    let partitions = Self.count(step.partitionCount, "partition")
    lines.append(
      "\(indentation)\(step.label)\(reads) [\(partitions)] at \(step.callSite)\(isRepeated ? ", as above" : "")")
    guard !isRepeated else { return }
    // A chain stays at its column; only where operators come together does the tree branch.
    let deeper = step.inputs.count > 1 ? indentation + "  " : indentation
    for input in step.inputs { append(input, of: stage, indentation: deeper, to: &lines, &told) }
  }

  private static func count(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }
}
