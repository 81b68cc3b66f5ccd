import Croft

/// Sends pairs from every partition to every other one, and looks at all that arrive.
struct ExchangedPairs: Job {
  var pairs: Int
  var partitions: Int

  var body: Action<Int?> {
    Dataset.range(0..<pairs, partitions: partitions)
      .map { ($0, $0 &* 3) }
      .partitionBy(partitions: partitions)
      .map { key, value in value &- key }
      .reduce { $0 &+ $1 }
  }
}

/// Sorts records by their first bytes, from file to files.
struct SortedRecords: Job {
  var input: String
  var output: String

  var body: Action<Void> {
    Dataset.records(in: input, length: GeneratedRecords.recordBytes)
      .sortBy { $0.prefix(GeneratedRecords.keyBytes) }
      .saveAsRecords(output, overwrite: true)
  }
}
