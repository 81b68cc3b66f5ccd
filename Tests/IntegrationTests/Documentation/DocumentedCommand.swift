import CroftTesting

/// A line for the shell that the documentation promises to work.
struct DocumentedCommand {
  let line: String
  /// "exit status 1" behind it says so.
  let status: CInt
  /// What "prints `…`" behind it says.
  let printed: String?

  /// Of a row of a table.
  static func all(cell: String, remark: String) -> [DocumentedCommand] {
    let status = remark.split(separator: "exit status ", maxSplits: 1).last?.prefix(1) ?? ""
    let printed = remark.hasPrefix("prints `") ? DocumentationPage.codeSpans(remark).first : nil
    return DocumentationPage.codeSpans(cell).map { line in
      let isNamed = remark.contains("exit status ")
      return DocumentedCommand(line: line, status: isNamed ? CInt(String(status)) ?? 0 : 0, printed: printed)
    }
  }

  /// Whether it is about schedules, which are systemd's.
  var isSchedule: Bool { line.hasPrefix("croft schedule ") || line.hasPrefix("croft backfill ") }
}
