/// The trip report, computed in a loop over rows of the made-up files, which have no quotes.
struct PlainTripReport {
  private struct Group {
    var trips = 0
    var cents = 0
    var tipCents = 0
    var hundredths = 0
  }

  private(set) var dirtyRows: [String] = []
  /// The report, its header included.
  private(set) var lines = ["day,zone_id,borough,zone,trips,revenue,mean_distance,tip_share"]

  init(of rows: [String], zones: String) {
    var groups: [[String]: Group] = [:]
    for row in rows {
      let fields = row.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      guard fields.count == 19, Self.isDate(fields[1]), Self.isDate(fields[2]), fields[1] <= fields[2],
        let distance = Self.hundredths(fields[4]), let tip = Self.hundredths(fields[13]),
        let total = Self.hundredths(fields[16])
      else {
        dirtyRows.append(row)
        continue
      }
      // Padded, so that texts are in the order of numbers.
      let zone = String(repeating: "0", count: 3 - fields[7].count) + fields[7]
      var group = groups[[String(fields[1].prefix(10)), zone], default: Group()]
      group.trips += 1
      group.hundredths += distance
      group.tipCents += tip
      group.cents += total
      groups[[String(fields[1].prefix(10)), zone]] = group
    }
    let names = zones.split(separator: "\n").dropFirst().map { $0.split(separator: ",").map(String.init) }
    let zones = Dictionary(uniqueKeysWithValues: names.map { (Int($0[0])!, "\($0[1]),\($0[2])") })
    for (key, group) in groups.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
      let zone = Int(key[1])!
      let mean = Self.rounded(Double(group.hundredths) / 100 / Double(group.trips))
      let share = Self.rounded(Double(group.tipCents) / Double(group.cents))
      lines.append(
        "\(key[0]),\(zone),\(zones[zone]!),\(group.trips),\(Double(group.cents) / 100),\(mean),\(share)")
    }
  }

  /// Good enough for dates that were made up: a wrong one is empty or has a day 32.
  private static func isDate(_ text: String) -> Bool { text.count == 19 && !text.contains("-32 ") }

  /// Of an amount with two digits after the point; nil for a missing or negative one.
  private static func hundredths(_ text: String) -> Int? {
    let digits = text.filter { $0 != "." }
    return Int(digits).flatMap { $0 < 0 ? nil : $0 }
  }

  private static func rounded(_ number: Double) -> Double { (number * 10_000).rounded() / 10_000 }
}
