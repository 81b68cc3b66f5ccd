package import CroftProtocol

/// What a task knows of itself when it makes its command.
package struct CommandPlace: Sendable, Equatable {
  package let attempt: TaskAttempt
  /// Which of its executor's slots runs it, from 0.
  package let slot: Int

  package init(attempt: TaskAttempt, slot: Int) {
    self.attempt = attempt
    self.slot = slot
  }
}

extension Dataset {
  /// Runs a command for each element, in order within a partition, and tells what became of each partition.
  ///
  /// A command that doesn't end well fails its task, with the command and how it ended. Tasks may fail for good
  /// (`JobPolicy.maxFailures`).
  ///
  /// - Parameter launch: makes an element's command, on the executor.
  package func runCommands(
    file: StaticString = #fileID, line: UInt = #line,
    _ launch: @escaping @Sendable (Element, CommandPlace) throws -> CommandLaunch
  ) -> Action<CommandOutcomes> {
    let produce = self.produce
    return Action(
      "runCommands", of: CommandEnd.self, from: lineage, at: CallSite(file, line),
      makeCollector: { CommandOutcomeCollector(partitionCount: $0) },
      runTask: { node, context, partition in
        let place = CommandPlace(attempt: context.attempt, slot: context.services.slot)
        var use = CommandUse()
        try produce(node.parent, context, partition) { element in
          let command = try launch(element, place)
          let end = try context.services.run(command)
          if let failure = TaskFailure(end, of: command) { throw failure }
          use.add(end)
        }
        var writer = ByteWriter()
        use.encode(into: &writer)
        return writer.copy()
      })
  }
}
