import CroftProtocol
import CroftTesting
import Testing

@testable import CroftDataset

@Suite struct KeySamplerTests {
  @Test(arguments: [8, 3_000])
  func theSampleIsTheSameWhereverRunsAreCut(keyBytes: Int) throws {
    var random = SeededRandom(seed: 61)
    let keys = (0..<20_000).map { _ in random.below(1_000_000) }
    let whole = try Self.sample(of: keys, cutAt: [], keyBytes: keyBytes)
    #expect(whole.interval > 1)
    for cuts in [1, 20, 3_000] {
      let places = (0..<cuts).map { _ in random.below(keys.count) }.sorted()
      #expect(try Self.sample(of: keys, cutAt: places, keyBytes: keyBytes) == whole)
    }
  }

  @Test func aShortInputIsTakenWhole() throws {
    let sample = try Self.sample(of: Array(0..<255), cutAt: [100], partitions: 2, maps: 1_000)
    #expect(sample == Sample(interval: 1, keys: Array(0..<255)))
    #expect(try Self.sample(of: [], cutAt: []) == Sample(interval: 1, keys: []))
  }

  @Test func aSinglePartitionNeedsNoSample() throws {
    #expect(try Self.sample(of: Array(0..<1_000), cutAt: [], partitions: 1).keys == [])
  }

  @Test(arguments: [(8, 16, 8), (8, 1_000, 2), (1_000, 1_000, 4), (4_000, 8, 8), (30_000, 100, 4)])
  func theSampleIsBoundedAndEven(keyBytes: Int, maps: Int, partitions: Int) throws {
    let keys = Array(0..<50_000)
    let sample = try Self.sample(of: keys, cutAt: [], partitions: partitions, maps: maps, keyBytes: keyBytes)
    #expect(sample.keys.count * keyBytes <= max(256 << 10, 32 * keyBytes) + keyBytes)
    #expect(sample.keys.count >= 16)
    #expect(abs(sample.keys.count * sample.interval - keys.count) <= sample.interval)
    for (stretch, key) in sample.keys.enumerated() { #expect(key / sample.interval == stretch) }
  }

  @Test func whatAlternatesIsDrawnInItsProportion() throws {
    let keys = (0..<100_000).map { $0 & 1 }
    let sample = try Self.sample(of: keys, cutAt: [], partitions: 4, maps: 4)
    let ones = sample.keys.reduce(0, +)
    #expect(sample.interval > 1)
    #expect(abs(ones - sample.keys.count / 2) <= sample.keys.count / 10)
  }

  struct Sample: Equatable {
    var interval: Int
    var keys: [Int]
  }

  /// - Parameters:
  ///   - cuts: the places where a run begins.
  ///   - keyBytes: what a key takes; what is over its eight bytes is filled up.
  private static func sample(
    of keys: [Int], cutAt cuts: [Int], partitions: Int = 4, maps: Int = 8, keyBytes: Int = 8
  ) throws -> Sample {
    var sampler = KeySampler(partitions: partitions, maps: maps, map: 3)
    var start = 0
    for end in cuts + [keys.count] {
      sampler.draw(fromNext: end - start) { place, writer in
        writer.append(keys[start + place])
        writer.append([UInt8](repeating: 0, count: keyBytes - 8))
      }
      start = end
    }
    let encoded = sampler.encoded()
    var reader = ByteReader(encoded.bytes)
    var sample = Sample(interval: try reader.readVariableInt(), keys: [])
    while !reader.isAtEnd {
      sample.keys.append(try reader.read(Int.self))
      _ = try reader.readBytes(count: keyBytes - 8)
    }
    return sample
  }
}
