import CroftLinux
import Testing

@Suite struct MachineCapacityTests {
  /// A tree of plain files, /root/slice/unit, with these contents, on a machine of 8 cores and 16 GiB.
  private func detect(_ files: [String: String]) throws -> MachineCapacity {
    try withTemporaryDirectory { directory in
      try FileSystem.createDirectory("\(directory)/root/slice/unit", mode: 0o700, parents: true)
      try writeFile("\(directory)/meminfo", "MemTotal:       16777216 kB\nMemFree:  1 kB\n")
      try writeFile("\(directory)/status", "Name:\tx\nCpus_allowed:\tff\nCpus_allowed_list:\t0-5,8,10\n")
      // A limit beside or above the root is not ours.
      try writeFile("\(directory)/memory.max", "1\n")
      for (path, content) in files { try writeFile("\(directory)/root/\(path)", content) }
      return try MachineCapacity.detect(
        cgroup: Cgroup(path: "\(directory)/root/slice/unit"), root: "\(directory)/root",
        memoryInformation: "\(directory)/meminfo", processStatus: "\(directory)/status")
    }
  }

  @Test(arguments: [
    ([:], 8),
    (["slice/unit/cpu.max": "max 100000\n"], 8),
    (["slice/unit/cpu.max": "150000 100000\n"], 2),
    (["slice/unit/cpu.max": "10000 100000\n"], 1),
    (["slice/unit/cpu.max": "600000 100000\n", "slice/cpu.max": "300000 100000\n"], 3),
    (["slice/cpuset.cpus.effective": "0-1,4\n"], 3),
    (["slice/cpuset.cpus.effective": "\n"], 8),
    (["slice/unit/cpu.max": "nonsense\n", "cpu.max": "1 0\n"], 8),
  ])
  func coresAreTheSmallestOfEveryLimit(files: [String: String], cores: Int) throws {
    #expect(try detect(files).cores == cores)
  }

  @Test(arguments: [
    ([:], 16 << 30),
    (["slice/unit/memory.max": "max\n"], 16 << 30),
    (["slice/unit/memory.max": "4294967296\n", "slice/memory.max": "2147483648\n"], 2 << 30),
    (["memory.max": "1073741824\n"], 1 << 30),
    (["slice/memory.max": "99999999999999\n"], 16 << 30),
  ])
  func memoryIsTheSmallestOfEveryLimit(files: [String: String], bytes: Int) throws {
    #expect(try detect(files).memoryBytes == bytes)
  }

  @Test func thisMachineHasSomething() throws {
    let capacity = try MachineCapacity.detect()
    #expect(capacity.cores >= 1)
    #expect(capacity.memoryBytes > 64 << 20)
  }

  @Test func unreadableMemoryInformationIsAnError() throws {
    try withTemporaryDirectory { directory in
      try writeFile("\(directory)/meminfo", "nothing here\n")
      let error = #expect(throws: SystemError.self) {
        try MachineCapacity.detect(memoryInformation: "\(directory)/meminfo")
      }
      #expect(error?.subject == "MemTotal: in \(directory)/meminfo")
    }
  }
}
