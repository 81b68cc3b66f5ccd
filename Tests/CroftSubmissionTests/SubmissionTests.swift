import CroftBatch
import CroftProtocol
import CroftSubmission
import Testing

/// What is submitted is stored whole, and travels whole.
struct SubmissionTests {
  @Test func keepsBytesThatAreNoText() throws {
    let word = ByteString([0x66, 0xFF, 0x0A])
    let inputs = try BatchInputs.load(product: [[.values([word, "-x"])], [.array(ArraySpecification("1-3"))]])
    var settings = StepSettings()
    settings.output = word
    settings.memory = MemorySize("2G")
    settings.memoryGrowth = MemoryGrowth("1.5:8G")
    let submission = try Submission(
      name: "trial", queue: "batch", priority: 3, logicalTime: "2026-11-22T00:00:00Z", after: [4, 5],
      environment: [ByteString([0x41, 0x3D, 0xFE])], directory: word,
      step: SubmissionStep(command: .program(["ls", word]), inputs: .read(inputs), settings: settings))
    let bytes = try BinaryEncoder.encode(submission)
    let decoded = try BinaryDecoder.decode(Submission.self, from: bytes)
    #expect(decoded == submission)
    guard case .read(let decodedInputs) = decoded.steps[0].inputs else { throw BatchError("not read") }
    #expect(decodedInputs.values(of: 4) == ["-x", "2"])
  }

  @Test func keepsItsGraph() throws {
    let graph = try StepGraph([
      StepGraph.Step(name: "make", after: [], onFailure: .run(2)), StepGraph.Step(name: "use", after: [0]),
      StepGraph.Step(name: "tidy", after: []),
    ])
    let steps = ["make", "use", "tidy"].map {
      SubmissionStep(
        name: $0, command: .shell("true"), inputs: .unread([[.over("out/*")], [.csv("-"), .values(["a"])]]))
    }
    let submission = Submission(name: "steps", environment: [], directory: "/", steps: steps, graph: graph)
    let decoded = try BinaryDecoder.decode(Submission.self, from: try BinaryEncoder.encode(submission))
    #expect(decoded == submission)
  }
}
