import CroftProtocol

/// Puts parts of files together to one configuration: later ones override, lists add up, an empty value resets.
struct ConfigurationBuilder {
  /// Each queue and each user is looked at when something is granted.
  static let instanceLimit = 256
  /// It stands in the journal, in the database and in command lines.
  private static let instanceLengthLimit = 64

  private(set) var configuration = ManagerConfiguration()
  private(set) var problems: [ConfigurationProblem] = []
  private(set) var sources = ConfigurationSources()
  /// Where each `[Section instance] Key` was assigned last, for what only shows when all is read.
  private var places: [String: ConfigurationPlace] = [:]

  mutating func apply(_ part: ConfigurationPart) {
    // As for systemd's units, what begins with X- is for other programs.
    if part.header.hasPrefix("X-") { return }
    guard let (section, instance) = ConfigurationKeys.section(of: part.header) else {
      return complain(Self.unknownSection(part.header), at: part.place)
    }
    if let reason = Self.complaint(about: instance, of: section) {
      return complain("[\(part.header)] \(reason), ignoring all of it", at: part.place)
    }
    guard hasRoom(for: instance, of: section) else {
      let reason = "there are more than \(Self.instanceLimit) [\(section.name)] sections"
      return complain("\(reason), ignoring [\(part.header)]; remove those that nobody needs", at: part.place)
    }
    section.declare(&configuration, instance)
    let title = Self.title(of: section, instance)
    places[title] = places[title] ?? part.place
    for assignment in part.assignments where !assignment.key.hasPrefix("X-") {
      apply(assignment, to: section, instance)
    }
  }

  private mutating func apply(
    _ assignment: ConfigurationPart.Assignment, to section: ConfigurationSection, _ instance: String
  ) {
    let title = Self.title(of: section, instance)
    do {
      try Self.assign(assignment.value, to: assignment.key, of: section, instance, in: &configuration)
      places["[\(title)] \(assignment.key)"] = assignment.place
      guard let key = section.keys.first(where: { $0.name == assignment.key }) else { return }
      sources.note(assignment, to: key, in: title)
    } catch {
      complain("[\(title)] \(error), ignoring", at: assignment.place)
    }
  }

  mutating func complain(
    _ sentence: String, at place: ConfigurationPlace?, severity: ConfigurationProblem.Severity = .error
  ) {
    problems.append(ConfigurationProblem(sentence, at: place, severity: severity))
  }

  mutating func complain(_ problem: ConfigurationProblem) { problems.append(problem) }

  mutating func change(_ body: (inout ManagerConfiguration) -> Void) { body(&configuration) }

  mutating func overrule(_ key: String, in title: String, with value: String) {
    sources.overrule(key, in: title, with: value)
  }

  /// Where a key was assigned last, or else its section begins.
  func place(of key: String?, in title: String) -> ConfigurationPlace? {
    key.flatMap { places["[\(title)] \($0)"] } ?? places[title]
  }

  func isAssigned(_ key: String, in title: String) -> Bool { places["[\(title)] \(key)"] != nil }

  private func hasRoom(for instance: String, of section: ConfigurationSection) -> Bool {
    switch section.name {
    case "Queue":
      configuration.queues.count < Self.instanceLimit || configuration.queues.contains { $0.name == instance }
    case "User":
      configuration.users.count < Self.instanceLimit || configuration.users.contains { $0.account.name == instance }
    default: true
    }
  }

  // MARK: - The table's rules

  static func title(of section: ConfigurationSection, _ instance: String) -> String {
    instance.isEmpty ? section.name : "\(section.name) \(instance)"
  }

  /// What is wrong with a key or its value, to stand behind the section's name.
  struct KeyProblem: Error, CustomStringConvertible { let description: String }

  static func assign(
    _ value: String, to name: String, of section: ConfigurationSection, _ instance: String,
    in configuration: inout ManagerConfiguration
  ) throws(KeyProblem) {
    guard let key = section.keys.first(where: { $0.name == name }) else {
      throw KeyProblem(description: "\(shortened(name))= is no key\(hint(for: name, in: section))")
    }
    do {
      try key.assign(&configuration, instance, value)
    } catch {
      let written = "\(name)=\(shortened(value))"
      throw KeyProblem(description: "\(written) can't be read: it has to be \(error.expected)")
    }
  }

  /// What is wrong with the instance that a header names; nil for nothing.
  static func complaint(about instance: String, of section: ConfigurationSection) -> String? {
    guard section.instance != nil else {
      return instance.isEmpty ? nil : "takes no name: write [\(section.name)]"
    }
    if instance.isEmpty { return "needs a name: write [\(section.title)]" }
    let isPlain = instance.utf8.allSatisfy {
      ($0 | 0x20) >= UInt8(ascii: "a") && ($0 | 0x20) <= UInt8(ascii: "z")
        || $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") || "._-@$".utf8.contains($0)
    }
    guard isPlain, instance.utf8.count <= instanceLengthLimit else {
      return "has a name of other than \(instanceLengthLimit) letters, digits and ._-@$ at most"
    }
    return nil
  }

  static func unknownSection(_ header: String) -> String {
    let name = header.split { $0 == " " }.first.map(String.init) ?? header
    let nearest = NearestName.of(name, among: ConfigurationKeys.sections.map(\.name))
    let hint = nearest.flatMap { near in ConfigurationKeys.sections.first { $0.name == near } }
    return
      "[\(shortened(header))] is no section\(hint.map { ", did you mean [\($0.title)]?" } ?? ""), ignoring all of it"
  }

  private static func hint(for name: String, in section: ConfigurationSection) -> String {
    if let home = ConfigurationKeys.sections.first(where: { $0.keys.contains { $0.name == name } }) {
      return ": it belongs in [\(home.title)]"
    }
    return NearestName.of(name, among: section.keys.map(\.name)).map { ": did you mean \($0)=?" } ?? ""
  }
}
