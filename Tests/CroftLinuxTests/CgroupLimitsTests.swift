import CroftLinux
import Testing

@Suite struct CgroupLimitsTests {
  @Test func everyLimitBecomesItsSettings() {
    let limits = CgroupLimits(memoryBytes: 1 << 30, cores: 2, maximumProcesses: 512)
    #expect(
      limits.settings.map { "\($0.file)=\($0.value)" } == [
        "memory.max=1073741824", "memory.swap.max=0", "memory.oom.group=1", "cpu.weight=200", "pids.max=512",
      ])
  }

  @Test func noLimitIsNoSetting() {
    #expect(CgroupLimits().settings.isEmpty)
  }

  @Test(arguments: [(0, "1"), (1, "100"), (100, "10000"), (4096, "10000")])
  func theWeightStaysInTheKernelsRange(cores: Int, weight: String) {
    #expect(CgroupLimits(cores: cores).settings == [CgroupSetting(file: "cpu.weight", value: weight)])
  }
}
