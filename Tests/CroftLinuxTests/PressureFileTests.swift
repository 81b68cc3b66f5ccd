import CroftLinux
import Testing

@Suite struct PressureFileTests {
  @Test func theAverageOfTenSecondsIsRead() throws {
    try withTemporaryDirectory { directory in
      let path = directory + "/memory.pressure"
      try writeFile(path, "some avg10=12.50 avg60=1.00 avg300=0.00 total=5\nfull avg10=3.00 avg60=0.00 total=1\n")
      #expect(PressureFile(path: path).recentPercent() == 12.5)
      try writeFile(path, "nonsense")
      #expect(PressureFile(path: path).recentPercent() == nil)
    }
  }

  @Test func whatIsNotThereHasNoPressureAndNoTrigger() {
    let file = PressureFile(path: "/no/such/pressure")
    #expect(file.recentPercent() == nil)
    let error = #expect(throws: SystemError.self) { try file.trigger(percent: 50) }
    #expect(error?.description.contains("/no/such/pressure") == true)
  }

  @Test(.enabled(if: machineTells, "needs pressure stall information that this user may ask for"))
  func aTriggerIsSilentWithoutPressure() throws {
    let trigger = try PressureFile(path: machinePressure).trigger(percent: 100)
    let loop = try EventLoop()
    var isTold = false
    try loop.watch(trigger.rawValue, for: .priority) { _ in isTold = true }
    loop.runOnce(timeoutNanoseconds: 0)
    #expect(!isTold)
  }
}

private let machinePressure = "/proc/pressure/memory"
private let machineTells = (try? PressureFile(path: machinePressure).trigger(percent: 100)) != nil
