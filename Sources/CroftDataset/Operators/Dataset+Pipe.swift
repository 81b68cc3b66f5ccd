extension Dataset {
  /// The lines that a program prints when it gets the elements as lines on its standard input.
  ///
  /// The program is started once for each partition, in the executor's working directory, and found through its `PATH`.
  /// A `Text` or `String` is written as it is, anything else as `"\(element)"`, each with a line feed after it. A
  /// program need not read all that it is given. When it ends with another status than 0, the task fails with the
  /// command, the status and the end of what it wrote to its standard error; when the task fails or is cancelled, the
  /// program is killed with its children.
  ///
  /// ```swift
  /// Dataset.lines(in: "access.log").pipe(["jq", "-r", ".user"])
  /// ```
  ///
  /// - Parameters:
  ///   - command: the program and its arguments, which no shell looks at. Refused before the job starts if there is no
  ///     program, or a zero byte.
  ///   - environment: variables beside the executor's own, or in place of them.
  @inlinable
  public func pipe(
    _ command: [String], environment: [String: String] = [:], file: StaticString = #fileID, line: UInt = #line
  ) -> Dataset<Text> {
    let produce = self.produce
    return Dataset<Text>(
      lineage: LineageNode(piping: lineage, through: command, environment: environment, file, line)
    ) { node, context, partition, sink in
      let pipe = try LinePipe(node, in: context)
      defer { pipe.stop() }
      do {
        try produce(node.parent, context, partition) { try pipe.write($0, sink) }
      } catch let end as LinePipe.ReadsNoMore where end.isOf(pipe) {}
      try pipe.finish(sink)
    }
  }

  /// The lines that a shell's command line prints when it gets the elements as lines on its standard input.
  ///
  /// As ``pipe(_:environment:file:line:)-([String],_,_,_)``, through `/bin/sh -c`: `errors.pipe("sort | uniq -c")`.
  @inlinable
  public func pipe(
    _ commandLine: String, environment: [String: String] = [:], file: StaticString = #fileID, line: UInt = #line
  ) -> Dataset<Text> {
    pipe(["/bin/sh", "-c", commandLine], environment: environment, file: file, line: line)
  }
}

extension LineageNode {
  /// The environment's values stay out of the description: passwords are given so.
  @usableFromInline
  convenience init(
    piping parent: LineageNode, through command: [String], environment: [String: String], _ file: StaticString,
    _ line: UInt
  ) {
    let command = PipeCommand(arguments: command, environment: environment)
    let names = environment.isEmpty ? "" : ", environment: \(environment.keys.sorted())"
    self.init(
      narrow: "pipe", "\(command.arguments)\(names)", of: Text.self, from: parent, file, line,
      problem: command.problem, attachment: command)
  }
}
