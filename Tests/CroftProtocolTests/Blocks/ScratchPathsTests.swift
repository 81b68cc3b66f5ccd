import CroftProtocol
import Testing

@Suite struct ScratchPathsTests {
  private let attempt = TaskAttempt(task: TaskID(job: JobID(3), stage: 1, partition: 42), number: 2)

  @Test func mapOutputLiesInItsStagesDirectory() {
    let paths = JobPaths(directory: ScratchPaths(root: "/s").job(JobID(3)))
    #expect(paths.mapOutput(attempt) == "/s/job-3/stage-1/42.2")
    #expect(paths.mapOutput(attempt).hasPrefix(paths.stage(1) + "/"))
    #expect(paths.result(named: JobPaths.resultName(attempt)) == "/s/job-3/result-42.2")
  }

  @Test(arguments: [(0, "part-00000"), (42, "part-00042"), (99999, "part-99999"), (123456, "part-123456")])
  func partsAreNamedAsSparkNamesThem(partition: Int, name: String) {
    #expect(OutputPaths.part(partition) == name)
    #expect(OutputPaths.isPart(name) && OutputPaths.isPart("\(name).csv"))
  }

  @Test(arguments: ["part-", "part-0000", "part-00000-old", "part-0000x", ".part-00000", "_SUCCESS"])
  func otherNamesAreNoParts(name: String) {
    #expect(!OutputPaths.isPart(name))
  }
}
