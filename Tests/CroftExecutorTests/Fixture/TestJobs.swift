import CroftDataset
import CroftLinux
import CroftProtocol

/// Counts by remainder: a map stage and a result stage.
struct Remainders: Job {
  var divisor: Int

  var body: Action<[(Int, Int)]> {
    let divisor = divisor
    return Dataset.range(0..<100).map { ($0 % divisor, 1) }.reduceByKey(+, partitions: 2).collect()
  }
}

struct LongText: Job {
  var bytes: Int

  var body: Action<[String]> {
    let bytes = bytes
    return Dataset.range(0..<1).map { _ in String(repeating: "x", count: bytes) }.collect()
  }
}

struct Failing: Job {
  struct Refusal: Error, CustomStringConvertible {
    var description: String { "not number 3" }
  }

  var body: Action<Int> {
    Dataset.range(0..<10).map { if $0 == 3 { throw Refusal() } }.count()
  }
}

/// Says that a task has begun, and waits until the test lets it go on.
struct Held: Job {
  static let begun = BlockingQueue<Int>()
  static let released = BlockingQueue<Void>()

  var body: Action<Int> {
    Dataset.range(0..<10)
      .mapPartitions { numbers in
        Self.begun.push(numbers[0])
        _ = Self.released.pop()
        return numbers
      }
      .count()
  }
}

/// Goes on until it is cancelled.
struct Endless: Job {
  static let begun = BlockingQueue<Void>()

  var body: Action<Int> {
    Dataset.range(0..<Int.max)
      .filter { number in
        if number == 0 { Self.begun.push(()) }
        return false
      }
      .count()
  }
}

extension JobDefinition {
  /// What a driver sends ahead of a job's tasks: every operator has two partitions.
  init<Value: Job>(_ job: Value, id: Int = 1, scratch: String, output: String = "")
    throws
  {
    let graph = try StageGraph(endingAt: job.body.lineage, choices: [])
    self.init(
      id: JobID(UInt32(id)), typeName: try JobTypeName.name(of: Value.self), value: try BinaryEncoder.encode(job),
      lineage: graph.fingerprint, partitionCounts: graph.operators.map { _ in 2 }, scratch: scratch,
      directory: ScratchPaths(root: scratch).job(JobID(UInt32(id))), output: output)
  }
}

extension TaskAttempt {
  init(job: Int = 1, stage: Int = 0, _ partition: Int, number: Int = 0) {
    self.init(task: TaskID(job: JobID(UInt32(job)), stage: stage, partition: partition), number: number)
  }
}

extension DriverFrame {
  /// A task that counts through a slice of a range.
  static func run(_ attempt: TaskAttempt, over slice: Range<Int>) -> DriverFrame {
    run(attempt) { inputs in
      TaskInput.encode(source: 0, partition: attempt.task.partition, into: &inputs) { writer in
        writer.appendVariable(slice.lowerBound)
        writer.appendVariable(slice.upperBound)
      }
    }
  }

  /// A task that reads no source.
  static func run(_ attempt: TaskAttempt, inputs: (inout ByteWriter) -> Void = { _ in }) -> DriverFrame {
    var writer = ByteWriter()
    TaskAssignments.appendInputs(to: &writer, inputs)
    return .run(TaskAssignments(AttemptRange(attempt), inputs: writer.bytes))
  }
}
