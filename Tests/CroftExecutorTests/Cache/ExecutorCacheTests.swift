import CroftDataset
import CroftLinux
import CroftProtocol
import Testing

@testable import CroftExecutor

@Suite struct ExecutorCacheTests {
  @Test func whatIsKeptIsFoundAndReported() throws {
    try CacheTrial.with { trial in
      #expect(!trial.isInMemory(.trial(0)))
      #expect(trial.keep(.trial(0), bytes: 100))
      #expect(trial.isInMemory(.trial(0)))
      #expect(trial.reported == [CacheChange(.trial(0), .memory)])
      #expect(trial.resources.memory.heldByCacheBytes == 100)
    }
  }

  @Test func theLeastRecentlyUsedPartitionOfAnotherDatasetMakesRoom() throws {
    try CacheTrial.with { trial in
      for partition in 0..<3 { #expect(trial.keep(.trial(partition), bytes: 300)) }
      #expect(trial.isInMemory(.trial(0)))
      #expect(trial.keep(.trial(0, of: 2), bytes: 400))
      #expect(trial.isInMemory(.trial(0)))
      #expect(!trial.isInMemory(.trial(1)))
      #expect(trial.isInMemory(.trial(2)))
      #expect(
        trial.reported.suffix(2) == [
          CacheChange(.trial(1), .nowhere), CacheChange(.trial(0, of: 2), .memory),
        ])
    }
  }

  @Test func partitionsOfOneDatasetDoNotDriveOutOneAnother() throws {
    try CacheTrial.with { trial in
      for partition in 0..<3 { #expect(trial.keep(.trial(partition), bytes: 300)) }
      #expect(!trial.keep(.trial(3), bytes: 300))
      for partition in 0..<3 { #expect(trial.isInMemory(.trial(partition))) }
      #expect(trial.resources.memory.heldByCacheBytes == 900)
    }
  }

  @Test func nothingIsGivenUpForWhatWouldNotFitAnyway() throws {
    try CacheTrial.with { trial in
      #expect(trial.keep(.trial(0), bytes: 500))
      #expect(trial.keep(.trial(0, of: 2), bytes: 500))
      #expect(!trial.keep(.trial(1, of: 2), bytes: 600))
      #expect(trial.isInMemory(.trial(0)))
    }
  }

  @Test func whatMayMoveToDiskIsWrittenBeforeItIsGivenUp() throws {
    try CacheTrial.with { trial in
      #expect(trial.keep(.trial(0), bytes: 900, contents: [1, 2, 3], movesToDisk: true))
      #expect(trial.keep(.trial(0, of: 2), bytes: 900))
      let written = try trial.onDisk(.trial(0))
      #expect(written == [1, 2, 3])
      #expect(trial.reported.contains(CacheChange(.trial(0), .disk)))
      #expect(trial.resources.memory.heldByCacheBytes == 900)
    }
  }

  @Test func whatCannotBeWrittenIsDropped() throws {
    try CacheTrial.with { trial in
      try FileSystem.removeTree(trial.scratch)
      #expect(trial.keep(.trial(0), bytes: 900, movesToDisk: true))
      #expect(trial.keep(.trial(0, of: 2), bytes: 900))
      #expect(trial.reported.contains(CacheChange(.trial(0), .nowhere)))
    }
  }

  @Test func unpersistForgetsAndFreesTheMemory() throws {
    try CacheTrial.with { trial in
      #expect(trial.keep(.trial(0), bytes: 300))
      #expect(trial.keep(.trial(0, of: 2), bytes: 300))
      trial.resources.cache.unpersist([.trial(1), .trial(3)])
      #expect(!trial.isInMemory(.trial(0)))
      #expect(trial.isInMemory(.trial(0, of: 2)))
      #expect(trial.resources.memory.heldByCacheBytes == 300)
    }
  }

  @Test func aPartitionIsClaimedByOneTaskAtATime() throws {
    try CacheTrial.with { trial in
      var claim = trial.cache.claim(.trial(0), inMemoryOnly: true)
      #expect(claim?.reserve(400) == true)
      #expect(trial.cache.claim(.trial(0), inMemoryOnly: true) == nil)
      claim = nil
      #expect(trial.resources.memory.heldByCacheBytes == 0)
      #expect(trial.keep(.trial(0), bytes: 100))
      #expect(trial.cache.claim(.trial(0), inMemoryOnly: true) == nil)
    }
  }

  @Test func whatWasTooLargeIsNotTriedAgainUntilThereIsRoom() throws {
    try CacheTrial.with { trial in
      let memory = trial.resources.memory
      #expect(memory.reserve(500, held: 0) != .refused)
      #expect(!trial.keep(.trial(0), bytes: 600))
      #expect(trial.cache.claim(.trial(0), inMemoryOnly: true) == nil)
      #expect(trial.cache.claim(.trial(0), inMemoryOnly: false) != nil)
      memory.release(500)
      #expect(trial.keep(.trial(0), bytes: 600))
    }
  }
}
