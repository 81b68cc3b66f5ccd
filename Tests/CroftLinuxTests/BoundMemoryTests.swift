import CroftLinux
import Testing

@Suite struct BoundMemoryTests {
  @Test func whatTheKernelCanTakeBackIsNotBound() throws {
    try withTemporaryDirectory { directory in
      try writeFile(directory + "/memory.current", "1000\n")
      try writeFile(
        directory + "/memory.stat", "anon 300\nfile 500\nactive_file 100\ninactive_file 350\nslab_reclaimable 50\n")
      #expect(Cgroup(path: directory).boundMemoryBytes == 500)
      // The two files are read one after the other, and may not agree.
      try writeFile(directory + "/memory.current", "400\n")
      #expect(Cgroup(path: directory).boundMemoryBytes == 0)
    }
  }

  @Test func theWordMaxIsNoLimit() throws {
    try withTemporaryDirectory { directory in
      let cgroup = Cgroup(path: directory)
      #expect(cgroup.memoryHighBytes == nil)
      #expect(cgroup.boundMemoryBytes == nil)
      try writeFile(directory + "/memory.high", "max\n")
      #expect(cgroup.memoryHighBytes == nil)
      try writeFile(directory + "/memory.high", "4096\n")
      #expect(cgroup.memoryHighBytes == 4096)
    }
  }
}
