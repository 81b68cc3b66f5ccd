import CroftBatch
import CroftLinux
import CroftProtocol
import CroftTesting
import Testing

@testable import CroftSubmission

/// A change of what is stored, anywhere in a submission, needs another version: without one, jobs that are under way
/// would be misread.
@Suite struct SubmissionFileTests {
  /// Something of everything that can be stored.
  ///
  /// - Parameter mask: of version 1 nil, which had none.
  private static func sample(mask: UInt32?) throws -> StoredSubmission {
    var settings = StepSettings()
    settings.cores = 2
    settings.memory = MemorySize("2G")
    settings.pids = 100
    settings.timeoutMilliseconds = 60_000
    settings.graceMilliseconds = 5000
    settings.retries = 1
    settings.backoffMilliseconds = 250
    settings.memoryGrowth = MemoryGrowth("1.5:8G")
    settings.environment = [try EnvironmentSetting(name: "A", value: "b {}")]
    settings.directory = "/srv"
    settings.standardInput = "in/{}"
    settings.niceness = 5
    settings.maxRunning = 3
    settings.maxFailures = 7
    settings.output = "out/{#}"
    settings.errorOutput = "err/{#}"
    let inputs = try BatchInputs.load(product: [[.values(["x", "y"])], [.array(ArraySpecification("1-3"))]])
    let graph = try StepGraph([
      .init(name: "make", after: [], onFailure: .run(3)), .init(name: "use", after: [0], onFailure: .goOn),
      .init(name: "report", after: [0, 1], onFailure: .skip), .init(name: "tidy", after: []),
    ])
    let steps = [
      SubmissionStep(name: "make", command: .program(["cc", "{}"]), inputs: .read(inputs), settings: settings),
      SubmissionStep(
        name: "use", command: .shell("wc {}"),
        inputs: .unread([[.over("out/*"), .csv("-")], [.over("-", isNullSeparated: true)]])),
      SubmissionStep(name: "report", command: .application(["report", "--all"])),
      SubmissionStep(name: "tidy", command: .shell("rm -r out")),
    ]
    var submission = Submission(
      name: "golden", queue: "batch", priority: 3, logicalTime: "2026-11-22T00:00:00Z", after: [4, 5],
      environment: ["PATH=/bin"], directory: "/home/me", steps: steps, graph: graph)
    submission.fileCreationMask = mask
    return StoredSubmission(
      key: "01a1eed23600-00000007", submission: submission, submittedAt: 1_795_000_000_000, croftVersion: "1.0")
  }

  /// In hexadecimal digits.
  private static let fileOfVersion1 = """
    43524f465453554201000000036b65791701153031613165656432333630302d30303030303030370a7375626d697373696f6ecb0a01046e
    616d65080106676f6c64656e0571756575650701056261746368087072696f72697479090103000000000000000b6c6f676963616c54696d
    65160114323032362d31312d32325430303a30303a30305a056166746572150109010400000000000000090105000000000000000b656e76
    69726f6e6d656e740d010b0109504154483d2f62696e096469726563746f72790a01082f686f6d652f6d65057374657073c40701ac040104
    6e616d650601046d616b6507636f6d6d616e641a010770726f6772616d1001025f300b0104010263630401027b7d06696e707574735c0104
    726561645501025f30500107666163746f727346012e012c01077265636f7264732201025f301d0109736570617261746f7202010007636f
    6e74656e7406010478007900150113010561727261790b01025f3006010103312d330873657474696e67738d030105636f72657309010200
    000000000000066d656d6f72791101056279746573090100000080000000000470696473090164000000000000001374696d656f75744d69
    6c6c697365636f6e6473090160ea0000000000001167726163654d696c6c697365636f6e6473090188130000000000000772657472696573
    09010100000000000000136261636b6f66664d696c6c697365636f6e64730901fa000000000000000c6d656d6f727947726f7774682a0106
    666163746f720901000000000000f83f056c696d69741101056279746573090100000000020000000b656e7669726f6e6d656e7419011701
    046e616d65030101410576616c756506010462207b7d096469726563746f72790601042f7372760d7374616e64617264496e707574070105
    696e2f7b7d086e6963656e657373090105000000000000000a6d617852756e6e696e67090103000000000000000b6d61784661696c757265
    7309010700000000000000066f75747075740901076f75742f7b237d0b6572726f724f75747075740901076572722f7b237db60101046e61
    6d6505010375736507636f6d6d616e641401057368656c6c0c01025f300701057763207b7d06696e707574736c0106756e72656164630102
    5f305e0137012601046f7665721f01025f300701056f75742f2a0f69734e756c6c5365706172617465640201000e01036373760801025f30
    0301012d24012201046f7665721b01025f300301012d0f69734e756c6c5365706172617465640201010873657474696e67730f010b656e76
    69726f6e6d656e7401017501046e616d650801067265706f727407636f6d6d616e6425010b6170706c69636174696f6e1701025f30120108
    01067265706f72740701052d2d616c6c06696e70757473170104726561641001025f300b0107666163746f727301010873657474696e6773
    0f010b656e7669726f6e6d656e7401016601046e616d650601047469647907636f6d6d616e641801057368656c6c1001025f300b0109726d
    202d72206f757406696e70757473170104726561641001025f300b0107666163746f727301010873657474696e67730f010b656e7669726f
    6e6d656e740101056772617068d90101057374657073d001013401046e616d650601046d616b650561667465720101096f6e4661696c7572
    6514010372756e0e01025f30090103000000000000003101046e616d650501037573650561667465720b0109010000000000000000096f6e
    4661696c757265080104676f4f6e01013e01046e616d650801067265706f7274056166746572150109010000000000000000090101000000
    00000000096f6e4661696c757265080104736b697001012801046e616d65060104746964790561667465720101096f6e4661696c75726508
    010473746f7001010b7375626d697474656441740901005e56eea10100000c63726f667456657273696f6e050103312e30
    """

  private static let fileOfVersion2 = """
    """

  @Test func whatVersion1HasWrittenIsRead() async throws {
    try await TemporaryDirectory.with { directory in
      try TestFile.write(Self.bytes(Self.fileOfVersion1), to: "\(directory)/stored")
      #expect(try SubmissionFile.read("\(directory)/stored") == Self.sample(mask: nil))
    }
  }

  @Test func whatVersion2HasWrittenIsReadAndWrittenAlike() async throws {
    try await TemporaryDirectory.with { directory in
      let (stored, written) = ("\(directory)/stored", "\(directory)/written")
      try TestFile.write(Self.bytes(Self.fileOfVersion2), to: stored)
      try SubmissionFile.write(try Self.sample(mask: 0o027), to: written, isDurable: false)
      #expect(SubmissionFile.version == 2, "store a file of the new version here, too")
      #expect(try Self.digits(of: written) == Self.digits(of: stored), "raise SubmissionFile.version")
      #expect(try SubmissionFile.read(stored) == Self.sample(mask: 0o027))
    }
  }

  private static func bytes(_ digits: String) -> [UInt8] {
    let digits = digits.compactMap(\.hexDigitValue)
    return stride(from: 0, to: digits.count - 1, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
  }

  private static func digits(of path: String) throws -> String {
    let bytes = try FileDescriptor.open(path, flags: 0).readAll(maximumBytes: 1 << 20)
    return bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}
