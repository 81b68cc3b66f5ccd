import Croft

/// Writes a zone table that goes with made-up trips, in the layout of the Commission's.
struct ZoneTable: Job {
  /// The numbers of the zones, as the Commission has them.
  static let ids = 1...265

  var output: String
  var overwrite: Bool

  var body: Action<Void> {
    Dataset.range(1..<266, partitions: 1)
      .map { id in
        let borough = Self.boroughs[id % Self.boroughs.count]
        return (id, borough, "\(borough) \(id)", borough == "Manhattan" ? "Yellow Zone" : "Boro Zone")
      }
      .saveAsCSV(output, header: ["LocationID", "Borough", "Zone", "service_zone"], overwrite: overwrite)
  }

  private static let boroughs = ["Manhattan", "Brooklyn", "Queens", "Bronx", "Staten Island"]
}
