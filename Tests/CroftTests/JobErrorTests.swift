import Croft
import CroftDriver
import CroftTesting
import Testing

/// How each kind of failure reaches the program.
@Suite(.timeLimit(.minutes(1))) struct JobErrorTests {
  @Test func thrownErrorNamesTheTaskTheAttemptAndTheError() async throws {
    let log = Lines()
    let error = await jobError {
      try await LocalFarm.with(log: log) { _ = try await $0.run(Refusing()) }
    }
    #expect(error?.code == .taskFailed)
    #expect(error?.partition == 2)
    #expect(error?.attempt == 3)
    #expect(error?.errorType?.hasSuffix("Refusing.Refusal") == true)
    #expect(error?.message.contains("number 5 is not welcome") == true)
    #expect(log.all.count == 3)
  }

  @Test(arguments: [MalformedInput.Fault.missingColumn, .notANumber, .notJSON, .damagedArchive])
  func malformedInputFailsTheJobAtTheFirstAttempt(fault: MalformedInput.Fault) async throws {
    try await TemporaryDirectory.with { directory in
      let path = "\(directory)/input\(fault == .damagedArchive ? ".gz" : "")"
      try TestFile.write("name,age\nAda,thirty\n", to: path)
      let log = Lines()
      let error = await jobError {
        try await LocalFarm.with(log: log) { _ = try await $0.run(MalformedInput(path: path, fault: fault)) }
      }
      #expect(error?.code == .taskFailed)
      #expect(error?.attempt == 0)
      #expect(error?.message.contains("\(path)") == true)
      #expect(log.all.isEmpty)
    }
  }

  @Test func farmIsAsGoodAsNewAfterAFailure() async throws {
    try await LocalFarm.with { farm in
      #expect(await jobError { _ = try await farm.run(Refusing()) } != nil)
      let count = try await farm.run(OddCount(count: 10))
      #expect(count == 5)
    }
  }

  @Test func privateAndLocalJobTypesAreRefused() async throws {
    try await LocalFarm.with { farm in
      for run in [AwkwardJobs.runPrivate, AwkwardJobs.runLocal] {
        let error = await jobError { _ = try await run(farm) }
        #expect(error?.code == .invalidJob)
        #expect(error?.message.contains("cannot be found by name") == true)
      }
    }
  }

  @Test func nestedAndGenericJobTypesAreFound() async throws {
    try await LocalFarm.with { farm in
      let counts = [
        try await farm.run(AwkwardJobs.Nested()), try await farm.run(AwkwardJobs.Generic(values: ["a", "b"])),
        try await farm.run(AwkwardJobs.Generic(values: [1.5])),
      ]
      #expect(counts == [4, 2, 1])
    }
  }

  @Test func elementsAndKeysThatCannotBeSentAreRefused() async throws {
    try await LocalFarm.with { farm in
      let elements = await jobError { _ = try await farm.run(UnsendableElements()) }
      #expect(elements?.code == .invalidJob)
      #expect(elements?.message.contains("make Unsendable Codable") == true)
      let keys = await jobError { _ = try await farm.run(UnsendableKeys()) }
      #expect(keys?.code == .invalidJob)
      #expect(keys?.message.contains("reduceByKey") == true)
    }
  }

  @Test(arguments: ["", "/nowhere/at/all", "/nowhere/*.txt", "/dev/null"])
  func inputThatIsNotThereIsNamed(input: String) async throws {
    let error = await jobError { _ = try await LocalFarm.run(AllLines(input: [input])) }
    #expect(error?.code == .invalidJob)
    #expect(error?.message.contains("\"\(input)\"") == true)
  }

  @Test func aLineageThatIsTooLongToSendIsRefused() async throws {
    try await TemporaryDirectory.with { directory in
      let path = directory + String(repeating: "/.", count: 1500) + "/file"
      try TestFile.write("a\n", to: path)
      let error = await jobError { _ = try await LocalFarm.run(RepeatedInput(input: path, times: 6000)) }
      #expect(error?.code == .invalidJob)
      #expect(error?.message.contains("name directories or patterns instead of so many files") == true)
    }
  }

  @Test(arguments: [0, -1, Int.max])
  func numberOfPartitionsThatMakesNoSenseIsRefused(partitions: Int) async throws {
    let error = await jobError { _ = try await LocalFarm.run(Squares(count: 10, partitions: partitions)) }
    #expect(error?.code == .invalidJob)
    #expect(error?.message.contains("\(partitions) partitions") == true)
  }

  @Test func outputThatIsThereIsNotTouched() async throws {
    try await TemporaryDirectory.with { directory in
      try TestFile.write("precious", to: "\(directory)/file")
      let error = await jobError { try await LocalFarm.run(SavedNumbers(count: 10, path: "\(directory)/file")) }
      #expect(error?.code == .invalidJob)
      #expect(try TestFile.read("\(directory)/file") == "precious")
    }
  }
}
