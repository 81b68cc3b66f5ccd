/// JSON text that is written while a value names its parts.
///
/// Codable's containers may be filled in any order, also after their parents have gone on. Text can't be: then
/// `isOutOfOrder` is set, and what was written is of no use.
final class JSONTextOutput {
  /// An object or an array that is being written.
  private struct Frame {
    let slot: Int
    let isObject: Bool
    var isEmpty = true
  }

  // Unchecked, because the checks for overlapping access would cost a fifth of the time: whatever is called during an
  // access to one of these only appends to the bytes it was handed.
  @exclusivity(unchecked) private var writer = ByteWriter()
  @exclusivity(unchecked) private var frames: [Frame] = []
  @exclusivity(unchecked) private var lastSlot = 0
  /// The place whose value is to come next; 0 if none.
  @exclusivity(unchecked) private var pendingSlot = 0
  @exclusivity(unchecked) private(set) var isOutOfOrder = false

  /// The whole text; valid until the next call.
  func finish() -> UnsafeRawBufferPointer {
    close(downTo: 0)
    return writer.bytes
  }

  func removeAll() {
    writer.removeAll()
    frames.removeAll(keepingCapacity: true)
    (pendingSlot, isOutOfOrder) = (0, false)
  }

  /// A place for one value, right here.
  func makeSlot() -> Int {
    lastSlot &+= 1
    pendingSlot = lastSlot
    return lastSlot
  }

  /// How many objects and arrays are around the next place.
  var depth: Int { frames.count }

  // MARK: Values

  /// Begins the object or array of a place, or goes on with the one that it has, as classes and their superclasses do.
  func open(_ slot: Int, at depth: Int, isObject: Bool) {
    if pendingSlot == slot {
      pendingSlot = 0
      writer.append(isObject ? UInt8(ascii: "{") : UInt8(ascii: "["))
      frames.append(Frame(slot: slot, isObject: isObject))
    } else if depth >= frames.count || frames[depth].slot != slot || frames[depth].isObject != isObject {
      isOutOfOrder = true
    }
  }

  /// Lets a place's value be written.
  func write(_ slot: Int, _ body: (inout ByteWriter) throws -> Void) rethrows {
    guard pendingSlot == slot else {
      isOutOfOrder = true
      return
    }
    pendingSlot = 0
    try body(&writer)
  }

  // MARK: Members and elements

  /// Goes on in the object or array of a place.
  func beginElement(of slot: Int, at depth: Int) {
    guard depth < frames.count, frames[depth].slot == slot else {
      isOutOfOrder = true
      return
    }
    if pendingSlot != 0 || frames.count > depth + 1 { close(downTo: depth + 1) }
    if !frames[depth].isEmpty { writer.append(UInt8(ascii: ",")) }
    frames[depth].isEmpty = false
  }

  /// Goes on in the object of a place with a member of that name.
  func beginMember(_ name: String, of slot: Int, at depth: Int) {
    beginElement(of: slot, at: depth)
    writer.appendJSON(name)
    writer.append(UInt8(ascii: ":"))
  }

  private func close(downTo depth: Int) {
    // Whoever encodes nothing is an empty object.
    if pendingSlot != 0 { writer.append(UInt16(littleEndian: 0x7D7B)) }
    pendingSlot = 0
    while frames.count > depth {
      writer.append(frames.removeLast().isObject ? UInt8(ascii: "}") : UInt8(ascii: "]"))
    }
  }
}
