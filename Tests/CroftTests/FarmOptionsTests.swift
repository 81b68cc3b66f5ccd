import CroftDriver
import Testing

@testable import Croft

@Suite struct FarmOptionsTests {
  private func configuration(_ arguments: String...) throws -> FarmConfiguration {
    try FarmOptions.parse(arguments).configuration
  }

  @Test func theManagersDefaultsCountUnlessSomethingIsSaid() throws {
    let configuration = try configuration()
    #expect(configuration.queue == nil)
    #expect(!configuration.isGang)
    #expect(configuration.coreSharing == nil)
  }

  @Test func theQueueIsAName() throws {
    #expect(try configuration("--queue", "batch").queue == "batch")
    #expect(try configuration("--queue=--odd").queue == "--odd")
    #expect(throws: (any Error).self) { try configuration("--queue") }
  }

  @Test func aGangIsAsked() throws {
    let configuration = try configuration("--executors", "3:5", "--gang")
    #expect(configuration.isGang)
    #expect((configuration.executors, configuration.maximumExecutors) == (3, 5))
    #expect(throws: (any Error).self) { try self.configuration("--gang=yes") }
  }

  @Test func tooLittleMemoryIsRefusedWhereverItIsSaid() throws {
    let defaults = EnvironmentDefaults(["CROFT_MEMORY": "1"])
    #expect {
      try FarmOptions.parse([]).configuration(by: defaults)
    } throws: {
      "\($0)".contains("CROFT_MEMORY 1: that many bytes")
    }
    #expect {
      try FarmOptions.parse(["--executor-memory", "512"]).configuration(by: EnvironmentDefaults([:]))
    } throws: {
      "\($0)".contains("--executor-memory 512: that many bytes")
    }
    // What is said here counts, and the other isn't looked at.
    let chosen = try FarmOptions.parse(["--executor-memory", "1M"]).configuration(by: defaults)
    #expect(chosen.executorMemoryBytes == 1 << 20)
  }

  @Test(arguments: [("weight", ExecutorCoreSharing.weight), ("quota", .quota), ("exclusive", .exclusive)])
  func coresAreSharedInOneOfThreeWays(text: String, sharing: ExecutorCoreSharing) throws {
    #expect(try configuration("--core-sharing", text).coreSharing == sharing)
  }

  @Test func anotherWayOfSharingIsRefusedWithTheOnesThereAre() throws {
    let error = #expect(throws: (any Error).self) { try configuration("--core-sharing", "nicely") }
    let message = FarmOptions.message(for: try #require(error))
    for word in ["nicely", "weight", "quota", "exclusive"] { #expect(message.contains(word), "\(message)") }
  }
}
