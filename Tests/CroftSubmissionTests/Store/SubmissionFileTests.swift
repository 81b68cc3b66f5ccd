import CroftBatch
import CroftLinux
import CroftProtocol
import CroftTesting
import Testing

@testable import CroftSubmission

struct SubmissionFileTests {
  private static let magic: UInt64 = 0x4255_5354_464F_5243

  private static func stored(mask: UInt32?) throws -> StoredSubmission {
    var submission = try Submission(
      name: "trial", queue: "batch", priority: 3, logicalTime: "2026-11-22T00:00:00Z", after: [4],
      environment: ["A=b"], directory: "/tmp", step: SubmissionStep(command: .shell("true")))
    submission.fileCreationMask = mask
    return StoredSubmission(key: "key", submission: submission, submittedAt: 7, croftVersion: "1")
  }

  @Test func theSubmittersMaskIsKept() async throws {
    try await TemporaryDirectory.with { directory in
      let stored = try Self.stored(mask: 0o027)
      try SubmissionFile.write(stored, to: "\(directory)/submission", isDurable: false)
      #expect(try SubmissionFile.read("\(directory)/submission") == stored)
    }
  }

  @Test func theFormBeforeIsReadAndHasNoMask() async throws {
    let expected = try Self.stored(mask: nil)
    let job = expected.submission
    let old = StoredSubmissionOfVersion1(
      key: expected.key,
      submission: .init(
        name: job.name, queue: job.queue, priority: job.priority, logicalTime: job.logicalTime, after: job.after,
        environment: job.environment, directory: job.directory, steps: job.steps, graph: job.graph),
      submittedAt: expected.submittedAt, croftVersion: expected.croftVersion)
    var writer = ByteWriter()
    writer.append(Self.magic)
    writer.append(UInt32(1))
    writer.append(try BinaryEncoder.encode(old))
    try await TemporaryDirectory.with { directory in
      try TestFile.write(Array(writer.bytes), to: "\(directory)/submission")
      #expect(try SubmissionFile.read("\(directory)/submission") == expected)
    }
  }
}
