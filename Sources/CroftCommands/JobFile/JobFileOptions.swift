import ArgumentParser

/// The parameters of a job file, where they don't have their defaults.
struct JobFileOptions: ParsableArguments {
  @Option(
    name: .customLong("set"), parsing: .singleValue,
    help: ArgumentHelp(
      "A parameter of the job file, in place of its default; as often as needed.", valueName: "name=value"),
    transform: { try ParameterSetting(parsing: ArgumentBytes.onlyText($0)) })
  var settings: [ParameterSetting] = []
}

/// What a parameter of a job file is set to.
struct ParameterSetting: Equatable, Codable {
  let name: String
  let value: String

  init(name: String, value: String) {
    self.name = name
    self.value = value
  }

  /// - Throws: `ValidationError`.
  init(parsing text: String) throws {
    guard let equals = text.firstIndex(of: "="), equals != text.startIndex else {
      throw ValidationError("'\(text)' sets no parameter: write it as name=value.")
    }
    name = String(text[..<equals])
    value = String(text[text.index(after: equals)...])
  }
}
