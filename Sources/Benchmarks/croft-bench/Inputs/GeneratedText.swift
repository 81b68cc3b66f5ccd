import CroftProtocol

/// Text whose words are distributed as those of natural language are, by Zipf's law: the n-th most frequent one is
/// drawn n times more seldom than the first. The same on every run.
struct GeneratedText {
  /// How long it is, to the end of the line.
  let bytes: Int

  private static let distinctWords = 100_000
  private static let wordsInLine = 12
  /// Draws are looked up in a table of this many equally likely places.
  private static let places = 1 << 20
  private static let pieceBytes = 4 << 20

  func write(to path: String) throws {
    let vocabulary = Vocabulary(words: Self.distinctWords)
    let places = Self.zipfPlaces()
    let bytes = bytes
    let pieces = (bytes + Self.pieceBytes - 1) / Self.pieceBytes
    try GeneratedFile.write(to: path, pieces: pieces) { piece, text in
      var draw = Draw(row: piece, seed: 42)
      let wanted = min(Self.pieceBytes, bytes - piece * Self.pieceBytes)
      while text.count < wanted {
        for position in 1...Self.wordsInLine {
          vocabulary.append(Int(places[draw.below(Self.places)]), to: &text)
          text.append(UInt8(ascii: position == Self.wordsInLine ? "\n" : " "))
        }
      }
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

/// Words of letters only, the frequent ones shorter than the rare ones.
private struct Vocabulary {
  /// One word behind the other: in an array each, the threads would be busy counting references to them.
  private var letters: [UInt8] = []
  private var starts: [Int] = [0]

  init(words: Int) {
    for rank in 0..<words {
      let start = letters.count
      var rest = rank
      repeat {
        letters.append(UInt8(ascii: "a") + UInt8(rest % 26))
        rest /= 26
      } while rest > 0
      // The capital ends the number, so that no two words are alike.
      letters.append(UInt8(ascii: "A") + UInt8(letters.count - start))
      let ending = StableHash.hash(UInt64(rank))
      letters += (0..<Int(ending % 6)).map { UInt8(ascii: "a") + UInt8((ending >> (8 + 5 * $0)) % 26) }
      starts.append(letters.count)
    }
  }

  func append(_ rank: Int, to text: inout ByteWriter) {
    letters.withUnsafeBytes { text.append(UnsafeRawBufferPointer(rebasing: $0[starts[rank]..<starts[rank + 1]])) }
  }
}
