import Testing

@testable import CroftManager

@Suite struct ConfigurationKeysTests {
  @Test(arguments: ConfigurationKeys.sections.map(\.name))
  func theWrittenDefaultsAreTheValuesDefaults(name: String) throws {
    let section = try #require(ConfigurationKeys.sections.first { $0.name == name })
    let instance = section.instance == nil ? "" : "some"
    var untouched = ManagerConfiguration()
    section.declare(&untouched, instance)
    for key in section.keys {
      var configuration = untouched
      try key.assign(&configuration, instance, key.standard)
      #expect(configuration == untouched, "[\(section.title)] \(key.name)=\(key.standard)")
    }
  }

  @Test func eachKeyHasItsOwnName() {
    for section in ConfigurationKeys.sections {
      #expect(Set(section.keys.map(\.name)).count == section.keys.count)
    }
  }

  @Test func aHeaderNamesItsSectionAndInstance() throws {
    #expect(try #require(ConfigurationKeys.section(of: "Manager")).section.name == "Manager")
    #expect(try #require(ConfigurationKeys.section(of: "Queue  night")).instance == "night")
    #expect(ConfigurationKeys.section(of: "manager") == nil)
  }
}
