import CroftTesting

extension ProgramDraw {
  /// Mostly all rows, because these tell the most about the steps before.
  mutating func ending<Key: ProgramKey>(keyedBy _: Key.Type) -> any ProgramEnding {
    return switch random.below(28) {
    case 0..<9: RowsEnding<Key>.collect
    case 9: RowsEnding<Key>.take(random.below(12))
    case 10: RowsEnding<Key>.top(random.below(12))
    case 11: RowsEnding<Key>.takeOrdered(random.below(12))
    case 12:
      RowsEnding<Key>.takeSample(random.below(20), withReplacement: random.isOne(in: 2), seed: random.next())
    case 13, 14: rowEnding()
    case 15, 16, 17: numberEnding()
    case 18: EmptinessEnding<Key>()
    case 19: CountsEnding<Key>(countsValues: random.isOne(in: 2))
    case 20: LookupEnding<Key>(key: random.below(Arithmetic.keyLimit))
    case 21: MeanEnding<Key>()
    case 22: StatisticsEnding<Key>()
    case 23: HistogramEnding<Key>(buckets: 1 + random.below(6))
    case 24: BoundedHistogramEnding<Key>(bounds: [0, 10.5, 200, 700].dropLast(random.below(3)))
    case 25: writingEnding()
    case 26: random.isOne(in: 2) ? VisitingEnding<Key>.foreach : .foreachPartition
    default: IteratingEnding<Key>()
    }

    func rowEnding() -> any ProgramEnding {
      let endings: [RowEnding<Key>] = [
        .first, .reduceInOrder, .reduce, .treeReduce(depth: 1 + random.below(3)), .min, .max,
      ]
      return endings[random.below(endings.count)]
    }

    func numberEnding() -> any ProgramEnding {
      let endings: [NumberEnding<Key>] = [
        .count, .countApproxDistinct, .sum, .fold, .aggregate, .aggregateInPlace,
        .treeAggregate(depth: 1 + random.below(3)),
      ]
      return endings[random.below(endings.count)]
    }

    func writingEnding() -> any ProgramEnding {
      let endings: [WritingEnding<Key>] = [.text, .csv, .jsonLines, .records]
      return endings[random.below(endings.count)]
    }
  }
}
