/// The bytes of a table's keys, one behind the other.
///
/// A text that is a view of an input file lies wherever its first occurrence did: with many keys nearly each comparison
/// would wait for memory somewhere in the file. (10 M rows with 100,000 keys took twice as long.)
@usableFromInline
final class KeyTexts {
  private var slab: Slab?
  private var used = 0

  /// Thousands of keys are copied for each allocation, and a text that outlives the table keeps little alive.
  private static let slabBytes = 64 << 10
  /// A longer one spans cache lines enough that where the first lies matters little.
  private static let longestCopied = 512

  @usableFromInline
  init() {}

  /// The same text; its bytes beside those of the last one, if they are not kept by an owner already.
  @usableFromInline
  func keep(_ text: Text) -> Text {
    guard text.owner == nil, text.count <= Self.longestCopied else { return text }
    let slab = slab(with: text.count)
    let start = slab.start + used
    start.update(from: text.start, count: text.count)
    used += text.count
    return Text(start: UnsafePointer(start), count: text.count, owner: slab)
  }

  /// Leaves the bytes to the texts that have them.
  @usableFromInline
  func forget() { slab = nil }

  private func slab(with byteCount: Int) -> Slab {
    if let slab, used + byteCount <= Self.slabBytes { return slab }
    let next = Slab(byteCount: Self.slabBytes)
    slab = next
    used = 0
    return next
  }

  /// Unchecked because of the pointer: what a text has of it is written before the text exists, and never again.
  final class Slab: @unchecked Sendable {
    fileprivate let start: UnsafeMutablePointer<UInt8>

    fileprivate init(byteCount: Int) { start = .allocate(capacity: byteCount) }

    deinit { start.deallocate() }
  }
}
