import CroftDataset
import CroftLinux
import CroftProtocol
import Glibc

/// What has to be the same for an earlier driver's work on a job to be of use: the program, the job, how it is cut into
/// tasks, and its input.
struct JobIdentity {
  let bytes: [UInt8]

  init(program: UInt64, typeName: String, value: [UInt8], plan: JobPlan, inputs: [InputFile]) throws {
    var writer = ByteWriter()
    writer.append(program)
    writer.appendCounted(typeName)
    writer.appendCounted(value)
    for line in plan.graph.fingerprint { writer.appendCounted(line) }
    for count in plan.partitionCounts.counts { writer.append(UInt64(count)) }
    writer.append(contentsOf: plan.graph.choices)
    for input in inputs {
      writer.appendCounted(input.path)
      writer.append(UInt64(input.size))
      writer.append(UInt64(bitPattern: Int64(try FileSystem.status(input.path)?.modifiedNanoseconds ?? 0)))
    }
    bytes = writer.copy()
  }

  /// A name for the job's directory: of the job alone, so that one with other input finds the old directory and takes
  /// it over.
  static func directoryName(typeName: String, value: [UInt8], occurrence: Int) -> String {
    var writer = ByteWriter()
    writer.appendCounted(typeName)
    writer.appendCounted(value)
    return "job-\(String(StableHash.hash(writer.bytes), radix: 16))-\(occurrence)"
  }
}

extension ByteWriter {
  fileprivate mutating func append(contentsOf choices: [Int]) {
    appendVariable(UInt64(choices.count))
    for choice in choices { appendVariable(UInt64(choice)) }
  }
}
