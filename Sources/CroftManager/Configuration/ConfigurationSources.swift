import CroftProtocol

/// What was assigned, as it was written, and where: whence a configuration's values are.
struct ConfigurationSources: Sendable, Equatable {
  struct Source: Sendable, Equatable {
    var value: String
    let place: ConfigurationPlace
  }

  /// Values are shown, not read again, and a list of accounts may be long.
  private static let shownBytes = 256
  /// All keys of as many queues and users as there may be are 4,000; the rest is for what is given several times.
  private static let shownSettings = 1 << 14
  /// Of all together, as JSON: half of what may wait for a client. Common configurations have some kilobytes.
  private static let shownBytesInAll = ControlConnection.maximumOutgoingBytes / 2

  /// Of each `[Section instance] Key`: more than one where assignments add up.
  private var sources: [String: [Source]] = [:]

  /// A value was taken.
  mutating func note(_ assignment: ConfigurationPart.Assignment, to key: ConfigurationKey, in title: String) {
    let name = Self.name(key.name, title)
    let source = Source(value: assignment.value, place: assignment.place)
    if assignment.value.isEmpty && !key.takesEmpty {
      sources[name] = nil
    } else if key.addsUp {
      sources[name, default: []].append(source)
    } else {
      sources[name] = [source]
    }
  }

  /// What was assigned contradicts something else, and another value takes its place.
  mutating func overrule(_ key: String, in title: String, with value: String) {
    guard let last = sources[Self.name(key, title)]?.last else { return }
    sources[Self.name(key, title)] = [Source(value: value, place: last.place)]
  }

  /// The text that counts for a key that has one value.
  func value(of key: ConfigurationKey, in title: String) -> String {
    sources[Self.name(key.name, title)]?.last?.value ?? key.standard
  }

  /// Every key of every section with the value in force, in the order of the table. What is beyond one reply is left
  /// out.
  ///
  /// - Parameter origin: Says for people where something stands.
  func settings(
    of configuration: ManagerConfiguration, origin: (ConfigurationPlace) -> String
  ) -> [ConfigurationSetting] {
    var settings: [ConfigurationSetting] = []
    for section in ConfigurationKeys.sections {
      for instance in Self.instances(of: section, in: configuration) {
        let title = ConfigurationBuilder.title(of: section, instance)
        for key in section.keys {
          let found = sources[Self.name(key.name, title)] ?? []
          settings += found.map { source in
            ConfigurationSetting(
              section: title, key: key.name, value: Self.shown(source.value), origin: origin(source.place))
          }
          guard found.isEmpty else { continue }
          let value = Self.implied(key, instance, configuration) ?? key.standard
          settings.append(ConfigurationSetting(section: title, key: key.name, value: value))
        }
      }
    }
    return Self.bounded(settings)
  }

  private static func bounded(_ settings: [ConfigurationSetting]) -> [ConfigurationSetting] {
    var bytesLeft = shownBytesInAll
    return Array(
      settings.prefix(shownSettings).prefix { setting in
        bytesLeft -= setting.jsonBytes
        return bytesLeft >= 0
      })
  }

  private static func instances(of section: ConfigurationSection, in configuration: ManagerConfiguration) -> [String] {
    switch section.name {
    case "Queue": configuration.completeQueues.map(\.name)
    case "User": configuration.users.map(\.account.name)
    default: [""]
    }
  }

  /// Where no queue says that it is the default one, the queue called default is.
  private static func implied(
    _ key: ConfigurationKey, _ instance: String, _ configuration: ManagerConfiguration
  ) -> String? {
    guard key.name == "Default" else { return nil }
    return configuration.completeQueues.contains { $0.name == instance && $0.isDefault } ? "yes" : nil
  }

  private static func shown(_ value: String) -> String {
    value.utf8.count <= shownBytes ? value : value.cut(toBytes: shownBytes) + "…"
  }

  private static func name(_ key: String, _ title: String) -> String { "[\(title)] \(key)" }
}

extension ConfigurationSetting {
  /// At the most: its members' names and quotes take less than 64.
  fileprivate var jsonBytes: Int {
    [section, key, value, origin ?? ""].reduce(64) { $0 + Self.escapedBytes(of: $1) }
  }

  /// RFC 8259, section 7: six for a control character, two for a quote or a backslash.
  private static func escapedBytes(of text: String) -> Int {
    text.utf8.reduce(0) { sum, byte in
      switch byte {
      case 0..<0x20, 0x7F: sum + 6
      case UInt8(ascii: "\""), UInt8(ascii: "\\"): sum + 2
      default: sum + 1
      }
    }
  }
}
