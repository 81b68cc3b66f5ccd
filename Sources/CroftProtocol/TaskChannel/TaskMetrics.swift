/// What a task moved, in bytes. Adds up to what a stage and a job moved.
package struct TaskMetrics: Sendable, Equatable {
  /// Read from input files, decompressed.
  package var inputBytes: UInt64 = 0
  /// Read from map outputs.
  package var shuffleReadBytes: UInt64 = 0
  /// Written as map output.
  package var shuffleWrittenBytes: UInt64 = 0
  /// Written to disk because memory was short, beyond what is written in any case.
  package var spilledBytes: UInt64 = 0
  /// Written to the job's output directory.
  package var outputBytes: UInt64 = 0

  package init() {}

  package static func += (total: inout TaskMetrics, task: TaskMetrics) {
    total.inputBytes += task.inputBytes
    total.shuffleReadBytes += task.shuffleReadBytes
    total.shuffleWrittenBytes += task.shuffleWrittenBytes
    total.spilledBytes += task.spilledBytes
    total.outputBytes += task.outputBytes
  }

  /// One zero byte for a task that moved nothing, which is what the smallest tasks do.
  func encode(into writer: inout ByteWriter) {
    guard self != TaskMetrics() else { return writer.append(UInt8(0)) }
    writer.append(UInt8(1))
    for bytes in [inputBytes, shuffleReadBytes, shuffleWrittenBytes, spilledBytes, outputBytes] {
      writer.appendVariable(bytes)
    }
  }

  init(from reader: inout ByteReader) throws {
    guard try reader.read(UInt8.self) != 0 else { return }
    inputBytes = try reader.readVariable()
    shuffleReadBytes = try reader.readVariable()
    shuffleWrittenBytes = try reader.readVariable()
    spilledBytes = try reader.readVariable()
    outputBytes = try reader.readVariable()
  }
}
