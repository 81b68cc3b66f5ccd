import CroftLinux
import CroftTesting
import Testing

extension FarmTests {
  @Suite struct TeraSortTests {
    @Test(arguments: Place.allCases)
    func recordsAreSortedAndChecked(place: Place) async throws {
      try await TemporaryDirectory.with { directory in
        let (input, output) = ("\(directory)/unsorted", "\(directory)/sorted")
        let check = try await place.withMaster { master in
          _ = try await ExampleProgram.output(of: "terasort", ["generate", input, "--records", "5000"], on: master)
          _ = try await ExampleProgram.output(of: "terasort", ["sort", input, output], on: master)
          return try await ExampleProgram.output(of: "terasort", ["check", input, output], on: master)
        }
        let records = try Self.records(in: input)
        #expect(records.count == 5000)
        #expect(Set(records.map { $0[12..<44] }).count == 5000, "each record has its number")
        let sorted = records.sorted { $0.prefix(10).lexicographicallyPrecedes($1.prefix(10)) }
        #expect(try Self.records(in: output) == sorted)
        let checksum = records.reduce(UInt64(0)) { $0 + UInt64(Self.checksum($1)) }
        let expected = "records: 5000\nchecksum: \(String(checksum, radix: 16))\nduplicate keys: 0\n"
        #expect(check == expected + "all records are there, in order\n")
      }
    }

    @Test(arguments: Damage.allCases)
    func damageIsFound(damage: Damage) async throws {
      try await TemporaryDirectory.with { directory in
        let records = (1...20).map { number in [UInt8](repeating: UInt8(number), count: 100) }
        for (name, records) in [("before", records), ("after", damage.done(to: records))] {
          // Two files, so that the border between them is looked at too.
          try FileSystem.createDirectory("\(directory)/\(name)", mode: 0o755, parents: false)
          try TestFile.write(Array(records[..<10].joined()), to: "\(directory)/\(name)/part-00000")
          try TestFile.write(Array(records[10...].joined()), to: "\(directory)/\(name)/part-00001")
        }
        let arguments = ["check", "\(directory)/before", "\(directory)/after"]
        #expect(try await ExampleProgram.complaint(of: "terasort", arguments).contains(damage.complaint))
      }
    }

    enum Damage: CaseIterable {
      case swapped, swappedAtTheBorder, lost, changed

      func done(to records: [[UInt8]]) -> [[UInt8]] {
        var records = records
        switch self {
        case .swapped: records.swapAt(3, 4)
        case .swappedAtTheBorder: records.swapAt(9, 10)
        case .lost: records.removeLast()
        case .changed: records[5][99] ^= 1
        }
        return records
      }

      var complaint: String {
        switch self {
        case .swapped, .swappedAtTheBorder: "1 records are not in order"
        case .lost: "there were 20 records before"
        case .changed: "the records are not the ones from before"
        }
      }
    }

    private static func records(in directory: String) throws -> [[UInt8]] {
      let bytes = try TestDirectory.bytes(of: directory)
      return stride(from: 0, to: bytes.count, by: 100).map { Array(bytes[$0..<min($0 + 100, bytes.count)]) }
    }

    /// CRC-32, bit by bit.
    private static func checksum(_ record: [UInt8]) -> UInt32 {
      var remainder: UInt32 = ~0
      for byte in record {
        remainder ^= UInt32(byte)
        for _ in 0..<8 { remainder = remainder & 1 == 1 ? 0xEDB8_8320 ^ (remainder >> 1) : remainder >> 1 }
      }
      return ~remainder
    }
  }
}
