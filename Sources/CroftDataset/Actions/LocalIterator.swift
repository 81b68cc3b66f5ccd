import CroftProtocol
import Synchronization

/// The elements of a dataset in the order of its partitions, read from disk while they are gone through: what
/// `toLocalIterator` gives.
///
/// To be gone through once: a second loop goes on with the partition after the one that the first was at. What has been
/// read is given up, on disk too.
public struct LocalIterator<Element: Sendable>: Sequence, Sendable {
  private let codec: RecordCodec<Element>
  private let partitions: RemainingPartitions

  init(codec: RecordCodec<Element>, _ partitions: RemainingPartitions) {
    self.codec = codec
    self.partitions = partitions
  }

  /// An iterator over what has not been read yet.
  public func makeIterator() -> Iterator { Iterator(codec: codec, partitions: partitions) }

  /// Goes through the elements.
  public struct Iterator: IteratorProtocol {
    fileprivate let codec: RecordCodec<Element>
    fileprivate let partitions: RemainingPartitions
    private var partition: (any BlockInput & Sendable)?
    private var nextBlock = 0
    private var reader: ByteReader?

    fileprivate init(codec: RecordCodec<Element>, partitions: RemainingPartitions) {
      self.codec = codec
      self.partitions = partitions
    }

    /// The next element.
    ///
    /// Ends the program if what a task wrote can't be read again: the disk lost it, or the type's `init(from:)` refuses
    /// what its `encode(to:)` wrote. Where that must not be, call `nextElement`.
    public mutating func next() -> Element? {
      do {
        return try nextElement()
      } catch {
        fatalError("a result of toLocalIterator cannot be read: \(error)")
      }
    }

    /// The next element; nil after the last.
    ///
    /// - Throws: when what a task wrote can't be read again.
    public mutating func nextElement() throws -> Element? {
      while true {
        if reader?.isAtEnd == false { return try codec.decode(from: &reader!) }
        if let partition, nextBlock < partition.blockCount {
          reader = ByteReader(try partition.block(nextBlock), owner: partition)
          nextBlock += 1
        } else {
          reader = nil
          partition = partitions.takeFirst()
          nextBlock = 0
          if partition == nil { return nil }
        }
      }
    }
  }
}

/// Partitions that nobody has begun to read.
final class RemainingPartitions: Sendable {
  private struct State {
    /// Nil where it has been taken.
    var partitions: [(any BlockInput & Sendable)?]
    var taken = 0
  }

  private let state: Mutex<State>

  init(_ partitions: [any BlockInput & Sendable]) { state = Mutex(State(partitions: partitions)) }

  /// Hands over the first and forgets it; nil if there are no more.
  func takeFirst() -> (any BlockInput & Sendable)? {
    state.withLock { state in
      guard state.taken < state.partitions.count else { return nil }
      defer { state.taken += 1 }
      return state.partitions[state.taken].take()
    }
  }
}

/// A partition in memory.
final class HeldBlock: BlockInput, Sendable {
  nonisolated(unsafe) private let bytes: UnsafeRawBufferPointer  // Written once, before anybody else can see it.

  init(_ source: UnsafeRawBufferPointer) {
    let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: source.count, alignment: 1)
    copy.copyMemory(from: source)
    bytes = UnsafeRawBufferPointer(copy)
  }

  deinit { bytes.deallocate() }

  var blockCount: Int { 1 }

  func block(_ index: Int) -> UnsafeRawBufferPointer { bytes }
}
