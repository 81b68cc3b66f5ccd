/// What a driver says to an executor.
package enum DriverFrame: ChannelFrame, Equatable {
  /// The first frame: who the executor is, in whose application, and how many tasks it is to run at once.
  case hello(version: UInt16, application: ApplicationID, executor: ExecutorID, slots: Int)
  /// A job whose tasks will follow.
  case job(JobDefinition)
  /// Which attempt of each map task of a stage holds its output. Sent again when an output had to be made anew.
  case mapOutputs(MapOutputs)
  /// In the order in which an executor is to begin them.
  case run(TaskAssignments)
  /// The beginning of the inputs in the `run` that follows, which are too long for one frame.
  case inputs([UInt8])
  /// Hand back those of these that have not begun; answered by `ExecutorFrame.revoked`.
  case revoke([TaskAttempt])
  /// The job has ended: stop its tasks, forget it.
  case endJob(JobID)
  /// Stop these, begun or not: their deadline has passed, or another attempt was faster. Each is answered all the same.
  case cancelAttempts([TaskAttempt])
  /// Forget what is kept of these datasets.
  case unpersist([CacheID])

  package var kind: UInt8 {
    switch self {
    case .hello: 1
    case .job: 2
    case .mapOutputs: 3
    case .run: 4
    case .revoke: 5
    case .endJob: 6
    case .cancelAttempts: 7
    case .unpersist: 8
    case .inputs: 9
    }
  }

  package func encodeBody(into writer: inout ByteWriter) {
    switch self {
    case .hello(let version, let application, let executor, let slots):
      writer.append(version)
      writer.appendVariable(application.rawValue)
      writer.appendVariable(executor.rawValue)
      writer.appendVariable(slots)
    case .job(let definition): definition.encode(into: &writer)
    case .mapOutputs(let outputs): outputs.encode(into: &writer)
    case .run(let assignments): assignments.encode(into: &writer)
    case .inputs(let bytes): writer.appendCounted(bytes)
    case .revoke(let attempts): writer.append(attempts)
    case .endJob(let job): writer.append(job.rawValue)
    case .cancelAttempts(let attempts): writer.append(attempts)
    case .unpersist(let datasets):
      writer.appendVariable(UInt64(datasets.count))
      for dataset in datasets { dataset.encode(into: &writer) }
    }
  }

  package init(kind: UInt8, body: inout ByteReader) throws {
    switch kind {
    case 1:
      let version = try body.read(UInt16.self)
      let application = ApplicationID(try body.readVariableInt())
      let executor = ExecutorID(try body.readVariableInt())
      self = .hello(
        version: version, application: application, executor: executor, slots: try body.readVariableInt())
    case 2: self = .job(try JobDefinition(from: &body))
    case 3: self = .mapOutputs(try MapOutputs(from: &body))
    case 4: self = .run(try TaskAssignments(from: &body))
    case 5: self = .revoke(try body.readAttempts())
    case 6: self = .endJob(JobID(try body.read(UInt32.self)))
    case 7: self = .cancelAttempts(try body.readAttempts())
    case 8:
      let count = try body.readCount(minimumBytes: CacheID.encodedBytes)
      self = .unpersist(try (0..<count).map { _ in try CacheID(from: &body) })
    case 9: self = .inputs([UInt8](try body.readCounted()))
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
  /// How many partitions each operator of the lineage has.
  package var partitionCounts: [UInt32]
  /// What the driver chose wherever the lineage offers several ways, in the order in which they are met.
  package var choices: [UInt8]
  /// The application's scratch directory.
  package var scratch: String
  /// The job's own directory, for map outputs and large results.
  package var directory: String
  /// How many bytes the job may have in its scratch directory; nil for as many as there is room for.
  package var scratchLimitBytes: Int?
  /// The directory that the job writes, by absolute path; empty if it writes none.
  package var output: String

  package init(
    id: JobID, typeName: String, value: [UInt8], lineage: [String], partitionCounts: [UInt32], choices: [UInt8] = [],
    scratch: String, directory: String, scratchLimitBytes: Int? = nil, output: String
  ) {
    self.id = id
    self.typeName = typeName
    self.value = value
    self.lineage = lineage
    self.partitionCounts = partitionCounts
    self.choices = choices
    self.scratch = scratch
    self.directory = directory
    self.scratchLimitBytes = scratchLimitBytes
    self.output = output
  }

  func encode(into writer: inout ByteWriter) {
    writer.append(id.rawValue)
    writer.appendCounted(typeName)
    writer.appendCounted(value)
    writer.appendVariable(UInt64(lineage.count))
    for operation in lineage { writer.appendCounted(operation) }
    writer.appendVariable(UInt64(partitionCounts.count))
    for count in partitionCounts { writer.append(count) }
    writer.appendCounted(choices)
    writer.appendCounted(scratch)
    writer.appendCounted(directory)
    writer.appendVariable(scratchLimitBytes ?? -1)
    writer.appendCounted(output)
  }

  init(from reader: inout ByteReader) throws {
    self.id = JobID(try reader.read(UInt32.self))
    self.typeName = try reader.readString()
    self.value = [UInt8](try reader.readCounted())
    let operations = try reader.readCount(minimumBytes: 1)
    self.lineage = try (0..<operations).map { _ in try reader.readString() }
    let counts = try reader.readCount(minimumBytes: 4)
    self.partitionCounts = try (0..<counts).map { _ in try reader.read(UInt32.self) }
    self.choices = [UInt8](try reader.readCounted())
    self.scratch = try reader.readString()
    self.directory = try reader.readString()
    let limit = try reader.readVariableInt()
    self.scratchLimitBytes = limit < 0 ? nil : limit
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
