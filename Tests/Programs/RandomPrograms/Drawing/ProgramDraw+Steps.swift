import CroftDataset
import CroftTesting

extension ProgramDraw {
  /// - Parameter isSide: whether it is for the other dataset of an operator of two, which has no sides of its own.
  mutating func step(isSide: Bool) -> ProgramStep {
    switch random.below(20) {
    case 0..<8: return .narrow(narrowStep())
    case 8..<14: return .wide(wideStep())
    case 14: return .rekey(keyKind())
    default: return isSide ? .narrow(narrowStep()) : stepWithSide()
    }
  }

  private mutating func narrowStep() -> NarrowStep {
    switch random.below(25) {
    case 0: .map(factor: 1 + random.below(20), offset: random.below(50))
    case 1: .filter(divisor: 2 + random.below(5), remainder: random.below(2))
    case 2: .flatMap(limit: 1 + random.below(3))
    case 3: .mapPartitions
    case 4: .mapPartitionsSettingUp
    case 5: .mapPartitionsWithIndex
    case 6: .glom
    case 7: .glomAndFlatten
    case 8: .keyBy(divisor: 1 + random.below(Arithmetic.keyLimit))
    case 9: .mapValues(factor: 1 + random.below(20), offset: random.below(50))
    case 10: .flatMapValues(limit: 1 + random.below(3))
    case 11: .keys
    case 12: .values
    case 13, 14: .tap
    case 15, 16: sample()
    case 17: .coalesce(partitions())
    case 18, 19: .zipWithIndex
    case 20: .zipWithUniqueID
    case 21: .named("step")
    case 22: .cache
    case 23: .checkpoint
    default: .persist(storageLevel())
    }
  }

  private mutating func sample() -> NarrowStep {
    .sample(fraction: Double(random.below(5)) / 4, withReplacement: random.isOne(in: 2), seed: random.next())
  }

  private mutating func wideStep() -> WideStep {
    switch random.below(17) {
    case 0: .repartition(partitions())
    case 1: .partitionBy(anyPartitions())
    case 2: .partitionByFunction(partitions())
    case 3: .distinct(anyPartitions())
    case 4: .groupByKey(anyPartitions())
    case 5: .groupBy(divisor: 1 + random.below(Arithmetic.keyLimit), anyPartitions())
    case 6: .reduceByKey(anyPartitions())
    case 7: .aggregateByKey(anyPartitions())
    case 8: .aggregateByKeyInPlace(anyPartitions())
    case 9: .foldByKey(anyPartitions())
    case 10: .combineByKey(anyPartitions())
    case 11: .sortBy(ascending: random.isOne(in: 2), anyPartitions())
    case 12, 13: .sortByKey(ascending: random.isOne(in: 2), anyPartitions())
    case 14: .sorted(anyPartitions())
    case 15: .repartitionAndSortWithinPartitions(ascending: random.isOne(in: 2), anyPartitions())
    default: .reduceWithinPartitions
    }
  }

  private mutating func stepWithSide() -> ProgramStep {
    let step = pairStep()
    // These ask for partitions alike, which two datasets that were drawn hardly have.
    if step == .zip || step == .zipPartitions || random.isOne(in: 4) { return .with(.itself, step) }
    return .with(.pipeline(pipeline(keys: keyKind(), upToSteps: 3, isSide: true)), step)
  }

  private mutating func pairStep() -> PairStep {
    switch random.below(14) {
    case 0, 1: .union
    case 2: .zip
    case 3: .zipPartitions
    case 4: .join(joinStrategy(), anyPartitions())
    case 5: .leftOuterJoin(joinStrategy(), anyPartitions())
    case 6: .rightOuterJoin(joinStrategy(), anyPartitions())
    case 7: .fullOuterJoin(anyPartitions())
    case 8, 9: .cogroup(datasets: 2 + random.below(3), anyPartitions())
    case 10: .cartesian
    case 11: .intersection(anyPartitions())
    case 12: .subtract(joinStrategy(), anyPartitions())
    default: .subtractByKey(joinStrategy(), anyPartitions())
    }
  }

  private mutating func joinStrategy() -> JoinStrategy {
    JoinStrategy.allCases[random.below(JoinStrategy.allCases.count)]
  }
}
