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

  @Test func scatteredReadsAreToldTheKernel() throws {
    try withTemporaryDirectory { directory in
      try writeFile("\(directory)/file", "mapped")
      let file = try MappedFile(path: "\(directory)/file")
      guard let before = try Self.kernelFlags(of: file) else { return }
      #expect(!before.contains("rr"))
      file.expectScatteredReads()
      #expect(try Self.kernelFlags(of: file)?.contains("rr") == true)
    }
  }

  @Test(arguments: [0..<1, 1..<9_000, 5_000..<5_001, 4_096..<40_000, 39_999..<40_000])
  func whatIsPrefetchedIsNotReadPageByPage(part: Range<Int>) throws {
    try withTemporaryDirectory { directory in
      let path = "\(directory)/file"
      try writeFile(path, String(repeating: "1234567\n", count: 5_000))
      // A file system that is all memory, as tmpfs is, never has to read.
      guard try Self.diskReads(of: part, path, prefetching: false) > 0 else { return }
      #expect(try Self.diskReads(of: part, path, prefetching: true) == 0)
    }
  }

  @Test func nothingIsPrefetchedOfAnEmptyFile() throws {
    try withTemporaryDirectory { directory in
      try writeFile("\(directory)/empty", "")
      let file = try MappedFile(path: "\(directory)/empty")
      file.expectScatteredReads()
      file.prefetch(file.bytes)
      #expect(file.bytes.isEmpty)
    }
  }

  /// How often a part has to be waited for when it is touched in a file that nobody has read yet.
  private static func diskReads(of part: Range<Int>, _ path: String, prefetching: Bool) throws -> Int {
    let descriptor = try FileDescriptor.open(path, flags: O_RDWR)
    fdatasync(descriptor.rawValue)
    posix_fadvise(descriptor.rawValue, 0, 0, POSIX_FADV_DONTNEED)
    let file = try MappedFile(descriptor: descriptor)
    file.expectScatteredReads()
    let bytes = UnsafeRawBufferPointer(rebasing: file.bytes[part])
    if prefetching { file.prefetch(bytes) }
    let before = majorFaults()
    #expect(bytes.filter { $0 == UInt8(ascii: "\n") }.count == part.upperBound / 8 - part.lowerBound / 8)
    return majorFaults() - before
  }

  /// How often this thread has waited for a page that was not in memory.
  private static func majorFaults() -> Int {
    var usage = rusage()
    // RUSAGE_THREAD of getrusage(2), which Glibc's module lacks.
    getrusage(1, &usage)
    return usage.ru_majflt
  }

  /// What the kernel notes about a file's mapping, in the names of /proc/PID/smaps (proc_pid_smaps(5)); nil if this
  /// kernel doesn't say.
  private static func kernelFlags(of file: MappedFile) throws -> [Substring]? {
    let start = String(UInt(bitPattern: file.bytes.baseAddress), radix: 16)
    let maps = try FileDescriptor.open("/proc/self/smaps", flags: O_RDONLY).readAll(maximumBytes: 16 << 20)
    let lines = String(decoding: maps, as: UTF8.self).split(separator: "\n")
    guard let mapping = lines.firstIndex(where: { $0.hasPrefix("\(start)-") }) else { return nil }
    return lines[mapping...].first { $0.hasPrefix("VmFlags:") }?.split(separator: " ")
  }
}
