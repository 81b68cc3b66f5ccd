import CroftProtocol
import Testing

@testable import CroftBatch

@Suite struct BatchInputsTests {
  private func words(_ text: String) throws -> InputSource {
    .records(try RecordList(text.split(separator: " ").map { ByteString(String($0)) }))
  }

  private func rows(_ inputs: BatchInputs) -> [String] {
    (0..<inputs.count).map { inputs.values(of: $0).map(\.text).joined(separator: " ") }
  }

  @Test func inAProductTheLastFactorVariesFastest() throws {
    let inputs = try BatchInputs(product: [[words("a b")], [words("c d e")]])
    #expect(rows(inputs) == ["a c", "a d", "a e", "b c", "b d", "b e"])
  }

  @Test func linkedSourcesGoOnTogether() throws {
    let inputs = try BatchInputs(product: [[words("a b")], [words("c d"), .array(ArrayIndices("1-2"))]])
    #expect(rows(inputs) == ["a c 1", "a d 2", "b c 1", "b d 2"])
  }

  @Test func linkedSourcesOfDifferentLengthsAreRefused() throws {
    let error = #expect(throws: BatchError.self) {
      try BatchInputs(product: [[words("a b"), words("c d e"), words("f")]])
    }
    #expect(error?.description == "linked inputs have to be equally many, and there are 2, 3 and 1")
  }

  @Test func anEmptyFactorLeavesNoTask() throws {
    #expect(try BatchInputs(product: [[words("a b")], [words("")]]).count == 0)
  }

  @Test func withoutInputsThereIsOneTask() {
    #expect(BatchInputs.none.count == 1)
    #expect(BatchInputs.none.values(of: 0) == [])
  }

  @Test func tooManyTasksAreRefused() throws {
    let million = InputSource.array(try ArrayIndices("1-1000000"))
    for factors in [2, 4, 12] {
      let error = #expect(throws: BatchError.self) {
        try BatchInputs(product: Array(repeating: [million], count: factors))
      }
      #expect(error?.description.contains("1000000 × 1000000") == true)
    }
  }

  @Test func columnsOfTablesKeepTheirNames() throws {
    let table = InputSource.table(try TableParser.table(Array("x,y\n1,2\n3,4\n".utf8)))
    let inputs = try BatchInputs(product: [[words("a")], [table]])
    #expect(inputs.columns == InputColumns(names: [nil, "x", "y"], isArray: false))
    #expect(rows(inputs) == ["a 1 2", "a 3 4"])
    let error = #expect(throws: BatchError.self) { try BatchInputs(product: [[table], [table]]) }
    #expect(error?.description.contains("called 'x'") == true)
  }

  @Test func standardInputIsReadOnce() {
    let error = #expect(throws: BatchError.self) { try BatchInputs.load(product: [[.over("-")], [.csv("-")]]) }
    #expect(error?.description.contains("read once") == true)
  }

  @Test func inputsSurviveTheTripWithoutGrowing() throws {
    let lines = (0..<100_000).flatMap { "/data/archive/\($0).csv\n".utf8 }
    let inputs = try BatchInputs(
      product: [[.records(RecordList(separatedBy: UInt8(ascii: "\n"), lines))], [.array(ArrayIndices("1-3"))]])
    let bytes = try BinaryEncoder.encode(inputs)
    #expect(bytes.count < lines.count + 200)
    let decoded = try BinaryDecoder.decode(BatchInputs.self, from: bytes)
    #expect(decoded == inputs)
    #expect(decoded.values(of: 299_999) == ["/data/archive/99999.csv", "3"])
  }

  @Test func specificationsAreLoadedInTheirOrder() throws {
    let inputs = try BatchInputs.load(product: [[.values(["a", "b"])], [.array(ArraySpecification("1-2%1"))]])
    #expect(rows(inputs) == ["a 1", "a 2", "b 1", "b 2"])
    #expect(try BatchInputs.load(product: []) == .none)
  }
}
