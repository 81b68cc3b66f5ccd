import Croft

/// Writes made-up trips, a file for each month, in the layout of the yellow-cab files of New York's Taxi and Limousine
/// Commission. One row in 200 is dirty, as some are in the real ones.
struct GeneratedTrips: Job {
  var firstMonth: Month
  var months: Int
  var tripsPerMonth: Int
  var seed: UInt64
  var output: String
  var overwrite: Bool

  var body: Action<Void> {
    let (firstMonth, trips, seed) = (firstMonth, tripsPerMonth, seed)
    return Dataset.range(0..<months, partitions: months)
      .flatMap { GeneratedMonth(firstMonth.advanced(by: $0), trips: trips, seed: seed &+ UInt64($0)) }
      .saveAsTextFile(output, overwrite: overwrite)
  }
}

/// The lines of one month's file.
struct GeneratedMonth: Sequence, IteratorProtocol {
  static let header = """
    VendorID,tpep_pickup_datetime,tpep_dropoff_datetime,passenger_count,trip_distance,RatecodeID,store_and_fwd_flag,\
    PULocationID,DOLocationID,payment_type,fare_amount,extra,mta_tax,tip_amount,tolls_amount,improvement_surcharge,\
    total_amount,congestion_surcharge,airport_fee
    """

  private let month: Month
  private let trips: Int
  private var random: SplitMix64
  private var written = -1

  init(_ month: Month, trips: Int, seed: UInt64) {
    self.month = month
    self.trips = trips
    random = SplitMix64(seed: seed)
  }

  mutating func next() -> String? {
    defer { written += 1 }
    guard written < trips else { return nil }
    return written < 0 ? Self.header : Int.random(in: 0..<200, using: &random) == 0 ? dirtyTrip() : trip()
  }

  private mutating func trip(
    distance: String? = nil, start: String? = nil, end: String? = nil, sign: String = ""
  ) -> String {
    let hundredthsOfMiles = Int.random(in: 30..<2_000, using: &random)
    let seconds = hundredthsOfMiles * Int.random(in: 2..<6, using: &random)
    // Early enough to end in the same month.
    let startSecond = Int.random(in: 0..<month.days * 86_400 - seconds, using: &random)
    let (fare, isCard) = (300 + hundredthsOfMiles * 5 / 2, Int.random(in: 0..<4, using: &random) > 0)
    let (extra, tax, congestion, improvement) = (100, 50, 250, 100)
    let charges = fare + extra + tax + congestion + improvement
    let tip = isCard ? charges * Int.random(in: 0...30, using: &random) / 100 : 0
    let fields = [
      "\(Int.random(in: 1...2, using: &random))", start ?? time(startSecond),
      end ?? time(startSecond + seconds),
      "\(Int.random(in: 1...6, using: &random))", distance ?? sign + amount(hundredthsOfMiles), "1", "N",
      "\(Int.random(in: ZoneTable.ids, using: &random))", "\(Int.random(in: ZoneTable.ids, using: &random))",
      isCard ? "1" : "2", amount(fare), amount(extra), amount(tax), amount(tip), "0.00", amount(improvement),
      amount(charges + tip), amount(congestion), "0.00",
    ]
    return fields.joined(separator: ",")
  }

  private mutating func dirtyTrip() -> String {
    switch Int.random(in: 0..<6, using: &random) {
    case 0: trip(distance: "")
    case 1: trip(sign: "-")
    case 2: trip(start: "\(month)-32 12:00:00")
    case 3: trip(start: "")
    case 4: trip(end: "2001-01-01 00:00:00")
    default: trip().split(separator: ",").prefix(7).joined(separator: ",")
    }
  }

  private func time(_ second: Int) -> String {
    let (day, rest) = (second / 86_400 + 1, second % 86_400)
    let clock = [rest / 3600, rest / 60 % 60, rest % 60].map { padded($0, to: 2) }.joined(separator: ":")
    return "\(month)-\(padded(day, to: 2)) \(clock)"
  }

  /// So many hundredths.
  private func amount(_ hundredths: Int) -> String { "\(hundredths / 100).\(padded(hundredths % 100, to: 2))" }
}
