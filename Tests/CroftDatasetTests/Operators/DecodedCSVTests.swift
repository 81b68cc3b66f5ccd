import Testing

@testable import CroftDataset

@Suite struct DecodedCSVTests {
  private struct Trip: Codable, Equatable, Sendable {
    enum Payment: String, Codable { case cash, card }

    var zone: Int
    var fare: Double?
    var payment: Payment
  }

  private let machine = MemoryMachine(
    files: ["trips": "zone,fare,payment,extra\n1,2.5,cash,x\nnine,1,card,\n2,,card,\n3,1,barter,\n"])

  @Test(arguments: [1, 4])
  func recordsBecomeValuesAndOthersAreCounted(partitions: Int) throws {
    let dirty = Accumulator<Int>.sum("dirty")
    let trips = Dataset.csv(in: "trips", as: Trip.self, onMalformed: .skip(counting: dirty), partitions: partitions)
    #expect(
      try machine.run(trips.collect()) == [
        Trip(zone: 1, fare: 2.5, payment: .cash), Trip(zone: 2, fare: nil, payment: .card),
      ])
    #expect(machine.accumulators[dirty] == 2)
  }

  @Test func aRecordThatDoesNotFitFailsItsTask() {
    let error = #expect(throws: CSVError.self) {
      try machine.run(Dataset.csv(in: "trips", as: Trip.self, partitions: 1).collect())
    }
    #expect(error?.column == "zone")
    #expect(error?.position == 37)
  }

  @Test func anErrorBehindTheSourceIsNoMalformedRecord() {
    struct Refused: Error {}
    let trips = Dataset.csv(in: "trips", as: Trip.self, onMalformed: .skip(counting: .sum("dirty")))
    #expect(throws: Refused.self) { try machine.run(trips.map { _ in throw Refused() }.count()) }
  }
}
