extension Dataset {
  /// About so much of a dataset, drawn at random; elements stay in their order.
  ///
  /// Each element is drawn by itself, so the number of elements is only about `fraction` times what it was;
  /// `takeSample` gives an exact one. The same seed gives the same sample in every run and every attempt, as long as
  /// the partitions and the order of the elements in them are the same.
  ///
  /// - Parameters:
  ///   - fraction: without replacement the probability of each element, from 0 to 1; with replacement how often each
  ///     comes on average, from 0 on. Anything else is refused before the job starts.
  ///   - withReplacement: whether an element may come more than once.
  ///   - seed: another one gives another sample.
  @inlinable
  public func sample(
    fraction: Double, withReplacement: Bool = false, seed: UInt64 = 0, file: StaticString = #fileID, line: UInt = #line
  ) -> Dataset<Element> {
    let produce = self.produce
    let lineage = LineageNode(
      sampling: lineage, fraction: fraction, withReplacement: withReplacement, seed: seed, of: Element.self, file, line)
    guard withReplacement else {
      return Dataset(lineage: lineage) { node, context, partition, sink in
        var sampler = BernoulliSampler(Sampling.attached(to: node), partition: partition)
        try produce(node.parent, context, partition) { if sampler.takesNext() { try sink($0) } }
      }
    }
    return Dataset(lineage: lineage) { node, context, partition, sink in
      var sampler = PoissonSampler(Sampling.attached(to: node), partition: partition)
      try produce(node.parent, context, partition) { element in
        for _ in 0..<sampler.next() { try sink(element) }
      }
    }
  }
}

extension LineageNode {
  @usableFromInline
  convenience init(
    sampling parent: LineageNode, fraction: Double, withReplacement: Bool, seed: UInt64, of elementType: Any.Type,
    _ file: StaticString, _ line: UInt
  ) {
    let sampling = Sampling(fraction: fraction, withReplacement: withReplacement, seed: seed)
    self.init(
      "sample", "fraction: \(fraction), withReplacement: \(withReplacement), seed: \(seed)", of: elementType,
      at: CallSite(file, line), kind: .narrow(.oneToOne), parents: [parent], partitioning: parent.partitioning,
      problem: sampling.problem, attachment: sampling)
  }
}
