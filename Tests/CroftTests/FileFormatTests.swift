import Croft
import CroftLinux
import CroftTesting
import Testing

@Suite struct FileFormatTests {
  private let zones = [Zone(id: 1, name: "a,b"), Zone(id: 2), Zone(id: 3, name: "c\n\"d\""), Zone(id: 4, name: "é")]

  @Test(arguments: [SavedZones.Format.csv, .jsonLines], [1, 3, 40])
  func whatIsSavedIsReadAgain(format: SavedZones.Format, partitions: Int) async throws {
    try await TemporaryDirectory.with { directory in
      try await LocalFarm.with { farm in
        try await farm.run(SavedZones(zones: zones, format: format, path: "\(directory)/zones"))
        let read = ReadZones(format: format, input: "\(directory)/zones", partitions: partitions)
        #expect(try await farm.run(read) == zones)
      }
    }
  }

  @Test func outputIsReplacedWhereThatIsAskedFor() async throws {
    try await TemporaryDirectory.with { directory in
      try await LocalFarm.with { farm in
        let path = "\(directory)/zones"
        for count in 1...2 {
          let some = Array(zones.prefix(count))
          try await farm.run(SavedZones(zones: some, format: .csv, path: path, overwrite: true))
          #expect(try await farm.run(ReadZones(format: .csv, input: path)) == some)
        }
        #expect(try FileSystem.list(directory) == ["zones"])
        let error = await jobError {
          try await farm.run(SavedZones(zones: zones, format: .csv, path: path))
        }
        #expect(error?.code == .invalidJob)
      }
    }
  }

  /// The pieces are described in 75 MB, more than a frame may have.
  @Test func aTaskMayReadMorePiecesThanOneFrameHolds() async throws {
    try await TemporaryDirectory.with { directory in
      let (path, pieces) = (directory + String(repeating: "/.", count: 1500) + "/lines", 25_000)
      try TestFile.write(String(repeating: "a\n", count: pieces), to: path)
      #expect(try await LocalFarm.run(CoalescedLines(input: path, pieces: pieces)) == pieces)
    }
  }

  @Test func compressedFilesAreReadAndMalformedRecordsCounted() async throws {
    try await TemporaryDirectory.with { directory in
      try TestFile.write(Self.compressed, to: "\(directory)/a.csv.gz")
      try TestFile.write("id,name\nthree,\n4,\"\"\n", to: "\(directory)/b.csv")
      try await LocalFarm.with { farm in
        let (found, report) = try await farm.runReporting(ReadZones(format: .csv, input: directory, partitions: 7))
        #expect(found == [Zone(id: 1, name: "two\nlines"), Zone(id: 2, name: "three"), Zone(id: 4, name: "")])
        #expect(report.accumulators[ReadZones.malformed] == 1)
        let sizes = try await farm.run(FileSizes(input: directory))
        #expect(sizes.map(\.1) == [Self.unpackedBytes, 20])
      }
    }
  }

  /// The records 1 and 2 of a table with the columns id and name, as gzip has them.
  private static let compressed: [UInt8] = [
    0x1F, 0x8B, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0xFF, 0xCB, 0x4C, 0xD1, 0xC9, 0x4B, 0xCC,
    0x4D, 0xE5, 0x32, 0xD4, 0x51, 0x2A, 0x29, 0xCF, 0xE7, 0xCA, 0xC9, 0xCC, 0x4B, 0x2D, 0x56, 0xE2,
    0x32, 0xD2, 0x29, 0xC9, 0x28, 0x4A, 0x4D, 0xE5, 0x02, 0x00, 0x3D, 0x47, 0x5E, 0xB8, 0x1E, 0x00,
    0x00, 0x00,
  ]
  private static let unpackedBytes = 30
}
