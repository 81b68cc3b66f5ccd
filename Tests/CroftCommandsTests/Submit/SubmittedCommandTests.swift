import CroftBatch
import CroftTesting
import Glibc
import Testing

@testable import CroftCommands

@Suite struct SubmittedCommandTests {
  private func context(
    _ variables: [ByteString] = ["PATH=/nowhere:/bin"], _ directory: ByteString = "/"
  ) -> SubmissionContext {
    SubmissionContext(environment: variables, directory: directory, settings: StepSettings())
  }

  private func command(
    _ words: [ByteString], isShell: Bool = false, python: ByteString? = nil, _ context: SubmissionContext? = nil
  ) throws -> SubmittedCommand {
    try SubmittedCommand(words: words, isShell: isShell, python: python, in: context ?? self.context())
  }

  @Test func aProgramIsFoundWhereItIsSubmitted() throws {
    let found = try command(["true", "-x"])
    #expect(found.command == .program(["/bin/true", "-x"]))
    #expect(found.title == "true")
    #expect(try command(["{}"]).command == .program(["{}"]))
    #expect(try command(["echo", "{} | wc"], isShell: true).command == .shell("echo {} | wc"))
  }

  @Test(
    arguments: [
      ("no-such-program", "install it"), ("/etc", "is a directory"), ("/etc/passwd", "chmod +x"),
      ("/no/such", "look at the path"), ("echo a | wc", "--shell"), ("tru", "did you mean"), ("", "is missing"),
    ] as [(ByteString, String)])
  func whatCannotRunIsRefusedWithTheCure(name: ByteString, cure: String) {
    #expect {
      try command([name])
    } throws: {
      "\($0)".contains(cure)
    }
  }

  @Test func aRelativeProgramIsLookedForWhereTheTaskRuns() throws {
    var settings = StepSettings()
    settings.directory = "bin"
    let context = SubmissionContext(environment: [], directory: "/usr", settings: settings)
    #expect(try command(["./true"], context).command == .program(["/usr/bin/./true"]))
  }

  @Test func thePathOfTheTasksCounts() throws {
    var settings = StepSettings()
    settings.environment = [try EnvironmentSetting(name: "PATH", value: "/bin")]
    let context = SubmissionContext(environment: ["PATH=/nowhere"], directory: "/", settings: settings)
    #expect(try command(["true"], context).command == .program(["/bin/true"]))
  }

  @Test func pythonIsTheVirtualEnvironmentsOwn() async throws {
    try await TemporaryDirectory.with { directory in
      try TestFile.write("print(1)", to: "\(directory)/work.py")
      mkdir("\(directory)/venv", 0o755)
      mkdir("\(directory)/venv/bin", 0o755)
      let here = ByteString(directory)
      let variables: [ByteString] = ["PATH=/bin:/usr/bin", ByteString("VIRTUAL_ENV=\(directory)/venv")]
      #expect(throws: BatchError.self) { try command([], python: "work.py", context(variables, here)) }
      symlink("/bin/true", "\(directory)/venv/bin/python")
      let found = try command(["{}"], python: "work.py", context(variables, here))
      #expect(
        found.command
          == .program([ByteString("\(directory)/venv/bin/python"), ByteString("\(directory)/work.py"), "{}"]))
      #expect(found.title == "work.py")
      #expect(throws: BatchError.self) { try command([], python: "none.py", context(variables, here)) }
    }
  }
}
