import CroftDataset
import CroftLinux
import CroftProtocol
import Glibc
import Testing

@testable import CroftExecutor

@Suite struct CachedPartitionFileTests {
  @Test func everyExecutorReadsAFile() throws {
    try CacheTrial.with { writer in
      try writer.writeFile(of: .trial(0), [1, 2, 3])
      #expect(writer.reported == [CacheChange(.trial(0), .disk)])
      let reader = CacheTrial(scratch: writer.scratch)
      #expect(try reader.onDisk(.trial(0)) == [1, 2, 3])
      #expect(try reader.onDisk(.trial(1)) == nil)
    }
  }

  @Test func aFileCountsFromItsCommitOn() throws {
    try CacheTrial.with { trial in
      do {
        let claim = trial.cache.claim(.trial(0), inMemoryOnly: true)
        let file = try claim?.createFile()
        try [UInt8]([1, 2]).withUnsafeBytes { try file?.append($0) }
        #expect(try trial.onDisk(.trial(0)) == nil)
      }
      #expect(trial.reported.isEmpty)
      #expect(try FileSystem.list("\(trial.scratch)/cache").isEmpty)
    }
  }

  @Test func aDamagedBlockRemovesItsFile() throws {
    try CacheTrial.with { trial in
      try trial.writeFile(of: .trial(0), [1, 2, 3])
      try damage(trial.path(.trial(0)), at: 1)
      let failure = #expect(throws: TaskFailure.self) { _ = try trial.onDisk(.trial(0)) }
      #expect(failure?.kind == .environment)
      #expect(failure?.message.contains("is removed") == true)
      #expect(try trial.onDisk(.trial(0)) == nil)
      #expect(trial.reported.last == CacheChange(.trial(0), .nowhere))
    }
  }

  @Test func aFileThatIsCutShortCountsAsNone() throws {
    try CacheTrial.with { trial in
      try trial.writeFile(of: .trial(0), [1, 2, 3])
      #expect(truncate(trial.path(.trial(0)), 20) == 0)
      #expect(try trial.onDisk(.trial(0)) == nil)
      #expect(try FileSystem.status(trial.path(.trial(0))) == nil)
      #expect(trial.reported.last == CacheChange(.trial(0), .nowhere))
    }
  }

  @Test func whatIsBeingWrittenCanBeReadThoughItsDatasetIsGivenUp() throws {
    try CacheTrial.with { trial in
      try trial.writeFile(of: .trial(1), [])
      let file = try #require(try trial.cache.claim(.trial(0), inMemoryOnly: true)?.createFile())
      try [UInt8]([4, 5]).withUnsafeBytes { try file.append($0) }
      try FileSystem.removeTree(trial.paths.cache(.trial(1)))
      let input = try file.commit()
      #expect(try [UInt8](input.block(0)) == [4, 5])
    }
  }

  private func damage(_ path: String, at offset: Int) throws {
    let file = try FileDescriptor.open(path, flags: O_WRONLY)
    #expect(pwrite(file.rawValue, "?", 1, offset) == 1)
  }
}
