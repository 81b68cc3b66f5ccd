import CroftLinux
import Testing

@Suite struct CgroupLimitsTests {
  @Test func everyLimitBecomesItsSettings() {
    let disk = BlockDevice(major: 8, minor: 16)
    let limits = CgroupLimits(
      memoryBytes: 1 << 30, memoryHighBytes: 1 << 29, swapBytes: 4096, processors: .weight(cores: 2),
      maximumProcesses: 512, ioWeight: 50, ioMaximums: [IOMaximum(device: disk, readBytesPerSecond: 1 << 20)])
    #expect(
      limits.settings.map { "\($0.file)=\($0.value)" } == [
        "memory.max=1073741824", "memory.high=536870912", "memory.swap.max=4096", "memory.oom.group=1",
        "cpu.weight=200", "pids.max=512", "io.weight=50", "io.max=8:16 rbps=1048576",
      ])
  }

  @Test func swapIsOffUnlessItIsAskedFor() {
    #expect(CgroupLimits(memoryBytes: 1).settings.contains(CgroupSetting(file: "memory.swap.max", value: "0")))
    #expect(CgroupLimits(swapBytes: 1).settings.isEmpty)
  }

  @Test func aQuotaIsTimeOfAPeriodAndExclusiveProcessorsAreAList() {
    #expect(
      CgroupLimits(processors: .quota(cores: 3)).settings == [CgroupSetting(file: "cpu.max", value: "300000 100000")])
    let processors = ProcessorSet([1, 2, 4])
    #expect(
      CgroupLimits(processors: .exclusive(processors)).settings == [CgroupSetting(file: "cpuset.cpus", value: "1-2,4")])
  }

  @Test func bothRatesOfADeviceAreOneLine() {
    let maximum = IOMaximum(device: BlockDevice(major: 8, minor: 0), readBytesPerSecond: 1, writtenBytesPerSecond: 2)
    #expect(CgroupLimits(ioMaximums: [maximum]).settings.map(\.value) == ["8:0 rbps=1 wbps=2"])
  }

  @Test func noLimitIsNoSetting() {
    #expect(CgroupLimits().settings.isEmpty)
  }

  @Test(arguments: [(0, "1"), (1, "100"), (100, "10000"), (4096, "10000")])
  func theWeightStaysInTheKernelsRange(cores: Int, weight: String) {
    #expect(
      CgroupLimits(processors: .weight(cores: cores)).settings == [CgroupSetting(file: "cpu.weight", value: weight)])
  }
}
