/// A partition's elements in memory, in chunks so that growing copies nothing.
final class KeptElements<Element: Sendable>: StoredElements {
  let chunks: [[Element]]
  private let coding: ChunkCoding<Element>

  init(_ chunks: [[Element]], _ coding: ChunkCoding<Element>) {
    self.chunks = chunks
    self.coding = coding
  }

  func write(to output: any BlockOutput) throws {
    for chunk in chunks { try coding.write(chunk, to: output) }
  }
}
