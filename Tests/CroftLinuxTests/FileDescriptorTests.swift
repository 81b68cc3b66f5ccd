import CroftLinux
import Glibc
import Testing

@Suite struct FileDescriptorTests {
  @Test func everyDescriptorIsCloseOnExec() throws {
    let file = try FileDescriptor.open("/dev/null", flags: O_RDWR)
    let pipe = try FileDescriptor.pipe()
    for descriptor in [file, try FileDescriptor(duplicating: file.rawValue), pipe.reading, pipe.writing] {
      #expect(fcntl(descriptor.rawValue, F_GETFD) == FD_CLOEXEC)
    }
  }

  @Test func aPipeEndsWhenItsWriterIsReleased() throws {
    let reading = try {
      let pipe = try FileDescriptor.pipe()
      try pipe.writing.writeAll("last words")
      return pipe.reading
    }()
    #expect(try reading.text() == "last words")
  }

  @Test func anEmptyNonBlockingPipeWouldBlock() throws {
    let pipe = try FileDescriptor.pipe()
    try pipe.reading.setNonBlocking()
    let error = #expect(throws: SystemError.self) { try pipe.reading.readAll(maximumBytes: 10) }
    #expect(error?.wouldBlock == true)
  }

  @Test func positionedReadsTakeWhatTheyAreTold() throws {
    try withTemporaryDirectory { directory in
      let file = try FileDescriptor.open("\(directory)/f", flags: O_RDWR | O_CREAT, mode: 0o600)
      try file.writeAll("hello world")
      var middle = [UInt8](repeating: 0, count: 3)
      #expect(try middle.withUnsafeMutableBytes { try file.pread(into: $0, at: 4) } == 3)
      #expect(middle == Array("o w".utf8))
    }
  }

  @Test func aFileLongerThanAskedForIsAnError() throws {
    try withTemporaryDirectory { directory in
      try writeFile("\(directory)/f", String(repeating: "x", count: 11))
      let error = #expect(throws: SystemError.self) {
        try FileSystem.readText("\(directory)/f", maximumBytes: 10)
      }
      #expect(error == SystemError("read", errno: EFBIG, subject: "\(directory)/f"))
    }
  }
}
