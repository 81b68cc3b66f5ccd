/// One key of the configuration: how it is called, what it means, and what its value does.
struct ConfigurationKey: Sendable {
  let name: String
  /// What its value has to be.
  let expected: String
  /// The default as it would be written; empty for none.
  let standard: String
  /// One sentence for people.
  let summary: String
  /// Whether an empty value says something; else it resets.
  let takesEmpty: Bool
  /// Whether values add up; else each replaces the one before it.
  let addsUp: Bool
  /// Puts a value into the section of an instance (the queue's name), which is made where there is none.
  let assign: @Sendable (inout ManagerConfiguration, _ instance: String, _ value: String) throws(InvalidValue) -> Void
}

/// One section, or one kind of section of which there may be several.
struct ConfigurationSection: Sendable {
  let name: String
  /// What stands after the name in the brackets, such as `NAME`.
  let instance: String?
  let summary: String
  let keys: [ConfigurationKey]
  /// Puts an instance there that has no keys yet.
  let declare: @Sendable (inout ManagerConfiguration, _ instance: String) -> Void

  var title: String { instance.map { "\(name) \($0)" } ?? name }

  /// A section that there is once.
  init<Values: Sendable>(
    _ name: String, _ summary: String, _ values: any WritableKeyPath<ManagerConfiguration, Values> & Sendable,
    keys: [SectionKey<Values>]
  ) {
    self.name = name
    instance = nil
    self.summary = summary
    self.keys = keys.map { $0.within { configuration, _ in values } }
    declare = { _, _ in }
  }

  /// A section that there may be several of.
  ///
  /// - Parameter values: Where the instance's values are; makes it where there is none.
  init<Values: Sendable>(
    _ name: String, instance: String, _ summary: String,
    _ values: @escaping SectionKey<Values>.Place, keys: [SectionKey<Values>]
  ) {
    self.name = name
    self.instance = instance
    self.summary = summary
    self.keys = keys.map { $0.within(values) }
    declare = { configuration, instance in _ = values(&configuration, instance) }
  }
}

/// A key within the values of its section.
struct SectionKey<Values: Sendable>: Sendable {
  typealias Place =
    @Sendable (inout ManagerConfiguration, _ instance: String) -> any WritableKeyPath<ManagerConfiguration, Values>
    & Sendable

  let name: String
  let expected: String
  let standard: String
  let summary: String
  private let takesEmpty: Bool
  private let addsUp: Bool
  private let assign: @Sendable (inout Values, String) throws(InvalidValue) -> Void

  /// - Parameters:
  ///   - initial: The section's values before anything is assigned, for a value that is empty.
  init<Value>(
    _ name: String, _ path: any WritableKeyPath<Values, Value> & Sendable, _ value: ConfigurationValue<Value>,
    _ standard: String, initial: Values, _ summary: String
  ) {
    self.name = name
    expected = value.expected
    takesEmpty = value.takesEmpty
    addsUp = value.addsUp
    self.standard = standard
    self.summary = summary
    assign = { (values, text) throws(InvalidValue) in
      if text.isEmpty && !value.takesEmpty {
        values[keyPath: path] = initial[keyPath: path]
      } else {
        try value.assign(text, to: &values[keyPath: path])
      }
    }
  }

  func within(_ place: @escaping Place) -> ConfigurationKey {
    ConfigurationKey(
      name: name, expected: expected, standard: standard, summary: summary, takesEmpty: takesEmpty, addsUp: addsUp
    ) { (configuration, instance, text) throws(InvalidValue) in
      let path = place(&configuration, instance)
      try assign(&configuration[keyPath: path], text)
    }
  }
}
