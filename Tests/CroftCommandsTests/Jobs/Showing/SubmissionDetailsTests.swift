import ArgumentParser
import CroftBatch
import CroftProtocol
import CroftSubmission
import Testing

@testable import CroftCommands

@Suite struct SubmissionDetailsTests {
  private static func settings() throws -> StepSettings {
    var settings = StepSettings()
    (settings.cores, settings.memory, settings.pids) = (2, MemorySize("1M"), 3)
    (settings.timeoutMilliseconds, settings.graceMilliseconds) = (4000, 5000)
    (settings.retries, settings.backoffMilliseconds, settings.memoryGrowth) = (6, 7, MemoryGrowth("1.5:8M"))
    settings.environment = [try EnvironmentSetting(name: "MARK", value: "a b")]
    (settings.directory, settings.standardInput, settings.niceness) = ("/d", "in/{}", 8)
    (settings.maxRunning, settings.maxFailures) = (9, 10)
    (settings.output, settings.errorOutput) = ("out/{#}", "err/{#}")
    return settings
  }

  private static func details() throws -> SubmissionDetails {
    let steps = [
      SubmissionStep(name: "get", command: .shell("get"), settings: try settings()),
      SubmissionStep(name: "use", command: .program(["use", "{}"]), inputs: .unread([[.over("got/*")]])),
      SubmissionStep(name: "tidy", command: .shell("tidy")),
    ]
    let graph = try StepGraph([
      .init(name: "get", after: [], onFailure: .run(2)), .init(name: "use", after: [0]), .init(name: "tidy", after: []),
    ])
    let submission = Submission(
      name: "n", priority: 3, after: [5], environment: [], directory: "/", steps: steps, graph: graph)
    return SubmissionDetails(StoredSubmission(key: "k", submission: submission, submittedAt: 1))
  }

  @Test func everySettingHasItsOption() throws {
    let settings = try Self.settings()
    let step = try #require(Self.details().steps.first)
    let expected = [
      "cores": "2", "memory": "1048576", "pids": "3", "timeout": "4000ms", "kill-after": "5000ms", "retries": "6",
      "backoff": "7ms", "memory-growth": "1.5:8388608", "chdir": "/d", "stdin": "in/{}", "nice": "8",
      "max-running": "9",
      "max-failures": "10", "output": "out/{#}", "error": "err/{#}",
    ]
    #expect(step.settings == expected)
    #expect(step.environment == ["MARK=a b"])
    // The environment has a member of its own.
    #expect(Mirror(reflecting: settings).children.count == expected.count + 1, "a setting that isn't shown")
    for option in expected.keys where !["max-running", "max-failures"].contains(option) {
      #expect(throws: Never.self, "--\(option)") { try TaskOptions.parse(["--\(option)", Self.sample(of: option)]) }
    }
  }

  private static func sample(of option: String) -> String {
    switch option {
    case "memory": "1M"
    case "memory-growth": "2:8G"
    default: "1"
    }
  }

  @Test func aStepsPlaceInItsFileIsShown() throws {
    let details = try Self.details()
    #expect(details.priority == 3 && details.after == [5])
    #expect(details.steps.map(\.after) == [[], ["get"], []])
    #expect(details.steps.map(\.onFailure) == ["run", "stop", "stop"])
    #expect(details.steps.map(\.cleanUp) == ["tidy", nil, nil])
    #expect(details.steps.map(\.tasks) == [1, nil, 1])
    #expect(details.steps.map(\.inputs) == [nil, "got/*", nil])
  }
}
