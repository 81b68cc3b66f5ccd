import CroftProtocol

extension UsageRecord {
  /// What is remembered of an executor's use. Who counted is not.
  init(_ usage: ExecutorUsage) {
    self.init()
    cpuMicroseconds = usage.processorMicroseconds.map { Int(clamping: $0) }
    memoryPeakBytes = usage.memoryPeakBytes.map { Int(clamping: $0) }
    readBytes = usage.readBytes.map { Int(clamping: $0) }
    writtenBytes = usage.writtenBytes.map { Int(clamping: $0) }
    throttledMicroseconds = usage.throttledMicroseconds.map { Int(clamping: $0) }
    outOfMemoryKills = usage.outOfMemoryKills.map { Int(clamping: $0) }
  }
}
