import CroftDataset
import CroftDriver
import CroftProtocol

/// The tasks of one step as a job: each a partition of its own, which runs one command.
struct CommandJob: Job {
  /// Where executors get the definition from.
  enum Definition: Codable, Sendable {
    /// It travels with the job.
    case inline(CommandDefinition)
    /// It is stored once on this machine: it has many inputs, or a large environment.
    case stored(Broadcast<CommandDefinition>)

    /// A definition of up to so many bytes travels with the job, so that there is no file to be written and read.
    static let mostInlineBytes = 32 << 10

    var value: CommandDefinition {
      get throws {
        switch self {
        case .inline(let definition): definition
        case .stored(let broadcast): try broadcast.value
        }
      }
    }
  }

  /// The step's name.
  let title: String
  /// At least one.
  let taskCount: Int
  let definition: Definition

  var jobName: String { title }

  var body: Action<CommandOutcomes> {
    let definition = definition
    return Dataset.range(0..<taskCount, partitions: taskCount).named("tasks").runCommands { task, place in
      try definition.value.launch(
        task: task, attempt: Int(place.attempt.number), slot: place.slot, place: ExecutorPlace.current)
    }
  }
}
