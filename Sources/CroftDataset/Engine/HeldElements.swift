/// Elements in memory, as many as their task's memory has room for.
@usableFromInline
final class HeldElements<Element> {
  @usableFromInline private(set) var elements: [Element] = []
  private let grant: MemoryGrant
  private let heap = HeapMeasure<Element>()
  private var heapBytes = 0

  /// Every so many elements one is measured for all of them.
  private static var measuringDistance: Int { 8 }
  private static var firstCapacity: Int { 64 }

  @usableFromInline
  init(_ context: TaskContext) { grant = MemoryGrant(context) }

  /// - Returns: false, and nothing has changed, when there is no room; the first few always find some.
  @usableFromInline
  func append(_ element: Element) -> Bool {
    let isMeasured = !heap.isZero && elements.count % Self.measuringDistance == 0
    let more = isMeasured ? heap.bytes(element) * Self.measuringDistance : 0
    if more > 0 || elements.count == elements.capacity {
      let isFull = elements.count == elements.capacity
      // While an array grows, the old one is there too.
      let capacity = isFull ? elements.capacity * 3 : elements.capacity
      let wanted = capacity * MemoryLayout<Element>.stride + heapBytes + more
      guard grant.resize(to: wanted) || elements.count < Self.firstCapacity else { return false }
      heapBytes += more
      if isFull { elements.reserveCapacity(max(Self.firstCapacity, elements.capacity * 2)) }
    }
    elements.append(element)
    return true
  }

  /// Forgets the elements and keeps the room.
  @usableFromInline
  func removeAll() {
    elements.removeAll(keepingCapacity: true)
    heapBytes = 0
  }
}
