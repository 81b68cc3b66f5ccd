import CroftDataset
import CroftProtocol
import Testing

@testable import CroftDriver

@Suite struct CacheDirectoryTests {
  private func begun(
    _ job: CachedJob, in directory: inout CacheDirectory
  ) -> PersistedDataset {
    directory.begin(job.id, keeping: job.persisted)
    return job.persisted[0]
  }

  @Test func theHoldersOfAPartitionAreThoseThatReportedIt() throws {
    var directory = CacheDirectory()
    let kept = begun(
      try CachedJob(KeptNumbers(count: 9).dataset.count(), sourcePartitions: 3), in: &directory)
    directory.note([0, 1], of: kept.id, .memory, on: 1)
    directory.note([1], of: kept.id, .memory, on: 2)
    directory.note([1], of: kept.id, .memory, on: 2)
    #expect(directory.holders(of: 1, in: kept.id) == [ExecutorID(1), ExecutorID(2)])
    directory.note([1], of: kept.id, .nowhere, on: 1)
    #expect(directory.holders(of: 1, in: kept.id) == [ExecutorID(2)])
    #expect(directory.holders(of: 2, in: kept.id).isEmpty)
  }

  @Test func aDatasetIsCompleteWithEveryPartitionInMemoryOrOnDisk() throws {
    var directory = CacheDirectory()
    let kept = begun(
      try CachedJob(KeptNumbers(count: 9).dataset.count(), sourcePartitions: 3), in: &directory)
    directory.note([0, 1], of: kept.id, .memory, on: 1)
    #expect(!directory.isComplete(kept))
    directory.note([2], of: kept.id, .disk, on: 2)
    #expect(directory.isComplete(kept))
    directory.note([2], of: kept.id, .nowhere, on: 1)
    #expect(!directory.isComplete(kept))
  }

  @Test func aLostExecutorTakesItsMemoryWithItAndLeavesItsFiles() throws {
    var directory = CacheDirectory()
    let kept = begun(
      try CachedJob(KeptNumbers(count: 9).dataset.count(), sourcePartitions: 3), in: &directory)
    directory.note([0, 1], of: kept.id, .memory, on: 1)
    directory.note([2], of: kept.id, .disk, on: 1)
    directory.lose(ExecutorID(1))
    #expect((0..<3).map { directory.isKept($0, of: kept.id) } == [false, false, true])
  }

  @Test func aJobsOwnDatasetsAreForgottenWithIt() throws {
    var directory = CacheDirectory()
    let own = try CachedJob(KeptNumbers(count: 9).body.count(), id: 1, sourcePartitions: 3)
    let shared = try CachedJob(KeptNumbers(count: 9).dataset.count(), id: 1, sourcePartitions: 3)
    for job in [own, shared] {
      directory.note([0], of: begun(job, in: &directory).id, .memory, on: 1)
    }
    #expect(directory.end(JobID(1)) == [own.persisted[0].id])
    #expect(directory.isKept(0, of: shared.persisted[0].id))
    #expect(directory.end(JobID(1)).isEmpty)
  }

  @Test func theSameDefinitionIsTheSameDatasetInEveryJobUnlessItIsCutOtherwise() throws {
    let action = KeptNumbers(count: 9).dataset.count()
    let ids = try [(1, 3), (2, 3), (3, 4)].map { id, partitions in
      try CachedJob(action, id: UInt32(id), sourcePartitions: partitions).persisted[0].id
    }
    #expect(ids[0] == ids[1])
    #expect(ids[0] != ids[2])
  }

  @Test func unpersistForgetsADefinitionAndNoOther() throws {
    var directory = CacheDirectory()
    let (nine, ten) = (KeptNumbers(count: 9), KeptNumbers(count: 10))
    let jobs = try [nine, ten].map { try CachedJob($0.dataset.count(), sourcePartitions: 3) }
    for job in jobs { directory.note([0], of: begun(job, in: &directory).id, .memory, on: 1) }
    #expect(directory.unpersist(try DefinitionIdentity(nine)) == [jobs[0].persisted[0].id])
    #expect(!directory.isKept(0, of: jobs[0].persisted[0].id))
    #expect(directory.isKept(0, of: jobs[1].persisted[0].id))
    #expect(Set(directory.unpersistAll()) == Set(jobs.map(\.persisted[0].id)))
  }

  @Test func aRunningJobGoesOnKeepingWhatWasUnpersisted() throws {
    var directory = CacheDirectory()
    let definition = KeptNumbers(count: 9)
    let kept = begun(try CachedJob(definition.dataset.count(), sourcePartitions: 3), in: &directory)
    _ = directory.unpersist(try DefinitionIdentity(definition))
    directory.note([0], of: kept.id, .memory, on: 1)
    #expect(directory.isKept(0, of: kept.id))
  }

  /// An attempt that goes on after its job's end may keep what nobody wants any more.
  @Test func whatIsKeptAfterItWasGivenUpIsToldToBeForgotten() throws {
    var directory = CacheDirectory()
    let definition = KeptNumbers(count: 9)
    let kept = begun(try CachedJob(definition.dataset.count(), sourcePartitions: 3), in: &directory)
    #expect(directory.note([0], of: kept.id, .memory, on: 1).isEmpty)
    #expect(directory.end(JobID(1)).isEmpty)
    #expect(directory.unpersist(try DefinitionIdentity(definition)) == [kept.id])
    #expect(directory.note([1], of: kept.id, .memory, on: 1) == [kept.id])
    #expect(directory.note([1, 2], of: kept.id, .disk, on: 2) == [kept.id])
    #expect(directory.note([1], of: kept.id, .nowhere, on: 1).isEmpty)
    #expect(!directory.isKept(1, of: kept.id))
  }
}
