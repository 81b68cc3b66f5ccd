import Testing

@testable import CroftDataset

@Suite struct ProbeBatchTests {
  @Test(arguments: [0, 1, 31, 32, 33, 100])
  func everyPairComesInItsOrderWithItsRows(count: Int) throws {
    let table = try Self.table(of: stride(from: 0, to: 100, by: 3)) { "row \($0)" }
    var batch = ProbeBatch<Int, String, String>(table)
    defer { batch.deallocate() }
    var found: [String] = []
    let see = { (key: Int, value: String, rows: UnsafeMutablePointer<JoinRows<String>>?) in
      found.append("\(key) \(value) \(rows?.pointee.first ?? "none")")
    }
    for key in 0..<count where batch.add(key, "value \(key)") { try batch.forEach(see) }
    try batch.forEach(see)
    #expect(found == (0..<count).map { "\($0) value \($0) \($0 % 3 == 0 ? "row \($0)" : "none")" })
  }

  @Test func textsAreFoundWhateverTheirLength() throws {
    let table = try Self.table(of: 0..<32) { Text(String(repeating: "x", count: $0)) }
    var batch = ProbeBatch<Int, Void, Text>(table)
    defer { batch.deallocate() }
    for key in 0..<32 { _ = batch.add(key, ()) }
    var lengths: [Int] = []
    try batch.forEach { lengths.append($2?.pointee.first.count ?? -1) }
    #expect(lengths == Array(0..<32))
  }

  /// An error in the middle of a batch, then pairs that nobody ever looks up.
  @Test func whatIsNotHandedOnIsFreed() throws {
    weak var thrown: Witness?
    weak var left: Witness?
    do {
      var batch = ProbeBatch<Int, Witness, Int>(try Self.table(of: 0..<1) { $0 })
      defer { batch.deallocate() }
      let (first, second) = (Witness(), Witness())
      (thrown, left) = (first, second)
      for _ in 0..<3 { _ = batch.add(0, first) }
      #expect(throws: Interruption.self) { try batch.forEach { _, _, _ in throw Interruption() } }
      _ = batch.add(1, second)
    }
    #expect(thrown == nil)
    #expect(left == nil)
  }

  private static func table<Row>(
    of keys: some Sequence<Int>, _ row: (Int) -> Row
  ) throws -> CombiningTable<Int, JoinRows<Row>> {
    let table = CombiningTable<Int, JoinRows<Row>>()
    for key in keys { try table.update(key, create: { JoinRows(row(key)) }, combine: { _ in }) }
    return table
  }

  private final class Witness {}
  private struct Interruption: Error {}
}
