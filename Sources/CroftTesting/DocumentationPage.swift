/// A page of the documentation, as far as tests look into it.
package struct DocumentationPage {
  private static let root = "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/")

  package let text: String

  package init(text: String) { self.text = text }

  /// - Parameter path: within the checkout.
  package init(path: String) throws { text = try TestFile.read("\(Self.root)/\(path)") }

  package init(named name: String) throws { try self.init(path: "Sources/Croft/Croft.docc/\(name).md") }

  private var lines: [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }

  /// What is below a heading of the second level.
  package func section(_ title: String) -> DocumentationPage {
    let below = lines.drop { $0 != "## \(title)" }.dropFirst().prefix { !$0.hasPrefix("## ") }
    return DocumentationPage(text: below.joined(separator: "\n"))
  }

  /// The blocks of code in a language.
  package func blocks(_ language: String) -> [String] {
    text.split(separator: "\n```\(language)\n", omittingEmptySubsequences: false).dropFirst().map { rest in
      String(rest.prefix(upTo: rest.ranges(of: "\n```").first?.lowerBound ?? rest.endIndex)) + "\n"
    }
  }

  /// The rows of every table with such a column, each with that column's cell and the last one.
  package func rows(ofColumn title: String) -> [(cell: String, remark: String)] {
    var column: Int?
    return lines.compactMap { line in
      guard line.hasPrefix("|") else {
        column = nil
        return nil
      }
      let cells = Self.cells(of: line)
      guard let place = column else {
        // A table without the column has none of its rows taken, either.
        column = cells.firstIndex(of: title) ?? -1
        return nil
      }
      guard cells.indices.contains(place), let last = cells.last, cells[place] != "---" else { return nil }
      return (cells[place], last)
    }
  }

  /// A bar within a cell has a backslash before it.
  private static func cells(of row: Substring) -> [String] {
    let hidden = row.replacing("\\|", with: "\u{0}")
    return hidden.split(separator: "|", omittingEmptySubsequences: false).dropFirst().dropLast().map { cell in
      let kept = cell.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed()
      return String(kept).replacing("\u{0}", with: "|")
    }
  }

  /// What stands in backquotes.
  package static func codeSpans(_ text: String) -> [String] {
    text.split(separator: "`", omittingEmptySubsequences: false).enumerated().compactMap { index, part in
      index % 2 == 1 ? String(part) : nil
    }
  }
}
