import CroftLinux
import Glibc
import Testing

@Suite struct MappedFileTests {
  @Test func theMappingOutlivesTheFilesName() throws {
    try withTemporaryDirectory { directory in
      let path = "\(directory)/file"
      try writeFile(path, "mapped")
      let file = try MappedFile(path: path)
      let status = try #require(try FileSystem.status(path))
      try FileSystem.removeFile(path)
      #expect(String(decoding: file.bytes, as: UTF8.self) == "mapped")
      #expect(file.size == 6 && file.inode == status.inode && file.device == status.device)
    }
  }

  @Test func anEmptyFileIsAnEmptyBuffer() throws {
    try withTemporaryDirectory { directory in
      try writeFile("\(directory)/empty", "")
      #expect(try MappedFile(path: "\(directory)/empty").bytes.isEmpty)
    }
  }

  @Test func aDirectoryCannotBeMapped() {
    #expect(throws: SystemError("mmap", errno: ENODEV, subject: "/tmp")) { try MappedFile(path: "/tmp") }
  }
}
