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
