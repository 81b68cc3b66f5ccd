import Testing

@testable import CroftManager

@Suite struct ConfigurationValueTests {
  private func read<Value>(_ text: String, _ kind: ConfigurationValue<Value>, into initial: Value) -> Value? {
    var value = initial
    return (try? kind.assign(text, to: &value)).map { value }
  }

  @Test(arguments: ["1", "yes", "Y", "true", "t", "ON"])
  func yesIsWrittenInManyWays(text: String) { #expect(read(text, .boolean, into: false) == true) }

  @Test(arguments: ["0", "no", "N", "false", "f", "Off"])
  func noIsWrittenInManyWays(text: String) { #expect(read(text, .boolean, into: true) == false) }

  @Test(arguments: [
    ("8G", ConfiguredAmount.exactly(8 << 30)), ("1.5M", .exactly(3 << 19)), ("4096", .exactly(4096)),
    ("80%", .permyriad(8000)), ("12.5%", .permyriad(1250)), ("100%", .permyriad(10_000)), ("infinity", .unlimited),
  ])
  func memoryIsASizeOrAPart(text: String, amount: ConfiguredAmount) {
    #expect(read(text, .memoryOrInfinity, into: .exactly(0)) == amount)
  }

  @Test(arguments: ["101%", "-1%", "%", "0", "0%", "8Q", "1e30", "all", "9999999999G", "65537T"])
  func whatIsNoMemoryIsRefused(text: String) { #expect(read(text, .memory, into: .exactly(1)) == nil) }

  @Test(arguments: [("4", ConfiguredAmount.exactly(4)), ("50%", .permyriad(5000))])
  func coresAreACountOrAPart(text: String, amount: ConfiguredAmount) {
    #expect(read(text, .cores, into: .unlimited) == amount)
  }

  @Test(arguments: ["0", "-1", "1.5", "infinity", "4194305", ""])
  func whatIsNoCountOfCoresIsRefused(text: String) { #expect(read(text, .cores, into: .unlimited) == nil) }

  @Test func aReservationMayBeNothing() {
    #expect(read("0", .reservedCores, into: .unlimited) == .exactly(0))
    #expect(read("0", .reservedMemory, into: .unlimited) == .exactly(0))
    #expect(read("0", .sizeOrInfinity, into: .unlimited) == .exactly(0))
  }

  @Test func ratesAreDecimalAndAddUp() {
    var list: [IOBandwidth] = []
    #expect(throws: Never.self) { try ConfigurationValue.bandwidth.assign("/dev/sda 50M", to: &list) }
    #expect(throws: Never.self) { try ConfigurationValue.bandwidth.assign("/srv 1.5k", to: &list) }
    #expect(list == [.init(path: "/dev/sda", bytesPerSecond: 50_000_000), .init(path: "/srv", bytesPerSecond: 1500)])
  }

  @Test(arguments: ["/dev/sda", "sda 5M", "/dev/sda 0", "/dev/sda 5M 6M", "/dev/sda 5X", "/dev/sda infinity"])
  func whatIsNoRateIsRefused(text: String) { #expect(read(text, .bandwidth, into: []) == nil) }

  @Test func anErrorSaysWhatAValueHasToBe() {
    var policy = ManagerConfiguration.QueueSection.Policy.fair
    let error = #expect(throws: InvalidValue.self) {
      try ConfigurationValue<ManagerConfiguration.QueueSection.Policy>.choice.assign("lifo", to: &policy)
    }
    #expect(error?.expected == "fair or fifo")
  }

  @Test(arguments: [
    (ConfiguredAmount.unlimited, 7, nil), (.exactly(9), 7, 9), (.permyriad(5000), 7, 3), (.permyriad(1), 7, 1),
    (.permyriad(0), 7, 0), (.permyriad(8000), Int.max, 7_378_697_629_483_820_645),
  ])
  func partsAreRoundedDownToNoLessThanOne(amount: ConfiguredAmount, whole: Int, resolved: Int?) {
    #expect(amount.resolved(of: whole) == resolved)
  }
}
