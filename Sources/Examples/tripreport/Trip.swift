import Croft

/// Where and on which day a trip began.
struct Stop: Codable, Hashable, Comparable {
  /// The date as a number: 20240131 is 31 January 2024.
  var day: Int
  /// A `LocationID` of the zone table.
  var zone: Int

  static func < (a: Stop, b: Stop) -> Bool { (a.day, a.zone) < (b.day, b.zone) }
}

/// What the report needs of a record of a yellow-cab file.
///
/// Amounts are whole numbers, of which sums are exact and do not depend on who adds them up.
struct Trip {
  let stop: Stop
  let hundredthsOfMiles: Int
  let cents: Int
  let tipCents: Int

  /// - Returns: the trip, or why the record is none.
  /// - Throws: when the file lacks a column, which is nothing that a record could be blamed for.
  static func read(_ row: CSVRow) throws -> Result<Trip, DirtyRow> {
    do {
      return .success(try Trip(row))
    } catch let dirty as DirtyRow {
      return .failure(dirty)
    }
  }

  private init(_ row: CSVRow) throws {
    guard row.count == row.columns.count else { throw DirtyRow("the number of fields is wrong") }
    let (start, end) = (try row["tpep_pickup_datetime"], try row["tpep_dropoff_datetime"])
    guard let day = DateAndTime.day(of: start) else { throw DirtyRow("tpep_pickup_datetime is no date and time") }
    guard DateAndTime.day(of: end) != nil else { throw DirtyRow("tpep_dropoff_datetime is no date and time") }
    guard start <= end else { throw DirtyRow("the trip ends before it begins") }
    guard let zone = try row.int("PULocationID") else { throw DirtyRow("PULocationID is no number") }
    stop = Stop(day: day, zone: zone)
    hundredthsOfMiles = try Self.hundredths("trip_distance", in: row)
    cents = try Self.hundredths("total_amount", in: row)
    tipCents = try Self.hundredths("tip_amount", in: row)
  }

  /// More than this, in miles or dollars, is a slip of somebody's pen; and sums can't overflow.
  private static let limit = 1e6

  private static func hundredths(_ column: StaticString, in row: CSVRow) throws -> Int {
    guard let number = try row.double(column) else {
      throw DirtyRow(try row[column].isEmpty ? "\(column) is missing" : "\(column) is no number")
    }
    guard number >= 0 else { throw DirtyRow("\(column) is negative") }
    guard number <= limit else { throw DirtyRow("\(column) is beyond a million") }
    return Int((number * 100).rounded())
  }
}

/// Why a record is no trip.
struct DirtyRow: Error {
  let reason: String

  init(_ reason: String) { self.reason = reason }
}

extension Result<Trip, DirtyRow> {
  /// The trip, or nothing.
  var trips: [Trip] {
    guard case .success(let trip) = self else { return [] }
    return [trip]
  }

  /// Why there is none; nil if there is one.
  var problem: String? {
    guard case .failure(let dirty) = self else { return nil }
    return dirty.reason
  }
}

/// Such as `2024-01-31 23:59:59`; of two, the earlier one is the smaller text.
enum DateAndTime {
  /// The day as a number such as 20240131; nil if the text is no date and time.
  static func day(of text: Text) -> Int? {
    guard text.count == 19, text[4] == UInt8(ascii: "-"), text[7] == UInt8(ascii: "-"), text[10] == UInt8(ascii: " "),
      text[13] == UInt8(ascii: ":"), text[16] == UInt8(ascii: ":"),
      let year = number(in: text, 0..<4), let month = number(in: text, 5..<7), let day = number(in: text, 8..<10),
      let hour = number(in: text, 11..<13), let minute = number(in: text, 14..<16),
      let second = number(in: text, 17..<19),
      (1...12).contains(month), (1...Month(year: year, month: month).days).contains(day),
      hour < 24, minute < 60, second < 60
    else { return nil }
    return year * 10_000 + month * 100 + day
  }

  private static func number(in text: Text, _ places: Range<Int>) -> Int? {
    var number = 0
    for place in places {
      let digit = text[place] &- UInt8(ascii: "0")
      guard digit < 10 else { return nil }
      number = number * 10 + Int(digit)
    }
    return number
  }
}
