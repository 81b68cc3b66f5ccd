import CroftProtocol
import Testing

@testable import CroftDriver

@Suite struct SeatTableTests {
  private func table(_ ids: Int...) -> SeatTable {
    var table = SeatTable()
    for id in ids { table[ExecutorID(id)] = ExecutorSeat(slots: id, memoryBytes: 1) }
    return table
  }

  @Test func seatsStandInTheOrderOfTheirNumbers() {
    let table = table(5, 1, 9, 3)
    #expect(table.ids.map(\.rawValue) == [1, 3, 5, 9])
    #expect(table.values.map(\.slots) == [1, 3, 5, 9])
    #expect(table[ExecutorID(9)]?.slots == 9)
    #expect(table[ExecutorID(4)] == nil)
    #expect(table[ExecutorID(10)] == nil)
  }

  @Test func aSeatIsChangedInItsPlace() {
    var table = table(1, 2)
    table[ExecutorID(2)]?.isRevoking = true
    table[ExecutorID(3)]?.isRevoking = true
    table.updateAll { $0.holdsCache = true }
    #expect(table.values.map(\.isRevoking) == [false, true])
    #expect(table.values.map(\.holdsCache) == [true, true])
  }

  @Test func aSeatThatIsRemovedIsHandedOver() {
    var table = table(1, 2)
    #expect(table.removeValue(forKey: ExecutorID(1))?.slots == 1)
    #expect(table.removeValue(forKey: ExecutorID(1)) == nil)
    #expect(table.ids == [ExecutorID(2)])
    table[ExecutorID(2)] = nil
    #expect(Bool(table.isEmpty))
  }
}
