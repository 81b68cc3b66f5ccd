/// Asks for all keys of croftd.conf with the values in force.
package struct GetConfiguration: ManagerMethod {
  package static let name = "io.croft.Manager.GetConfiguration"

  package struct Reply: Codable, Sendable, Equatable {
    package var settings: [ConfigurationSetting]
    package init(settings: [ConfigurationSetting]) { self.settings = settings }
  }

  package init() {}
}

/// The interface's `Setting`: one key of one section.
package struct ConfigurationSetting: Codable, Sendable, Equatable {
  /// Without brackets: `Manager`, `Queue batch`.
  package var section: String
  package var key: String
  /// As croftd.conf would have it; empty stands for none.
  package var value: String
  /// `/etc/croft/croftd.conf:12`, `croft scale`, or `the command line`. nil: the default.
  package var origin: String?

  package init(section: String, key: String, value: String, origin: String? = nil) {
    self.section = section
    self.key = key
    self.value = value
    self.origin = origin
  }
}
