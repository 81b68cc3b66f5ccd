import CroftLinux
import CroftTesting
import Testing

extension FarmTests {
  @Suite struct TripReportTests {
    @Test(arguments: Place.allCases)
    func reportOfMadeUpTripsIsThatOfAPlainLoop(place: Place) async throws {
      try await TemporaryDirectory.with { directory in
        let (taxi, report) = ("\(directory)/taxi", "\(directory)/report")
        let output = try await place.withMaster { master in
          let generate = ["generate", taxi, "--months", "3", "--first-month", "2023-12", "--trips", "3000"]
          _ = try await ExampleProgram.output(of: "tripreport", generate, on: master)
          let arguments = ["report", "\(taxi)/trips", "\(taxi)/zones", report]
          return try await ExampleProgram.output(of: "tripreport", arguments, on: master)
        }
        let months = try TestDirectory.parts(of: "\(taxi)/trips").map(TestFile.read)
        #expect(months.count == 3)
        let expected = PlainTripReport(
          of: months.flatMap { Self.lines($0).dropFirst() }, zones: try TestDirectory.text(of: "\(taxi)/zones"))
        #expect(Self.lines(try TestDirectory.text(of: "\(report)/days")) == expected.lines)
        #expect(expected.dirtyRows.count > 10)
        let dirty = try TestDirectory.parts(of: "\(report)/dirty").flatMap {
          Self.lines(try TestFile.read($0)).dropFirst()
        }
        let rows = dirty.map {
          $0.split(separator: "\"", omittingEmptySubsequences: false).dropFirst().first.map(String.init)
        }
        #expect(rows.map { $0 ?? "" }.sorted() == expected.dirtyRows.sorted())
        #expect(output.hasPrefix("9000 rows, \(expected.dirtyRows.count) of them set aside\n"))
      }
    }

    @Test func eachDirtyRowIsSetAsideWithItsReason() async throws {
      let good = "1,2024-02-29 10:00:00,2024-02-29 10:10:00,1,2.5,1,N,7,8,1,10,1,0.5,3,0,1,18.5,2.5,0"
      let dirty = [
        ("the number of fields is wrong", good + ",1"),
        ("tpep_pickup_datetime is no date and time", good.replacing("29 10:00:00", with: "30 10:00:00")),
        ("tpep_dropoff_datetime is no date and time", good.replacing("29 10:10:00", with: "29 24:10:00")),
        ("the trip ends before it begins", good.replacing("29 10:10:00", with: "29 09:10:00")),
        ("PULocationID is no number", good.replacing("N,7,", with: "N,,")),
        ("trip_distance is missing", good.replacing(",2.5,1,N", with: ",,1,N")),
        ("trip_distance is negative", good.replacing(",2.5,1,N", with: ",-2.5,1,N")),
        ("tip_amount is no number", good.replacing(",3,0,", with: ",three,0,")),
        ("total_amount is beyond a million", good.replacing("18.5", with: "1e300")),
      ]
      try await TemporaryDirectory.with { directory in
        let rows =
          [Self.header, good] + dirty.map(\.1) + [good.replacing("18.5", with: "20.0").replacing(",7,", with: ",99,")]
        try TestFile.write(rows.joined(separator: "\n"), to: "\(directory)/trips.csv")
        try TestFile.write(
          "LocationID,Borough,Zone,service_zone\n7,\"Queens\",\"Astoria, \"\"Old\"\"\",x\n",
          to: "\(directory)/zones.csv")
        let output = try await ExampleProgram.output(
          of: "tripreport", ["report", "\(directory)/trips.csv", "\(directory)/zones.csv", directory], on: .threads)
        #expect(output.hasPrefix("11 rows, 9 of them set aside\n"))
        for (reason, _) in dirty { #expect(output.contains("\n1 \(reason)\n")) }
        let setAside = try TestDirectory.text(of: "\(directory)/dirty")
        for (reason, row) in dirty {
          #expect(setAside.contains("\(reason),\(directory)/trips.csv,") && setAside.contains(",\"\(row)\"\n"))
        }
        #expect(
          try TestDirectory.text(of: "\(directory)/days") == """
            day,zone_id,borough,zone,trips,revenue,mean_distance,tip_share
            2024-02-29,7,Queens,"Astoria, ""Old""\",1,18.5,2.5,0.1622
            2024-02-29,99,Unknown,Unknown,1,20.0,2.5,0.15

            """)
      }
    }

    @Test func aFileOfAnotherLayoutIsRefused() async throws {
      try await TemporaryDirectory.with { directory in
        try TestFile.write("when,where\n1,2\n", to: "\(directory)/trips.csv")
        try TestFile.write("LocationID,Borough,Zone,service_zone\n", to: "\(directory)/zones.csv")
        let complaint = try await ExampleProgram.complaint(
          of: "tripreport", ["report", "\(directory)/trips.csv", "\(directory)/zones.csv", "\(directory)/out"])
        #expect(complaint.contains("no such column; the file has when, where"))
      }
    }

    private static let header = """
      VendorID,tpep_pickup_datetime,tpep_dropoff_datetime,passenger_count,trip_distance,RatecodeID,store_and_fwd_flag,\
      PULocationID,DOLocationID,payment_type,fare_amount,extra,mta_tax,tip_amount,tolls_amount,improvement_surcharge,\
      total_amount,congestion_surcharge,airport_fee
      """

    private static func lines(_ text: String) -> [String] { text.split(separator: "\n").map(String.init) }
  }
}
