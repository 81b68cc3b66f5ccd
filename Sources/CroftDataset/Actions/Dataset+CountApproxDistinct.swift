import CroftProtocol

extension Dataset {
  /// About how many different elements there are.
  ///
  /// By HyperLogLog: each task makes a sketch of a fixed size, whatever the number of elements, and the driver merges
  /// them. Elements are the same if they are encoded alike.
  ///
  /// - Parameter relativeStandardDeviation: how far off the answer usually is, as a part of it: two out of three times
  ///   it is nearer. From 0.000508 up to 1, without it. A sketch takes (1.04 / this)² bytes, rounded up to a power of
  ///   2: 512 bytes for 0.05, 4 MiB for the least.
  @inlinable
  public func countApproxDistinct(
    relativeStandardDeviation: Double = 0.05, file: StaticString = #fileID, line: UInt = #line
  ) -> Action<Int> {
    let produce = self.produce
    return Action(
      sketching: lineage, relativeStandardDeviation: relativeStandardDeviation, file, line
    ) { (node, context, partition, sketcher: Sketcher<Element>) in
      try produce(node.parent, context, partition) { try sketcher.add($0) }
    }
  }
}

extension Action where Output == Int {
  @usableFromInline
  init<Element: Sendable>(
    sketching parent: LineageNode, relativeStandardDeviation deviation: Double, _ file: StaticString, _ line: UInt,
    _ run: @escaping @Sendable (LineageNode, TaskContext, Int, Sketcher<Element>) throws -> Void
  ) {
    let precision = HyperLogLog.precision(relativeStandardDeviation: deviation)
    let sketch = HyperLogLog(precision: precision ?? 4)
    let codec = Result { try RecordCodec<Element>() }
    let action = Action<HyperLogLog>(
      "countApproxDistinct", "relativeStandardDeviation: \(deviation)", of: Element.self, from: parent, file, line,
      problem: precision == nil ? InvalidDeviation(asked: deviation) : codec.problem,
      mergingInto: sketch, { $0.merge($1) },
      { node, context, partition in
        let sketcher = Sketcher(codec: try codec.get(), sketch: sketch)
        try run(node, context, partition, sketcher)
        return sketcher.sketch.registers
      })
    self.init(action) { Int($0.estimate.rounded()) }
  }
}

/// Adds elements to a sketch by the stable hash of their canonical bytes.
@usableFromInline
final class Sketcher<Element: Sendable> {
  private let codec: RecordCodec<Element>
  private(set) var sketch: HyperLogLog
  private var scratch = ByteWriter(capacity: 256)

  init(codec: RecordCodec<Element>, sketch: HyperLogLog) {
    self.codec = codec
    self.sketch = sketch
  }

  @usableFromInline
  func add(_ element: Element) throws {
    scratch.removeAll()
    try codec.encodeCanonically(element, into: &scratch)
    // A sketch needs every bit to be as good as random, and those of short keys' hashes are too regular.
    var mixer = SplitMix64(seed: StableHash.hash(scratch.bytes))
    sketch.add(mixer.next())
  }
}

/// An exactness that no sketch has.
struct InvalidDeviation: Error, Equatable, CustomStringConvertible {
  let asked: Double

  var description: String {
    """
    a relative standard deviation of \(asked) was asked for; ask for \(HyperLogLog.leastDeviation) or more, and less \
    than 1; for an exact number there is distinct().count()
    """
  }
}
