/// What was used, by one process or by many: added up, of memory's peaks the largest. A nil couldn't be known.
package struct UsageRecord: Codable, Sendable, Hashable {
  /// In user and in system mode together.
  package var cpuMicroseconds: Int?
  package var memoryPeakBytes: Int?
  /// From and to disks.
  package var readBytes: Int?
  package var writtenBytes: Int?
  /// How long a quota held it back.
  package var throttledMicroseconds: Int?
  package var outOfMemoryKills: Int?

  package init() {}
}
