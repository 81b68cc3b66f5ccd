import CroftLinux
import Glibc
import Testing

@Suite struct BlockDeviceTests {
  @Test func whatLiesOnNoDiskIsAnError() {
    let error = #expect(throws: SystemError.self) { try BlockDevice(holding: "/proc") }
    #expect(error?.errno == ENODEV)
    #expect(throws: SystemError.self) { try BlockDevice(holding: "/no/such/file") }
  }

  @Test func aPartitionCountsAsItsDisk() throws {
    try withTemporaryDirectory { root in
      var status = stat()
      #expect(stat(root, &status) == 0)
      let number = "\(status.st_dev >> 8 & 0xFFF):\(status.st_dev & 0xFF | status.st_dev >> 12 & 0xFFFFFF00)"
      // As sysfs has it: the partition's directory lies in its disk's, and links lead there by number.
      try FileSystem.createDirectory("\(root)/disk/partition-1", mode: 0o755, parents: true)
      try writeFile("\(root)/disk/dev", "259:3\n")
      #expect(symlink("\(root)/disk/partition-1", "\(root)/\(number)") == 0)
      #expect("\(try BlockDevice(holding: root, root: root))" == number)
      try writeFile("\(root)/disk/partition-1/partition", "1\n")
      #expect("\(try BlockDevice(holding: root, root: root))" == "259:3")
    }
  }
}
