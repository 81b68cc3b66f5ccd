import CroftLinux
import CroftProtocol
import Glibc

/// Text whose words are distributed as those of natural language are, by Zipf's law: the n-th most frequent one is
/// drawn n times more seldom than the first. The same on every run.
struct GeneratedText {
  let bytes: Int

  private static let distinctWords = 100_000
  private static let wordsInLine = 12
  /// Draws are looked up in a table of this many equally likely places.
  private static let places = 1 << 20
  private static let chunkBytes = 4 << 20

  func write(to path: String) throws {
    let file = try FileDescriptor.open(path, flags: O_WRONLY | O_CREAT | O_TRUNC, mode: 0o600)
    let words = Self.words()
    let places = Self.zipfPlaces()
    var state: UInt64 = 42
    var written = 0
    while written < bytes {
      var chunk = ByteWriter(capacity: Self.chunkBytes + 1024)
      while chunk.count < min(Self.chunkBytes, bytes - written) {
        for position in 1...Self.wordsInLine {
          state = StableHash.hash(state)
          words[Int(places[Int(state % UInt64(Self.places))])].withUnsafeBytes { chunk.append($0) }
          chunk.append(UInt8(ascii: position == Self.wordsInLine ? "\n" : " "))
        }
      }
      try file.writeAll(chunk.bytes)
      written += chunk.count
    }
  }

  /// Letters only, the frequent words shorter than the rare ones.
  private static func words() -> [[UInt8]] {
    (0..<distinctWords).map { rank in
      var rest = rank
      var word: [UInt8] = []
      repeat {
        word.append(UInt8(ascii: "a") + UInt8(rest % 26))
        rest /= 26
      } while rest > 0
      // The capital ends the number, so that no two words are alike.
      word.append(UInt8(ascii: "A") + UInt8(word.count))
      let ending = StableHash.hash(UInt64(rank))
      return word + (0..<Int(ending % 6)).map { UInt8(ascii: "a") + UInt8((ending >> (8 + 5 * $0)) % 26) }
    }
  }

  private static func zipfPlaces() -> [UInt32] {
    let weights = (1...distinctWords).map { 1 / Double($0) }
    let total = weights.reduce(0, +)
    var places: [UInt32] = []
    places.reserveCapacity(Self.places)
    var sum = 0.0
    for (rank, weight) in weights.enumerated() {
      sum += weight
      while Double(places.count) < sum / total * Double(Self.places) { places.append(UInt32(rank)) }
    }
    while places.count < Self.places { places.append(0) }
    return places
  }
}
