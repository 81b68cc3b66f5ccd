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

/// Random numbers with one word of state, so that the same seed makes the same trips. (Steele, Lea and Flood, "Fast
/// splittable pseudorandom number generators", 2014.)
struct SplitMix64: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
