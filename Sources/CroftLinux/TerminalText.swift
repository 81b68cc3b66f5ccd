// How wide text is on a terminal: not every character takes one column, and a line that is a column too long wraps.

extension Unicode.Scalar {
  /// How many columns a terminal gives it: 0, 1 or 2. Of a printable one; others are 0.
  ///
  /// By Unicode's East Asian Width (UAX #11, wide and fullwidth) and what emoji are shown as, as terminals go by them.
  /// Ambiguous characters are narrow, which they are outside of old East Asian encodings.
  package var terminalColumns: Int {
    switch properties.generalCategory {
    case .control, .format, .nonspacingMark, .enclosingMark, .lineSeparator, .paragraphSeparator: 0
    // Vowels and final consonants of Hangul join the syllable before them.
    case _ where (0x1160...0x11FF).contains(value): 0
    case _ where value < 0x1100: 1
    default: isWide ? 2 : 1
    }
  }

  private var isWide: Bool {
    switch value {
    // Hangul's initial consonants, angle brackets, CJK with its symbols, kana and syllables of Yi and Hangul.
    case 0x1100...0x115F, 0x2329...0x232A, 0x2E80...0x303E, 0x3041...0xA4CF, 0xA960...0xA97C, 0xAC00...0xD7A3: true
    // CJK that is there for compatibility, vertical and fullwidth forms.
    case 0xF900...0xFAFF, 0xFE10...0xFE19, 0xFE30...0xFE6F, 0xFF01...0xFF60, 0xFFE0...0xFFE6: true
    // Tangut, Khitan, more kana, enclosed ideographs; CJK's two planes.
    case 0x16FE0...0x18DFF, 0x1AFF0...0x1B2FF, 0x1F200...0x1F265, 0x20000...0x3FFFD: true
    default: properties.isEmojiPresentation
    }
  }
}

extension String {
  /// How many columns of a terminal it takes, if all of it is printable.
  package var terminalColumns: Int { unicodeScalars.reduce(0) { $0 + $1.terminalColumns } }

  /// More marks than this on one letter are there to reach into the lines above and below.
  private static let mostMarks = 3

  /// The text made printable, without heaps of marks, and cut where it would take more columns than there are; a cut
  /// shows as `~` in the last column.
  package func fitting(columns: Int) -> String {
    guard columns > 0 else { return "" }
    var kept = String.UnicodeScalarView()
    // How much is kept if it has to be cut: it must leave a column for the sign.
    var (width, shortLength, marks, length) = (0, 0, 0, 0)
    for scalar in printable.unicodeScalars {
      let columnsOfScalar = scalar.terminalColumns
      marks = columnsOfScalar == 0 ? marks + 1 : 0
      if marks > Self.mostMarks || (columnsOfScalar == 0 && width == 0) { continue }
      if width + columnsOfScalar > columns {
        return String(String.UnicodeScalarView(kept.prefix(shortLength))) + "~"
      }
      kept.append(scalar)
      (width, length) = (width + columnsOfScalar, length + 1)
      if width < columns { shortLength = length }
    }
    return String(kept)
  }

  /// ``fitting(columns:)``, and blanks up to exactly so many columns.
  package func padded(toColumns columns: Int, isNumeric: Bool = false) -> String {
    let text = fitting(columns: columns)
    let blanks = String(repeating: " ", count: max(0, columns - text.terminalColumns))
    return isNumeric ? blanks + text : text + blanks
  }
}
