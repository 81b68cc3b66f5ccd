/// Every section and key there is. Parsing, `--help`, the default file and croftd.conf(5) follow this table.
enum ConfigurationKeys {
  static let sections = [managerSection, executorSection, limits, user, queue, history, backoff]

  /// The section that a header names, and the instance; nil for an unknown one.
  static func section(of header: String) -> (section: ConfigurationSection, instance: String)? {
    let words = header.split(maxSplits: 1) { $0 == " " || $0 == "\t" }
    guard let name = words.first, let section = sections.first(where: { $0.name == name }) else { return nil }
    return (section, words.count == 2 ? trimmed(words[1]) : "")
  }
}
