import CroftLinux
import CroftProtocol

/// The configuration in force, in the format of croftd.conf.
struct ConfigurationText {
  let settings: [ConfigurationSetting]

  /// Only what somebody has set.
  var changed: ConfigurationText { ConfigurationText(settings: settings.filter { $0.origin != nil }) }

  /// Only the keys of this name: `Cores`, `Manager.Cores`, `Queue batch.Weight`. Letters' case doesn't matter, since
  /// it does in no two keys.
  func named(_ name: String) -> ConfigurationText {
    let dot = name.lastIndex(of: ".")
    let section = dot.map { name[..<$0].lowercased() }
    let key = (dot.map { name[name.index(after: $0)...] } ?? name[...]).lowercased()
    return ConfigurationText(
      settings: settings.filter {
        $0.key.lowercased() == key && (section == nil || $0.section.lowercased() == section)
      })
  }

  /// Each key with its section, as ``named(_:)`` takes it.
  var names: [String] { settings.map { "\($0.section).\($0.key)".printable } }

  /// Sections with their keys; behind each key that somebody has set, a comment that says where.
  var lines: [String] {
    var lines: [String] = []
    var section: String?
    for setting in settings {
      if setting.section != section {
        if section != nil { lines.append("") }
        lines.append("[\(setting.section.printable)]")
        section = setting.section
      }
      // A comment has a line of its own: behind a value it would be a part of that.
      if let origin = setting.origin { lines.append("# from \(origin.printable)") }
      let line = "\(setting.key.printable)=\(setting.value.printable)"
      // As in the file that croftd --default-config prints, defaults are comments.
      lines.append(setting.origin == nil ? "#\(line)" : line)
    }
    return lines
  }
}
