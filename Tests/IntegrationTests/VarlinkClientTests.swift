import CroftLinux
import CroftTesting
import Testing

extension FarmTests {
  /// A client written by others: python's varlink package.
  @Suite struct VarlinkClientTests {
    private static var python: String? { Environment.value("CROFT_TEST_PYTHON") }

    private static let script = """
      import sys, varlink
      with varlink.Client.new_with_address(sys.argv[1]) as client:
        print(*sorted(client.get_interfaces()))
        with client.open("io.croft.Manager") as manager:
          status = manager.GetStatus()
          print(status["capacity"]["cores"], status["applications"])
          print(manager.ListExecutors()["executors"])
          try:
            manager.ReleaseExecutor(application=12, executor=1)
          except varlink.VarlinkError as error:
            print(error.error())
      """

    @Test(
      .enabled(
        if: python != nil,
        "CROFT_TEST_PYTHON names no python that has the varlink package; Scripts/test prepares one"))
    func pythonListsTheInterfaceAndCallsMethods() async throws {
      try await PrivateManager.with(cores: 3) { manager in
        let result = try await ChildProcess.run(Self.python ?? "", ["-c", Self.script, manager.masterURL])
        #expect(result.standardError == "")
        #expect(
          result.standardOutput.split(separator: "\n") == [
            "io.croft.Manager org.varlink.service", "3 0", "[]", "io.croft.Manager.NoSuchApplication",
          ])
      }
    }
  }
}
