import CroftDataset
import CroftTesting

/// Draws programs: the same one for the same seed.
package struct ProgramDraw {
  /// What is drawn from.
  package struct Options: Sendable {
    /// How many partitions a dataset has that was not told.
    package var parallelism: Int
    /// Where executors that are to be killed say so; nil if none is to be.
    package var crashDirectory: String?

    package init(parallelism: Int, crashDirectory: String? = nil) {
      self.parallelism = parallelism
      self.crashDirectory = crashDirectory
    }
  }

  private static let maximumSteps = 12
  /// Programs with long keys are rare, because they are slow.
  private static let chancesOfLongKeys = 40

  let options: Options
  let seed: UInt64
  var random: SeededRandom

  private init(seed: UInt64, _ options: Options) {
    self.options = options
    self.seed = seed
    random = SeededRandom(seed: seed)
    // Seeds that follow on each other begin alike.
    _ = random.next()
  }

  package static func program(seed: UInt64, _ options: Options) -> any AnyRandomProgram {
    var draw = ProgramDraw(seed: seed, options)
    var pipeline = draw.pipeline(keys: draw.keyKind(), upToSteps: maximumSteps, isSide: false)
    draw.addCrash(to: &pipeline)
    let kind: KeyKind = draw.random.isOne(in: 3) ? draw.keyKind() : pipeline.lastKeys
    return draw.program(pipeline, keyedBy: kind.type)
  }

  private mutating func program<Key: ProgramKey>(_ pipeline: Pipeline, keyedBy _: Key.Type) -> any AnyRandomProgram {
    guard let model = pipeline.interpreted(parallelism: options.parallelism) else {
      preconditionFailure("a program was drawn whose result is not determined: \(pipeline)")
    }
    while true {
      let ending = ending(keyedBy: Key.self)
      if ending.isDetermined(by: model) { return program(pipeline, ending) }
    }
  }

  private mutating func program<Ending: ProgramEnding>(
    _ pipeline: Pipeline, _ ending: Ending
  ) -> any AnyRandomProgram {
    RandomProgram(pipeline: pipeline, ending: ending, kept: random.isOne(in: 6) ? storageLevel() : nil)
  }

  private mutating func addCrash(to pipeline: inout Pipeline) {
    guard let directory = options.crashDirectory, random.isOne(in: 8) else { return }
    let place = random.below(pipeline.steps.count + 1)
    pipeline.steps.insert(.narrow(.crash(file: "\(directory)/crash-\(seed)")), at: place)
  }

  mutating func keyKind() -> KeyKind {
    if random.isOne(in: Self.chancesOfLongKeys) { return .long }
    return [.integer, .text, .string, .place][random.below(4)]
  }

  mutating func storageLevel() -> StorageLevel {
    StorageLevel.allCases[random.below(StorageLevel.allCases.count)]
  }

  mutating func partitions() -> Int { 1 + random.below(6) }
  mutating func anyPartitions() -> Int? { random.isOne(in: 3) ? nil : partitions() }

  /// A source and steps of which each makes sense after those before it.
  mutating func pipeline(keys: KeyKind, upToSteps most: Int, isSide: Bool) -> Pipeline {
    var pipeline = Pipeline(source: source(isSide: isSide), keys: keys, steps: [])
    guard var model = pipeline.interpreted(parallelism: options.parallelism) else { return pipeline }
    let count = random.below(most + 1)
    while pipeline.steps.count < count {
      let step = step(isSide: isSide)
      guard let next = model.applying(step, parallelism: options.parallelism), next.count <= Model.maximumRows else {
        continue
      }
      model = next
      pipeline.steps.append(step)
    }
    return pipeline
  }

  private mutating func source(isSide: Bool) -> ProgramSource {
    let most = isSide ? 30 : [0, 10, 60, 60, 400][random.below(5)]
    let (count, keys) = (random.below(most + 1), 1 + random.below(Arithmetic.keyLimit))
    if random.isOne(in: 4) { return .range(count: count, keys: keys, partitions: anyPartitions()) }
    let rows = (0..<count).map { _ in
      Row(key: random.below(keys), value: random.below(Arithmetic.valueLimit))
    }
    return .parallelize(rows, partitions: anyPartitions())
  }
}

extension Pipeline {
  /// The keys' type at the end.
  fileprivate var lastKeys: KeyKind {
    for case .rekey(let kind) in steps.reversed() { return kind }
    return keys
  }
}
