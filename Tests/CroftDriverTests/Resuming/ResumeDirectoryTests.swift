import CroftLinux
import CroftTesting
import Testing

@testable import CroftDriver

@Suite struct ResumeDirectoryTests {
  @Test(arguments: ["", ".", "..", ".hidden", "a/b", "/", String(repeating: "x", count: 201), "a\u{0}b", "a\nb"])
  func anIDThatMakesNoFileNameIsRefused(id: String) async throws {
    try await TemporaryDirectory.with { directory in
      let error = #expect(throws: JobError.self) {
        try ResumeDirectory(id: id, environment: ["XDG_STATE_HOME": directory])
      }
      #expect(error?.code == .invalidJob)
      #expect(error?.message.contains("makes no file name") == true)
      let made = try FileSystem.list(directory)
      #expect(made.isEmpty)
    }
  }

  @Test func aSecondDriverOfTheSameIDIsRefusedUntilTheFirstHasGone() async throws {
    try await TemporaryDirectory.with { directory in
      let environment = ["XDG_STATE_HOME": directory]
      var first: ResumeDirectory? = try ResumeDirectory(id: "nightly", environment: environment)
      #expect(first?.path == "\(directory)/croft/resume/nightly")
      let error = #expect(throws: JobError.self) { try ResumeDirectory(id: "nightly", environment: environment) }
      #expect(error?.message.contains("another driver runs with the resume id \"nightly\"") == true)
      _ = try ResumeDirectory(id: "weekly", environment: environment)
      first = nil
      _ = try ResumeDirectory(id: "nightly", environment: environment)
    }
  }

  @Test func theStateDirectoryIsFoundAsTheBaseDirectorySpecificationHasIt() async throws {
    try await TemporaryDirectory.with { directory in
      let environment = ["HOME": directory, "XDG_STATE_HOME": "relative"]
      let path = try ResumeDirectory(id: "a", environment: environment).path
      #expect(path == "\(directory)/.local/state/croft/resume/a")
      let error = #expect(throws: JobError.self) { try ResumeDirectory(id: "a", environment: ["HOME": ""]) }
      #expect(error?.message.contains("XDG_STATE_HOME") == true)
    }
  }

  @Test func equalJobsOfOneRunHaveDirectoriesOfTheirOwnAndTheSameOnesInTheNext() async throws {
    try await TemporaryDirectory.with { directory in
      func names() throws -> [String] {
        let resumption = try ResumeDirectory(id: "a", environment: ["XDG_STATE_HOME": directory])
        return [[1], [1], [2]].map { resumption.jobDirectory(typeName: "Job", value: $0) }
      }
      let first = try names()
      #expect(Set(first).count == 3)
      let second = try names()
      #expect(second == first)
    }
  }

  @Test func nothingIsLeftOfOneThatIsRemoved() async throws {
    try await TemporaryDirectory.with { directory in
      let resumption = try ResumeDirectory(id: "a", environment: ["XDG_STATE_HOME": directory])
      try FileSystem.createDirectory("\(resumption.path)/job-1-0/stage-0", mode: 0o700, parents: true)
      try resumption.remove()
      #expect(try FileSystem.list("\(directory)/croft/resume").isEmpty)
    }
  }
}
