import CroftLinux
import CroftProtocol
import Glibc

/// What `croft scale` has set: a drop-in that lasts until the next boot, as `systemctl set-property --runtime` makes.
///
/// Its text is made again from its assignments each time. Each is checked by the table that reads it, so that no
/// value can bring a line of its own.
struct ScaleDropIn: Sendable, Equatable {
  static let name = "90-scale.conf"

  /// Why nothing was set.
  struct Problem: Error, Equatable, CustomStringConvertible {
    let description: String
  }

  /// For each section, keys and values in the order in which they were first set.
  private var sections: [(title: String, values: [(key: String, value: String)])] = []

  /// - Parameter text: What an earlier one has written; lines that aren't understood any more are left out.
  init(_ text: [UInt8] = [], file: String = name) {
    for part in ConfigurationParser.parse(text, file: file).parts {
      for assignment in part.assignments {
        try? set(Scale.Assignment(section: part.header, key: assignment.key, value: assignment.value))
      }
    }
  }

  /// An empty value takes back what was set before, so that the files count again.
  mutating func set(_ assignment: Scale.Assignment) throws(Problem) {
    let title = try Self.checked(assignment)
    let index = sections.firstIndex { $0.title == title } ?? sections.count
    if index == sections.count { sections.append((title, [])) }
    sections[index].values.removeAll { $0.key == assignment.key }
    if !assignment.value.isEmpty { sections[index].values.append((assignment.key, assignment.value)) }
    if sections[index].values.isEmpty { sections.remove(at: index) }
  }

  /// The file's text.
  var text: String {
    let header = "# Set by croft scale until the next boot. An empty value there takes one back.\n"
    return sections.reduce(into: header) { text, section in
      text += "\n[\(section.title)]\n" + section.values.map { "\($0.key)=\($0.value)\n" }.joined()
    }
  }

  static func == (left: ScaleDropIn, right: ScaleDropIn) -> Bool { left.text == right.text }

  /// The section's title as it is written to the file.
  private static func checked(_ assignment: Scale.Assignment) throws(Problem) -> String {
    guard let (section, instance) = ConfigurationKeys.section(of: assignment.section) else {
      throw Problem(description: "nothing was set: \(ConfigurationBuilder.unknownSection(assignment.section))")
    }
    let title = ConfigurationBuilder.title(of: section, instance)
    if let complaint = ConfigurationBuilder.complaint(about: instance, of: section) {
      throw Problem(description: "nothing was set: [\(shortened(title))] \(complaint)")
    }
    let value = assignment.value
    guard value == trimmed(value), value.utf8.count <= ConfigurationParser.lineLimitBytes / 2, value.last != "\\",
      value.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F })
    else {
      throw Problem(
        description: "nothing was set: the value of [\(title)] \(shortened(assignment.key))= isn't one plain line")
    }
    var trial = ManagerConfiguration()
    do {
      try ConfigurationBuilder.assign(value, to: assignment.key, of: section, instance, in: &trial)
    } catch {
      throw Problem(description: "nothing was set: [\(title)] \(error)")
    }
    return title
  }
}

extension ConfigurationFiles {
  /// Adds assignments to what was set before, all or none. They count once the configuration is loaded again.
  ///
  /// - Throws: ``ScaleDropIn/Problem`` or `SystemError`; the file is then as it was.
  func scale(_ assignments: [Scale.Assignment]) throws {
    let path = "\(runtimeDropIns)/\(ScaleDropIn.name)"
    var dropIn = ScaleDropIn(try existingScale(path), file: path)
    for assignment in assignments { try dropIn.set(assignment) }
    guard dropIn.text.utf8.count <= Self.fileLimitBytes else {
      throw ScaleDropIn.Problem(
        description: "nothing was set: \(path) would be longer than \(Self.fileLimitBytes) bytes")
    }
    // As others' configuration, so that everybody may see what counts.
    try FileSystem.createDirectory(runtimeDropIns, mode: 0o755, parents: true)
    let temporary = path + ".new"
    // One that a crash has left. A new file is nobody's link to somewhere else.
    if try FileSystem.status(temporary, followingLinks: false) != nil { try FileSystem.removeFile(temporary) }
    let output = try FileDescriptor.open(temporary, flags: O_WRONLY | O_CREAT | O_EXCL, mode: 0o644)
    try output.writeAll(dropIn.text)
    try FileSystem.rename(temporary, to: path)
  }

  private func existingScale(_ path: String) throws(SystemError) -> [UInt8] {
    guard try FileSystem.status(path) != nil else { return [] }
    do {
      return try FileDescriptor.open(path, flags: O_RDONLY | O_NONBLOCK).readAll(maximumBytes: Self.fileLimitBytes)
    } catch {
      throw error.about(path)
    }
  }
}
