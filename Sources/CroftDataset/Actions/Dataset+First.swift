extension Dataset {
  /// The first element, in the order of the partitions; nil if there are none.
  ///
  /// Looks at one partition first, then at four times as many again and again until there is one.
  @inlinable
  public func first(file: StaticString = #fileID, line: UInt = #line) -> Action<Element?> {
    let produce = self.produce
    let action = Action<[Element]>("first", gathering: lineage, file, line, takingAtMost: 1) {
      node, context, partition, emit in
      do {
        try produce(node.parent, context, partition) { element in
          try emit(element)
          throw StopProducing()
        }
      } catch is StopProducing {}
    }
    return Action(action) { $0.first }
  }

  /// Whether there are no elements. Looks no further than it must, as `first` does; elements need not be `Codable`.
  @inlinable
  public func isEmpty(file: StaticString = #fileID, line: UInt = #line) -> Action<Bool> {
    let produce = self.produce
    let action = Action<[Bool]>("isEmpty", gathering: lineage, file, line, takingAtMost: 1) {
      node, context, partition, emit in
      do {
        try produce(node.parent, context, partition) { _ in
          try emit(true)
          throw StopProducing()
        }
      } catch is StopProducing {}
    }
    return Action(action) { $0.isEmpty }
  }
}
