import Croft

struct Zone: Codable, Equatable, Sendable {
  var id: Int
  var name: String?
}

struct SavedZones: Job {
  enum Format: String, Codable { case csv, jsonLines }

  var zones: [Zone]
  var format: Format
  var path: String
  var overwrite = false
  var body: Action<Void> {
    let zones = Dataset.parallelize(zones, partitions: 3)
    return switch format {
    case .csv: zones.saveAsCSV(path, overwrite: overwrite)
    case .jsonLines: zones.saveAsJSONLines(path, overwrite: overwrite)
    }
  }
}

struct ReadZones: Job {
  static let malformed = Accumulator<Int>.sum("malformed zones")

  var format: SavedZones.Format
  var input: String
  var partitions: Int?
  var body: Action<[Zone]> {
    switch format {
    case .csv:
      Dataset.csv(in: input, as: Zone.self, onMalformed: .skip(counting: Self.malformed), partitions: partitions)
        .collect()
    case .jsonLines:
      Dataset.jsonLines(in: input, as: Zone.self, onMalformed: .skip(counting: Self.malformed), partitions: partitions)
        .collect()
    }
  }
}

struct FileSizes: Job {
  var input: String
  var body: Action<[(String, Int)]> { Dataset.files(in: input).map { ($0.name, $0.contents.count) }.collect() }
}

/// Fails on a file that is none of those that it can read.
struct MalformedInput: Job {
  enum Fault: String, Codable { case missingColumn, notANumber, notJSON, damagedArchive }
  struct Person: Codable { var age: Int }

  var path: String
  var fault: Fault
  var body: Action<Int> {
    switch fault {
    case .missingColumn: Dataset.csv(in: path).map { try $0["surname"].count }.count()
    case .notANumber: Dataset.csv(in: path, as: Person.self).count()
    case .notJSON: Dataset.jsonLines(in: path, as: Zone.self).count()
    case .damagedArchive: Dataset.lines(in: path).count()
    }
  }
}

/// Reads a file in pieces, all of them in one task.
struct CoalescedLines: Job {
  var input: String
  var pieces: Int
  var body: Action<Int> { Dataset.lines(in: input, partitions: pieces).coalesce(1).count() }
}

/// Names one input again and again.
struct RepeatedInput: Job {
  var input: String
  var times: Int
  var body: Action<Int> { Dataset.lines(in: Array(repeating: input, count: times)).count() }
}
