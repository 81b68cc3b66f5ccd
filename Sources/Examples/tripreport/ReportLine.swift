/// Trips added up.
struct Totals: Codable {
  private(set) var trips = 0
  private(set) var hundredthsOfMiles = 0
  private(set) var cents = 0
  private(set) var tipCents = 0

  /// One trip.
  init(_ trip: Trip) {
    trips = 1
    hundredthsOfMiles = trip.hundredthsOfMiles
    cents = trip.cents
    tipCents = trip.tipCents
  }

  static func + (a: Totals, b: Totals) -> Totals {
    var sum = a
    sum.trips += b.trips
    sum.hundredthsOfMiles += b.hundredthsOfMiles
    sum.cents += b.cents
    sum.tipCents += b.tipCents
    return sum
  }
}

/// A row of the zone table.
struct Zone: Codable {
  var borough: String
  var name: String

  /// What stands for a zone that the table lacks.
  static let unknown = Zone(borough: "Unknown", name: "Unknown")
}

/// A row of the report. Its properties are the columns.
struct ReportLine: Codable {
  /// Such as `2024-01-31`.
  let day: String
  let zoneID: Int
  let borough: String
  let zone: String
  let trips: Int
  /// In dollars.
  let revenue: Double
  /// In miles.
  let meanDistance: Double
  /// What part of the revenue tips are, from 0 to 1; 0 where there is no revenue. Of those in cash the files know
  /// nothing.
  let tipShare: Double

  enum CodingKeys: String, CodingKey {
    case day
    case zoneID = "zone_id"
    case borough, zone, trips, revenue
    case meanDistance = "mean_distance"
    case tipShare = "tip_share"
  }

  init(_ stop: Stop, _ totals: Totals, in zone: Zone) {
    let (year, month, dayOfMonth) = (stop.day / 10_000, stop.day / 100 % 100, stop.day % 100)
    day = "\(Month(year: year, month: month))-\(padded(dayOfMonth, to: 2))"
    zoneID = stop.zone
    borough = zone.borough
    self.zone = zone.name
    trips = totals.trips
    revenue = Double(totals.cents) / 100
    meanDistance = Self.rounded(Double(totals.hundredthsOfMiles) / 100 / Double(totals.trips))
    tipShare = totals.cents == 0 ? 0 : Self.rounded(Double(totals.tipCents) / Double(totals.cents))
  }

  /// To four digits.
  private static func rounded(_ number: Double) -> Double { (number * 10_000).rounded() / 10_000 }
}
