import CroftProtocol
import Testing

@testable import CroftCommands

@Suite struct ConfigurationTextTests {
  private let text = ConfigurationText(settings: [
    .init(section: "Manager", key: "Cores", value: "4", origin: "/etc/croft/croftd.conf.d/a.conf:2"),
    .init(section: "Manager", key: "ReclaimSec", value: "30s"),
    .init(section: "Queue batch.low", key: "Weight", value: "300", origin: "croft scale"),
    .init(section: "Queue x", key: "Weight", value: "1"),
  ])

  @Test func itReadsAsTheFileWithOriginsAndDefaultsAsComments() {
    #expect(
      text.lines == [
        "[Manager]", "# from /etc/croft/croftd.conf.d/a.conf:2", "Cores=4", "#ReclaimSec=30s", "",
        "[Queue batch.low]", "# from croft scale", "Weight=300", "", "[Queue x]", "#Weight=1",
      ])
  }

  @Test func whatIsAtItsDefaultCanBeLeftOut() {
    #expect(text.changed.settings.map(\.value) == ["4", "300"])
  }

  @Test func aKeyIsFoundInAllSectionsOrInOne() throws {
    #expect(text.named("weight").settings.map(\.value) == ["300", "1"])
    #expect(text.named("Queue batch.low.Weight").settings.map(\.value) == ["300"])
    #expect(text.named("Manager.Weight").settings.isEmpty)
    #expect(throws: (any Error).self) { try ConfigCommand.find("Coers", in: text) }
  }
}
