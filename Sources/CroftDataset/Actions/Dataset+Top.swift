import CroftProtocol

extension Dataset {
  /// The largest elements, the largest first.
  ///
  /// Each task keeps no more than `limit` elements. Among equal ones it is not said which are kept: give an order that
  /// tells all apart if that matters.
  ///
  /// - Parameters:
  ///   - limit: how many at most. The job is refused if it is negative.
  ///   - areInIncreasingOrder: a strict weak order, as `sort(by:)` takes it.
  @inlinable
  public func top(
    _ limit: Int, file: StaticString = #fileID, line: UInt = #line,
    by areInIncreasingOrder: @escaping @Sendable (Element, Element) throws -> Bool
  ) -> Action<[Element]> {
    let produce = self.produce
    return Action("top", largest: limit, of: lineage, file, line, areInIncreasingOrder) { node, context, partition in
      var largest = LargestElements(limit: node.attached(Int.self), areInIncreasingOrder)
      try produce(node.parent, context, partition) { try largest.offer($0) }
      return largest
    }
  }
}

extension Dataset where Element: Comparable & SendableMetatype {
  /// The largest elements, the largest first. Like `top(_:by:)`, with the elements' own order.
  @inlinable
  public func top(_ limit: Int, file: StaticString = #fileID, line: UInt = #line) -> Action<[Element]> {
    top(limit, file: file, line: line) { $0 < $1 }
  }
}

extension Action {
  @usableFromInline
  init<Element: Sendable>(
    _ operation: StaticString, largest limit: Int, of parent: LineageNode, _ file: StaticString, _ line: UInt,
    _ areInIncreasingOrder: @escaping @Sendable (Element, Element) throws -> Bool,
    _ run: @escaping @Sendable (LineageNode, TaskContext, Int) throws -> LargestElements<Element>
  ) where Output == [Element] {
    let codec = Result { try RecordCodec<Element>() }
    self.init(
      operation.description, String(limit), of: Element.self, from: parent, at: CallSite(file, line),
      problem: InvalidLimit.problem(limit) ?? codec.problem, attachment: limit,
      makeCollector: { _ in
        LargestCollector(codec: codec, largest: LargestElements(limit: limit, areInIncreasingOrder))
      },
      runTask: { node, context, partition in
        let codec = try codec.get()
        var writer = ByteWriter()
        for element in try run(node, context, partition).heap { try codec.encode(element, into: &writer) }
        return writer.copy()
      })
  }
}

/// The largest of the elements offered, as a heap with the least of them on top.
@usableFromInline
struct LargestElements<Element: Sendable>: Sendable {
  @usableFromInline let limit: Int
  @usableFromInline let areInIncreasingOrder: @Sendable (Element, Element) throws -> Bool
  @usableFromInline var heap: [Element] = []

  @inlinable
  init(limit: Int, _ areInIncreasingOrder: @escaping @Sendable (Element, Element) throws -> Bool) {
    self.limit = limit
    self.areInIncreasingOrder = areInIncreasingOrder
  }

  /// Cost: one comparison for an element that is too small, which most are.
  @inlinable
  mutating func offer(_ element: Element) throws {
    if heap.count < limit {
      heap.append(element)
      try siftUp(heap.count - 1)
    } else if let least = heap.first, try areInIncreasingOrder(least, element) {
      heap[0] = element
      try siftDown(0)
    }
  }

  @inlinable
  mutating func siftUp(_ index: Int) throws {
    var child = index
    while child > 0 {
      let parent = (child - 1) / 2
      guard try areInIncreasingOrder(heap[child], heap[parent]) else { return }
      heap.swapAt(child, parent)
      child = parent
    }
  }

  @inlinable
  mutating func siftDown(_ index: Int) throws {
    var parent = index
    while true {
      var least = parent
      for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count {
        if try areInIncreasingOrder(heap[child], heap[least]) { least = child }
      }
      if least == parent { return }
      heap.swapAt(parent, least)
      parent = least
    }
  }
}

struct LargestCollector<Element: Sendable>: ResultCollector {
  let codec: Result<RecordCodec<Element>, any Error>
  var largest: LargestElements<Element>

  mutating func add(_ result: UnsafeRawBufferPointer, of partition: Int) throws {
    let codec = try codec.get()
    var reader = ByteReader(result)
    while !reader.isAtEnd { try largest.offer(try codec.decode(from: &reader)) }
  }

  func finish() throws -> [Element] {
    try largest.heap.sorted { try largest.areInIncreasingOrder($1, $0) }
  }
}
