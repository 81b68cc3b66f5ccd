import CroftDataset
import CroftProtocol
import Testing

@testable import CroftDriver

@Suite struct CachedInputsTests {
  @Test func tasksPreferTheExecutorsThatHoldTheirInput() throws {
    let job = try CachedJob(
      KeptNumbers(count: 9).dataset.map { $0 * 2 }.count(), sourcePartitions: 3)
    var directory = CacheDirectory()
    directory.begin(job.id, keeping: job.persisted)
    directory.note([0, 1], of: job.persisted[0].id, .memory, on: 2)
    directory.note([1], of: job.persisted[0].id, .memory, on: 1)
    directory.note([2], of: job.persisted[0].id, .disk, on: 1)
    let stages = job.inputs(in: directory)
    #expect(stages[0].preferred == [0: [ExecutorID(2)], 1: [ExecutorID(1), ExecutorID(2)]])
    #expect(!stages[0].isDormant)
  }

  @Test func aStageBelowAWholeDatasetIsDormant() throws {
    let job = try CachedJob(KeptSums(count: 100).dataset.count(), sourcePartitions: 4)
    var directory = CacheDirectory()
    directory.begin(job.id, keeping: job.persisted)
    #expect(job.inputs(in: directory).map(\.isDormant) == [false, false])
    directory.note([0, 1], of: job.persisted[0].id, .memory, on: 1)
    #expect(job.inputs(in: directory).map(\.isDormant) == [false, false])
    directory.note([2], of: job.persisted[0].id, .disk, on: 1)
    #expect(job.inputs(in: directory).map(\.isDormant) == [true, false])
    directory.lose(ExecutorID(1))
    #expect(job.inputs(in: directory).map(\.isDormant) == [false, false])
  }

  @Test func onlyWhatLiesBelowTheCheckpointIsDormant() throws {
    let sums = Dataset.range(0..<100, partitions: 4).map { ($0 % 10, $0) }.reduceByKey(
      +, partitions: 3
    ).checkpoint()
    let job = try CachedJob(
      sums.map { ($0.0 % 2, $0.1) }.reduceByKey(+, partitions: 3).count(), sourcePartitions: 4)
    var directory = CacheDirectory()
    directory.begin(job.id, keeping: job.persisted)
    directory.note([0, 1, 2], of: job.persisted[0].id, .disk, on: 1)
    #expect(job.inputs(in: directory).map(\.isDormant) == [true, false, false])
  }

  @Test func aStageThatIsReadInAnotherWayTooIsNotDormant() throws {
    let sums = Dataset.range(0..<100, partitions: 4).map { ($0 % 10, $0) }.reduceByKey(
      +, partitions: 3)
    let job = try CachedJob(sums.checkpoint().union(sums).count(), sourcePartitions: 4)
    var directory = CacheDirectory()
    directory.begin(job.id, keeping: job.persisted)
    directory.note([0, 1, 2], of: job.persisted[0].id, .disk, on: 1)
    #expect(job.inputs(in: directory).map(\.isDormant) == [false, false])
  }

  @Test func aPartitionThatReadsSeveralGoesWhereMostOfThemAre() throws {
    let job = try CachedJob(KeptNumbers(count: 9).dataset.coalesce(1).count(), sourcePartitions: 3)
    var directory = CacheDirectory()
    directory.begin(job.id, keeping: job.persisted)
    directory.note([0], of: job.persisted[0].id, .memory, on: 1)
    directory.note([1, 2], of: job.persisted[0].id, .memory, on: 2)
    #expect(job.inputs(in: directory)[0].preferred == [0: [ExecutorID(2), ExecutorID(1)]])
  }

  @Test func withNothingKeptEveryStageRunsAnywhere() throws {
    let job = try CachedJob(KeptSums(count: 100).dataset.count(), sourcePartitions: 4)
    let stages = job.inputs(in: CacheDirectory())
    #expect(stages.allSatisfy { !$0.isDormant && $0.preferred.isEmpty })
  }
}
