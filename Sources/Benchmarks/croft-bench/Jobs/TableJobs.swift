import Croft

/// How many rows a table has of each key, and the sum of their values.
struct SumsByKey: Job {
  var input: String
  /// The position of the keys' column.
  var keyColumn: Int

  var body: Action<[(Text, (rows: Int, sum: Double))]> {
    let keyColumn = keyColumn
    return Dataset.csv(in: input)
      .map { row in (try row[keyColumn], (rows: 1, sum: try row.double("value") ?? 0)) }
      .reduceByKey { (rows: $0.rows + $1.rows, sum: $0.sum + $1.sum) }
      .collect()
  }
}

/// The same of a large table's rows by the category that a small table gives to their keys.
struct SumsByCategory: Job {
  var facts: String
  var dimension: String

  var body: Action<[(Text, (rows: Int, sum: Double))]> {
    let categories = Dataset.csv(in: dimension).map { row in (try row.int("key") ?? 0, try row["category"]) }
    return Dataset.csv(in: facts)
      .map { row in (try row.int("key") ?? 0, try row.double("value") ?? 0) }
      .join(categories)
      .map { _, both in (both.1, (rows: 1, sum: both.0)) }
      .reduceByKey { (rows: $0.rows + $1.rows, sum: $0.sum + $1.sum) }
      .collect()
  }
}
