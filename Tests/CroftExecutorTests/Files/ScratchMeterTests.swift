import CroftDataset
import CroftLinux
import CroftProtocol
import CroftTesting
import Testing

@testable import CroftExecutor

@Suite struct ScratchMeterTests {
  @Test func aSpillBeyondTheLimitFailsTheTask() async throws {
    try await TemporaryDirectory.with { directory in
      let meter = ScratchMeter(limitBytes: 1_000)
      let spill = try ScratchSpill(in: directory, meter: meter)
      try append(600, to: spill)
      let failure = #expect(throws: TaskFailure.self) { try append(600, to: spill) }
      #expect(failure?.kind == .scratchLimit)
      #expect(failure?.message.contains("1200 bytes") == true && failure?.message.contains("1000 are allowed") == true)
    }
  }

  @Test func whatIsGoneCountsNoMore() async throws {
    try await TemporaryDirectory.with { directory in
      let meter = ScratchMeter(limitBytes: 1_000)
      for number in 0..<5 {
        try append(600, to: ScratchSpill(in: directory, meter: meter))
        try append(600, to: BlockFileOutput(path: "\(directory)/\(number)", meter: meter))
      }
      #expect(try FileSystem.list(directory).isEmpty)
    }
  }

  @Test func whatIsCommittedGoesOnCounting() async throws {
    try await TemporaryDirectory.with { directory in
      let meter = ScratchMeter(limitBytes: 1_000)
      let file = try BlockFileOutput(path: "\(directory)/kept", meter: meter)
      try append(600, to: file)
      try file.commit()
      #expect(throws: TaskFailure.self) { try append(600, to: ScratchSpill(in: directory, meter: meter)) }
    }
  }

  private func append(_ count: Int, to file: any BlockOutput) throws {
    try [UInt8](repeating: 7, count: count).withUnsafeBytes { try file.append($0) }
  }
}
