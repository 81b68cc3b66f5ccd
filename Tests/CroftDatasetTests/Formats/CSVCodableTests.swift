import Testing

@testable import CroftDataset

@Suite struct CSVCodableTests {
  enum Payment: String, Codable { case card, cash }
  enum Flag: Int, Codable { case no, yes }

  struct Trip: Codable, Equatable {
    var day: String
    var zone: Int
    var fare: Double
    var tip: Float?
    var note: Text?
    var isLong: Bool
    var payment: Payment
    var flag: Flag?
    var small: UInt8
  }

  static let trips = [
    Trip(day: "d,1", zone: -5, fare: 0.1, tip: 1.5, note: "", isLong: true, payment: .cash, flag: .yes, small: 255),
    Trip(day: "", zone: .min, fare: 1e300, tip: nil, note: nil, isLong: false, payment: .card, flag: nil, small: 0),
    Trip(day: "a\"b\n", zone: 7, fare: -0.0, tip: 0.1, note: "ü", isLong: false, payment: .card, flag: .no, small: 1),
  ]

  private func written<Element>(
    _ elements: [Element], _ format: CSVFormat = .standard, header: [String]? = nil
  ) throws -> String {
    let writer = try CSVRecordWriter(Element.self, format: format, header: header)
    for element in elements { try writer.append(element) }
    return writer.withBytes { String(decoding: $0, as: UTF8.self) }
  }

  private func read<Value: Decodable>(_ text: String, as: Value.Type = Value.self) throws -> [Value] {
    try CSVTable(text, .standard).rows().map { try $0.decoded() }
  }

  @Test func valuesAreReadBackAsTheyWere() throws {
    let text = try written(Self.trips)
    #expect(
      text == """
        day,zone,fare,tip,note,isLong,payment,flag,small
        "d,1",-5,0.1,1.5,"",true,cash,1,255
        "",-9223372036854775808,1e+300,,,false,card,,0
        "a""b
        ",7,-0.0,0.1,ü,false,card,0,1

        """)
    #expect(try read(text) == Self.trips)
  }

  @Test func columnsMayStandInAnotherOrderAndThereMayBeMore() throws {
    struct Pair: Decodable, Equatable { var a: Int; var b: String?; var c: Int? }
    #expect(
      try read("x,b,a\n1,two,3\n1,,4\n5,\"\",6\n") == [
        Pair(a: 3, b: "two", c: nil), Pair(a: 4, b: nil, c: nil), Pair(a: 6, b: "", c: nil),
      ])
  }

  @Test func integerKeysArePositions() throws {
    struct Pair: Decodable, Equatable {
      enum CodingKeys: Int, CodingKey { case first, third = 2 }
      var first: Int
      var third: String?
    }
    let rows = try CSVTable("1,2,x\n3,4\n").rows()
    #expect(try rows.map { try $0.decoded(as: Pair.self) } == [Pair(first: 1, third: "x"), Pair(first: 3, third: nil)])
  }

  @Test func rowsWithoutNamesAreReadAsArraysOrSingleValues() throws {
    let rows = try CSVTable("1,2\n3\n").rows()
    #expect(try rows.map { try $0.decoded(as: [Int].self) } == [[1, 2], [3]])
    #expect(try rows.map { try $0.decoded(as: Int.self) } == [1, 3])
  }

  @Test(arguments: [
    ("day,zone\n1,x\n", "zone", "an integer from \(Int.min) to \(Int.max) was expected, not \"x\""),
    ("day,zone\n1,\n", "zone", "was expected, not \"\""), ("day,zone\n1\n", "zone", "has 1 field and none here"),
    ("day\n1\n", "zone", "no such column; the file has day"),
    ("zone,day\n3,\(String(repeating: "y", count: 100))\n", "payment", "no such column"),
    ("day,zone,payment\n1,2,gold\n", "payment", "\"gold\" is no Payment"),
  ])
  func errorsNameTheRecordAndTheColumn(text: String, column: String, problem: String) throws {
    struct Record: Decodable { var day: String; var zone: Int; var payment: Payment }
    let error = #expect(throws: CSVError.self) { try read(text, as: Record.self) }
    #expect(error?.column == column)
    #expect(error?.position == text.utf8.prefix { $0 != 0x0A }.count + 1)
    #expect(error?.problem.contains(problem) == true, "\(error as Any)")
  }

  @Test func structuresInFieldsAreRefused() throws {
    struct Inner: Codable { var x = 1 }
    struct Outer: Codable { var inner = Inner() }
    struct List: Codable { var list = [1, 2] }
    #expect(throws: CSVError.self) { try read("inner\n1\n", as: Outer.self) }
    #expect(throws: CSVError.self) { try read("list\n1\n", as: List.self) }
    #expect(throws: CSVFormatError.self) { try written([Outer()]) }
    #expect(throws: CSVFormatError.self) { try written([List()]) }
  }

  @Test func tuplesAreWrittenFieldByField() throws {
    let format = CSVFormat(hasHeader: false)
    #expect(try written([("a", 1), ("b,", 2)], format) == "a,1\n\"b,\",2\n")
    let nested: [((Text, Int?), (Double, Bool))] = [(("x", nil), (0.5, true)), (("", 3), (.infinity, false))]
    #expect(try written(nested, format) == "x,,0.5,true\n\"\",3,inf,false\n")
    #expect(try written([("a", Payment.cash)], format) == "a,cash\n")
    #expect(try written([1, 2], format) == "1\n2\n")
    #expect(try written([nil, 2] as [Int?], format) == "\"\"\n2\n")
  }

  @Test func namesOfColumnsCanBeGiven() throws {
    #expect(try written([("a", 1)], header: ["word", "count"]) == "word,count\na,1\n")
    #expect(try written([] as [(String, Int)], header: ["word", "count"]) == "word,count\n")
    #expect(throws: CSVFormatError.self) { try written([("a", 1)], header: ["word"]) }
    #expect(throws: CSVFormatError.self) { try written([("a", 1)]) }
  }

  @Test func whatIsNoRecordIsRefusedBeforeItIsWritten() {
    struct Opaque {}
    #expect(throws: CSVFormatError.self) { try CSVRecordWriter((Int, Opaque).self, format: .standard) }
  }

  @Test func aFieldThatNeedsQuotesIsRefusedWithoutThem() throws {
    let writer = try CSVRecordWriter((String, Int).self, format: .tabSeparated, header: ["a", "b"])
    #expect(throws: CSVFormatError.self) { try writer.append(("x\ty", 1)) }
    try writer.append(("x,y", 2))
    #expect(writer.withBytes { String(decoding: $0, as: UTF8.self) } == "a\tb\nx,y\t2\n")
  }
}
