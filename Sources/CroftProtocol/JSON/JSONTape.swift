/// A JSON text as a flat list of what is in it: each value by kind and place, in the order of the text.
///
/// Nothing is copied from the text and nothing is allocated for a value, and one tape serves for text after text: this
/// is what makes reading millions of lines cheap. ``JSONParser`` makes trees of it; `decode` makes `Decodable` values.
package final class JSONTape {
  struct Entry {
    enum Kind: UInt8 { case null, bool, integer, number, string, array, object }

    var kind: Kind
    /// A string with escapes; a boolean that is true.
    var isMarked = false
    /// Where the value's text begins: of a string, behind its quote.
    var start: UInt32
    /// Of a string, without its quotes; of a number; of an array or object, how many elements or members.
    var count: UInt32 = 0
    /// The entry behind this value and all in it. An object's member is a string, then the value.
    var next: UInt32 = 0

    static let null = Entry(kind: .null, start: 0)
  }

  private(set) var entries: [Entry] = []
  private(set) var bytes = UnsafeBufferPointer<UInt8>(start: nil, count: 0)
  /// Where in which object the last member was found: the next one that is asked for is mostly behind it.
  var lastObject = -1
  var lastMember = 0

  /// Places have 32 bits.
  static let maximumBytes = Int(UInt32.max)

  package init() {}

  /// Reads a text. The bytes must stay until `clear`.
  func scan(_ bytes: UnsafeBufferPointer<UInt8>, maximumValues: Int = .max) throws(JSONSyntaxError) {
    clear()
    guard bytes.count <= Self.maximumBytes else {
      throw JSONSyntaxError("more than 4 GiB of text", at: 0)
    }
    var scanner = JSONScanner(bytes, maximumValues: maximumValues, entries: entries)
    entries = []  // Lets the scanner's array grow in place.
    defer { entries = scanner.entries }
    try scanner.scanText()
    self.bytes = bytes
  }

  /// Forgets the text, so that who keeps a decoder finds nothing, instead of bytes that are gone.
  func clear() {
    entries.removeAll(keepingCapacity: true)
    bytes = UnsafeBufferPointer(start: nil, count: 0)
    lastObject = -1
  }

  /// Null where there is none.
  subscript(index: Int) -> Entry { index >= 0 && index < entries.count ? entries[index] : .null }

  /// A string's or a number's own bytes.
  func text(_ entry: Entry) -> UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(rebasing: bytes[Int(entry.start)..<Int(entry.start + entry.count)])
  }
}
