import CroftProtocol

/// Points in clusters that touch each other: records of eight little-endian doubles.
///
/// Every coordinate is a multiple of 1/1024 and below 128, so that sums of up to 2^36 of them are exact, in whatever
/// order they are added up.
struct GeneratedPoints {
  static let dimensions = 8
  static let recordBytes = dimensions * MemoryLayout<Double>.size

  let points: Int
  let clusters: Int

  func write(to path: String) throws {
    let clusters = clusters
    try GeneratedFile.writeRows(to: path, rows: points) { row, bytes in
      var draw = Draw(row: row, seed: 0x0070_6f69_6e74)
      var centre = Draw(row: draw.below(clusters), seed: 0x6365_6e74_7265)
      for _ in 0..<Self.dimensions {
        // The sum of two draws lies about its mean more often than at its ends.
        let steps = centre.below(96 * 1024) + draw.below(16 * 1024) + draw.below(16 * 1024)
        bytes.append((Double(steps) / 1024).bitPattern)
      }
    }
  }
}
