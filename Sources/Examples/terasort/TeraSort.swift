import Croft

/// Writes random records.
struct Generation: Job {
  var records: Int
  var seed: UInt64
  var output: String
  var overwrite: Bool

  var body: Action<Void> {
    let seed = seed
    return Dataset.range(0..<records)
      .map { Record.make(number: $0, seed: seed) }
      .saveAsRecords(output, overwrite: overwrite)
  }
}

/// Sorts records by their keys, from files to files.
struct TeraSort: Job {
  var input: String
  var output: String
  var overwrite: Bool

  var body: Action<Void> {
    Dataset.records(in: input, length: Record.bytes)
      .sortBy { $0.prefix(Record.keyBytes) }
      .saveAsRecords(output, overwrite: overwrite)
  }
}

/// Looks whether records are in order, and sums up what they are: what valsort does.
///
/// Partitions are combined in their order, and so the border between two of them is looked at like any two neighbours.
struct Inspection: Job {
  var input: String

  var body: Action<RecordSummary> {
    Dataset.records(in: input, length: Record.bytes).aggregate(into: RecordSummary()) {
      $0.append($1)
    } combining: {
      $0.append($1)
    }
  }
}

/// What there is to know about a run of records.
struct RecordSummary: Codable {
  private(set) var count = 0
  /// The sum of all records' checksums: the same for the same records in any order.
  private(set) var checksum: UInt64 = 0
  /// How many have the key of the one before.
  private(set) var duplicateKeys = 0
  /// How many have a smaller key than the one before.
  private(set) var disordered = 0
  private var firstKey: Text?
  private var lastKey: Text?

  mutating func append(_ record: Text) {
    let key = record.prefix(Record.keyBytes)
    follow(with: key)
    count += 1
    checksum &+= UInt64(CRC32.checksum(of: record))
    firstKey = firstKey ?? key
    lastKey = key
  }

  mutating func append(_ next: RecordSummary) {
    guard let key = next.firstKey else { return }
    follow(with: key)
    count += next.count
    checksum &+= next.checksum
    duplicateKeys += next.duplicateKeys
    disordered += next.disordered
    firstKey = firstKey ?? key
    lastKey = next.lastKey
  }

  private mutating func follow(with key: Text) {
    guard let lastKey else { return }
    if key == lastKey { duplicateKeys += 1 }
    if key < lastKey { disordered += 1 }
  }
}
