import Testing

@testable import CroftDataset

@Suite struct DatasetDefinitionTests {
  private let machine = MemoryMachine()

  @Test func whatADefinitionKeepsIsKeptFromJobToJob() throws {
    let definition = Doubles(name: "from job to job")
    for _ in 0..<3 {
      #expect(try machine.run(definition.dataset.collect()) == (0..<10).map { $0 * 2 })
    }
    #expect(Doubles.computations.count("from job to job") == 10)
  }

  @Test func whatIsPersistedOnADefinitionsDatasetIsKeptFromJobToJob() throws {
    let definition = PlainDoubles(name: "on the dataset")
    for _ in 0..<2 { #expect(try machine.run(definition.dataset.cache().count()) == 10) }
    #expect(Doubles.computations.count("on the dataset") == 10)
  }

  @Test func withoutADefinitionPartitionsAreKeptForOneJobAlone() throws {
    let name = "one job"
    for _ in 0..<2 {
      let kept = PlainDoubles(name: name).body.cache()
      #expect(try machine.run(kept.map { ($0, 1) }.reduceByKey(+).count()) == 10)
    }
    #expect(Doubles.computations.count(name) == 20)
  }

  @Test func anotherValueIsAnotherDataset() throws {
    #expect(try machine.run(Doubles(name: "another value").dataset.count()) == 10)
    #expect(try machine.run(Doubles(name: "another value", limit: 7).dataset.count()) == 7)
    #expect(Doubles.computations.count("another value") == 17)
  }

  @Test func definitionsInsideDefinitionsKeepTheirOwn() throws {
    let (name, nested) = ("nested", "nested + 1")
    #expect(try machine.run(Sums(name: name).dataset.count()) == 7)
    #expect(try machine.run(Doubles(name: name).dataset.count()) == 10)
    #expect(try machine.run(Sums(name: name).dataset.count()) == 7)
    #expect(Doubles.computations.count(name) == 10)
    #expect(Doubles.computations.count(nested) == 10)
  }

  @Test func aDatasetIsNamedAfterItsDefinition() {
    let node = PlainDoubles(name: "any").dataset.lineage
    #expect(node.description.hasPrefix("map of Swift.Int named \"PlainDoubles\" at "))
    #expect(
      PlainDoubles(name: "any").dataset.named("mine").cache().lineage.persistence?.identity
        .definition != nil)
  }

  @Test func aDefinitionThatCannotBeEncodedFailsTheJob() {
    #expect(throws: EncodingError.self) { try machine.run(Unencodable().dataset.count()) }
  }
}

private struct Unencodable: DatasetDefinition {
  var body: Dataset<Int> { Dataset.range(0..<10) }

  func encode(to encoder: any Encoder) throws {
    throw EncodingError.invalidValue(
      self, EncodingError.Context(codingPath: [], debugDescription: "not this one"))
  }
}
