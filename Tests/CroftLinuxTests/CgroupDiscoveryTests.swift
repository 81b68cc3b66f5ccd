import CroftLinux
import Testing

@Suite struct CgroupDiscoveryTests {
  @Test(arguments: [
    ("30 23 0:26 / /sys/fs/cgroup rw,nosuid shared:4 - cgroup2 cgroup2 rw,nsdelegate", "/sys/fs/cgroup"),
    ("32 31 0:29 / /c/cpu rw - cgroup cgroup rw,cpu\n41 31 0:38 / /c/unified rw - cgroup2 cgroup2 rw", "/c/unified"),
    (#"41 31 0:38 / /odd\040place\134 rw master:1 propagate_from:2 - cgroup2 cgroup2 rw"#, #"/odd place\"#),
    ("31 23 0:28 / /sys/fs/cgroup rw - tmpfs cgroup2 rw", nil),
    ("not a mount\n\n - cgroup2", nil),
  ])
  func theUnifiedRootIsFoundInMountinfo(content: String, root: String?) throws {
    try withTemporaryDirectory { directory in
      try writeFile("\(directory)/mountinfo", content)
      #expect(Cgroup.unifiedRoot(mountInfo: "\(directory)/mountinfo") == root)
    }
  }

  @Test(arguments: [
    ("0::/system.slice/croftd.service\n", "/root/system.slice/croftd.service"),
    ("4:memory:/x\n0::/\n", "/root"),
    ("4:memory:/x\n", nil),
    ("0::/../outside\n", nil),
    ("", nil),
  ])
  func theOwnPathIsTheUnifiedLine(content: String, path: String?) throws {
    try withTemporaryDirectory { directory in
      try writeFile("\(directory)/cgroup", content)
      #expect(Cgroup.ownPath(root: "/root", processCgroup: "\(directory)/cgroup") == path)
      #expect(Cgroup.ownPath(root: nil, processCgroup: "\(directory)/cgroup") == nil)
    }
  }

  @Test func missingFilesMeanNoCgroup() {
    #expect(Cgroup.unifiedRoot(mountInfo: "/no/such") == nil)
    #expect(Cgroup.ownPath(root: "/root", processCgroup: "/no/such") == nil)
    #expect(Cgroup(path: "/no/such").keyedValues("memory.events").isEmpty)
    #expect(!Cgroup(path: "/no/such").isPopulated)
  }
}
