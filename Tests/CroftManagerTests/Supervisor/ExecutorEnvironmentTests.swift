import CroftProtocol
import Testing

@testable import CroftManager

@Suite struct ExecutorEnvironmentTests {
  private func variables(_ output: ExecutorOutput) -> [String] {
    ExecutorEnvironment.variables(
      application: [
        "HOME=/h", "CROFT_ROLE=driver", "CROFT_MASTER=unix:/x", "CROFT_EXECUTOR=9", "EMPTY=",
        "CROFT_APPLICATION_SECRET=the driver's alone", "CROFT_OUTPUT=elsewhere",
      ],
      key: ExecutorKey(application: ApplicationID(7), executor: ExecutorID(2)),
      resources: Resources(cores: 3, memoryBytes: 1024), scratch: "/s/app-7", output: output)
  }

  @Test func theManagersVariablesReplaceTheApplications() {
    #expect(
      variables(.standardError) == [
        "HOME=/h", "CROFT_MASTER=unix:/x", "EMPTY=", "CROFT_ROLE=executor", "CROFT_CHANNEL=3", "CROFT_APPLICATION=7",
        "CROFT_EXECUTOR=2", "CROFT_EXECUTOR_CORES=3", "CROFT_EXECUTOR_MEMORY=1024", "CROFT_SCRATCH=/s/app-7",
      ])
  }
  @Test func anExecutorIsToldToReadWhatGoesToTheJournal() {
    #expect(variables(.journal).last == "CROFT_OUTPUT=journal")
  }
}
