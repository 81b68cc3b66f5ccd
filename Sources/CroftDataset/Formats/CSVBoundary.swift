/// Where records begin in a piece of a CSV file.
enum CSVBoundary {
  /// The first byte of the first record that begins in `range`, or its end if none does.
  static func firstRecord(of file: CSVFile, in range: Range<Int>, beginsInQuotes: Bool) -> Int {
    let bytes = file.bytes
    if range.lowerBound <= file.bodyStart { return file.bodyStart }
    guard range.lowerBound < range.upperBound else { return range.upperBound }
    var isInQuotes = beginsInQuotes && file.format.quote != nil
    var position = range.lowerBound - 1
    // Whether a line end is one can be told from the quotes before it: quotes come in pairs outside of it.
    if !isInQuotes, bytes[position] == UInt8(ascii: "\n") { return range.lowerBound }
    position += 1
    while position < range.upperBound {
      let byte = bytes[position]
      position += 1
      if byte == file.format.quote { isInQuotes.toggle() }
      if !isInQuotes, byte == UInt8(ascii: "\n") { return position }
    }
    return range.upperBound
  }
}
