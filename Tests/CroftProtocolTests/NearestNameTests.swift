import Testing

@testable import CroftProtocol

@Suite struct NearestNameTests {
  private let names = ["Cores", "Memory", "StopMode", "LogLevel"]

  @Test(arguments: [("cores", "Cores"), ("Coers", "Cores"), ("Memroy", "Memory"), ("StopMod", "StopMode")])
  func aSlipFindsItsName(written: String, meant: String) {
    #expect(NearestName.of(written, among: names) == meant)
  }

  @Test(arguments: ["Nothing", "", "X", String(repeating: "Cores", count: 100)])
  func whatIsFarFromAllFindsNone(written: String) {
    #expect(NearestName.of(written, among: names + ["a"]) == nil)
  }
}
