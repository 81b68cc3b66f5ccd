import Croft

/// Sorts by the first part of each record.
struct SortedRecords: Job {
  var records: WideRecords
  /// How much of a record is its key; at least its number.
  var keyBytes: Int

  var body: Action<[SortedRun]> {
    let (records, keyBytes) = (records, keyBytes)
    return records.numbers(below: records.count).map { records.record($0) }
      .sortBy(partitions: records.partitions) { String($0.utf8.prefix(keyBytes)) ?? $0 }
      .mapPartitions(
        settingUp: { _ in SortedRun() },
        each: { (run: inout SortedRun, record: String, _: (SortedRun) throws -> Void) in
          run.append(WideRecords.number(of: record))
        },
        atEnd: { run, emit in try emit(run) }
      )
      .collect()
  }
}

/// What is left to check of a sorted partition.
struct SortedRun: Codable, Sendable {
  private var first = 0
  private var count = 0
  /// Whether each number was followed by the next one.
  private var isDense = true

  mutating func append(_ number: Int) {
    if count == 0 { first = number }
    if number != first + count { isDense = false }
    count += 1
  }

  /// Whether the runs have the numbers below `count`, in order.
  static func areAll(of count: Int, _ runs: [SortedRun]) -> Bool {
    var next = 0
    for run in runs where run.count > 0 {
      guard run.isDense, run.first == next else { return false }
      next += run.count
    }
    return next == count
  }
}

/// Brings the records of each key together.
struct GroupedRecords: Job {
  private static let recordsPerKey = 8
  var records: WideRecords

  var body: Action<RecordTotals> {
    let (records, keys) = (records, Self.keyCount(records))
    return records.numbers(below: records.count).map { ($0 % keys, records.record($0)) }
      .groupByKey(partitions: records.partitions)
      .aggregate(RecordTotals()) { totals, group in
        totals.adding(
          RecordTotals(
            keys: 1, records: group.1.count, numbers: group.1.reduce(0) { $0 + WideRecords.number(of: $1) },
            bytes: group.1.reduce(0) { $0 + $1.utf8.count }))
      } combining: {
        $0.adding($1)
      }
  }

  private static func keyCount(_ records: WideRecords) -> Int { records.count / recordsPerKey }

  static func expected(_ records: WideRecords) -> RecordTotals {
    RecordTotals(
      keys: keyCount(records), records: records.count, numbers: WideRecords.sum(below: records.count),
      bytes: records.count * records.recordBytes)
  }
}

/// Counts records that are their own keys, so that nearly as much is left as there was.
struct ReducedRecords: Job {
  var records: WideRecords

  var body: Action<RecordTotals> {
    let records = records
    return records.numbers(below: records.count / 2).map { (records.record($0), 1) }
      .reduceByKey(+, partitions: records.partitions)
      .aggregate(RecordTotals()) { totals, pair in
        totals.adding(
          RecordTotals(
            keys: 1, records: pair.1, numbers: WideRecords.number(of: pair.0) * pair.1, bytes: pair.0.utf8.count))
      } combining: {
        $0.adding($1)
      }
  }

  static func expected(_ records: WideRecords) -> RecordTotals {
    let keys = records.count / 2
    // An odd one out begins a third round, with the number 0.
    return RecordTotals(
      keys: keys, records: records.count, numbers: 2 * WideRecords.sum(below: keys), bytes: keys * records.recordBytes)
  }
}

/// Joins half of the records with the other half.
struct JoinedRecords: Job {
  var records: WideRecords

  var body: Action<RecordTotals> {
    var half = records
    half.count /= 2
    let side = half.numbers(below: half.count).map { [half] in ($0, half.record($0)) }
    let other = half.numbers(below: half.count).map { [half] number in
      (half.count - 1 - number, half.record(number))
    }
    return side.join(other, strategy: .shuffled, partitions: half.partitions)
      .aggregate(RecordTotals()) { totals, pair in
        let numbers = WideRecords.number(of: pair.1.0) + WideRecords.number(of: pair.1.1)
        return totals.adding(
          RecordTotals(keys: 1, records: 2, numbers: numbers, bytes: pair.1.0.utf8.count + pair.1.1.utf8.count))
      } combining: {
        $0.adding($1)
      }
  }

  static func expected(_ records: WideRecords) -> RecordTotals {
    let keys = records.count / 2
    return RecordTotals(
      keys: keys, records: 2 * keys, numbers: keys * (keys - 1), bytes: 2 * keys * records.recordBytes)
  }
}
