/// What a driver says to an executor.
package enum DriverFrame: ChannelFrame, Equatable {
  /// The first frame: who the executor is, in whose application.
  case hello(version: UInt16, application: ApplicationID, executor: ExecutorID)
  /// A job whose tasks will follow.
  case job(JobDefinition)
  /// Which attempt of each map task of a stage holds its output. Sent again when an output had to be made anew.
  case mapOutputs(MapOutputs)
  case run(TaskAssignment)
  /// Hand back those of these that have not begun; answered by `ExecutorFrame.revoked`.
  case revoke([TaskAttempt])
  /// The job has ended: stop its tasks, forget it.
  case endJob(JobID)

  package var kind: UInt8 {
    switch self {
    case .hello: 1
    case .job: 2
    case .mapOutputs: 3
    case .run: 4
    case .revoke: 5
    case .endJob: 6
    }
  }

  package func encodeBody(into writer: inout ByteWriter) {
    switch self {
    case .hello(let version, let application, let executor):
      writer.append(version)
      writer.appendVariable(application.rawValue)
      writer.appendVariable(executor.rawValue)
    case .job(let definition): definition.encode(into: &writer)
    case .mapOutputs(let outputs): outputs.encode(into: &writer)
    case .run(let assignment): assignment.encode(into: &writer)
    case .revoke(let attempts): writer.append(attempts)
    case .endJob(let job): writer.append(job.rawValue)
    }
  }

  package init(kind: UInt8, body: inout ByteReader) throws {
    switch kind {
    case 1:
      let version = try body.read(UInt16.self)
      let application = ApplicationID(try body.readVariableInt())
      self = .hello(version: version, application: application, executor: ExecutorID(try body.readVariableInt()))
    case 2: self = .job(try JobDefinition(from: &body))
    case 3: self = .mapOutputs(try MapOutputs(from: &body))
    case 4: self = .run(try TaskAssignment(from: &body))
    case 5: self = .revoke(try body.readAttempts())
    case 6: self = .endJob(JobID(try body.read(UInt32.self)))
    default: throw MalformedBytes("no frame of a driver has kind \(kind)")
    }
  }
}

/// All that an executor needs to have the driver's lineage of a job.
package struct JobDefinition: Sendable, Equatable {
  package var id: JobID
  /// The mangled name of the job's type.
  package var typeName: String
  /// The job value, as `BinaryEncoder` writes it.
  package var value: [UInt8]
  /// The fingerprint: every operator of the driver's lineage, described. The executor's must be the same.
  package var lineage: [String]
  /// How many partitions each stage's output has, by stage: reducers for a stage that shuffles, 0 for the last one.
  package var reducerCounts: [UInt32]
  /// The application's scratch directory.
  package var scratch: String
  /// The directory that the job writes, by absolute path; empty if it writes none.
  package var output: String

  package init(
    id: JobID, typeName: String, value: [UInt8], lineage: [String], reducerCounts: [UInt32], scratch: String,
    output: String
  ) {
    self.id = id
    self.typeName = typeName
    self.value = value
    self.lineage = lineage
    self.reducerCounts = reducerCounts
    self.scratch = scratch
    self.output = output
  }

  func encode(into writer: inout ByteWriter) {
    writer.append(id.rawValue)
    writer.appendCounted(typeName)
    writer.appendCounted(value)
    writer.appendVariable(UInt64(lineage.count))
    for operation in lineage { writer.appendCounted(operation) }
    writer.appendVariable(UInt64(reducerCounts.count))
    for count in reducerCounts { writer.append(count) }
    writer.appendCounted(scratch)
    writer.appendCounted(output)
  }

  init(from reader: inout ByteReader) throws {
    self.id = JobID(try reader.read(UInt32.self))
    self.typeName = try reader.readString()
    self.value = [UInt8](try reader.readCounted())
    let operations = try reader.readCount(minimumBytes: 1)
    self.lineage = try (0..<operations).map { _ in try reader.readString() }
    let stages = try reader.readCount(minimumBytes: 4)
    self.reducerCounts = try (0..<stages).map { _ in try reader.read(UInt32.self) }
    self.scratch = try reader.readString()
    self.output = try reader.readString()
  }
}

/// For each partition of a map stage, the attempt whose output counts.
package struct MapOutputs: Sendable, Equatable {
  package var job: JobID
  package var stage: UInt16
  package var attempts: [UInt16]

  package init(job: JobID, stage: Int, attempts: [UInt16]) {
    self.job = job
    self.stage = UInt16(stage)
    self.attempts = attempts
  }

  func encode(into writer: inout ByteWriter) {
    writer.append(job.rawValue)
    writer.append(stage)
    attempts.withUnsafeBytes { writer.appendCounted($0) }
  }

  init(from reader: inout ByteReader) throws {
    self.job = JobID(try reader.read(UInt32.self))
    self.stage = try reader.read(UInt16.self)
    let bytes = try reader.readCounted()
    guard bytes.count.isMultiple(of: 2) else { throw MalformedBytes("half a number in a list of map outputs") }
    self.attempts = (0..<bytes.count / 2).map { bytes.loadUnaligned(fromByteOffset: $0 * 2, as: UInt16.self) }
  }
}

/// One attempt to run, with what its sources need to know.
package struct TaskAssignment: Sendable, Equatable {
  package var attempt: TaskAttempt
  /// For each source of the stage, the piece of input this partition reads, in the source's own encoding.
  package var inputs: [[UInt8]]

  package init(attempt: TaskAttempt, inputs: [[UInt8]]) {
    self.attempt = attempt
    self.inputs = inputs
  }

  func encode(into writer: inout ByteWriter) {
    writer.append(attempt)
    writer.appendVariable(UInt64(inputs.count))
    for input in inputs { writer.appendCounted(input) }
  }

  init(from reader: inout ByteReader) throws {
    self.attempt = try reader.readAttempt()
    let count = try reader.readCount(minimumBytes: 1)
    self.inputs = try (0..<count).map { _ in [UInt8](try reader.readCounted()) }
  }
}
