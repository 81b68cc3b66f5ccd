import CroftTesting
import Testing

@testable import CroftBatch

@Suite struct TOMLParserTests {
  private func parse(_ text: String) throws -> String {
    TOMLText.describe(try TOMLParser.parse(Array(text.utf8)))
  }

  /// From the specification, and the kinds of cases that the suite of toml-test has.
  @Test(arguments: [
    ("", "{}"), ("# only\n\n", "{}"), ("\u{FEFF}a=1", #"{"a":i1}"#), ("a=1\r\nb=2\r\n", #"{"a":i1,"b":i2}"#),
    ("a.b.c=1\na.b.d=2", #"{"a":{"b":{"c":i1,"d":i2}}}"#), ("a . 'b.c' . \"d\" = 1", #"{"a":{"b%2ec":{"d":i1}}}"#),
    ("3.14 = 1", #"{"3":{"14":i1}}"#), ("'' = 1", #"{"":i1}"#), ("-=1\n_=2\n1234=3", #"{"%2d":i1,"1234":i3,"%5f":i2}"#),
    ("[a]\nb=1\n[c.d]\n[c]\ne=2", #"{"a":{"b":i1},"c":{"d":{},"e":i2}}"#), ("[ a . b ]", #"{"a":{"b":{}}}"#),
    ("[[a]]\nb=1\n[[a]]\n[a.c]\nd=2\n[[a.e]]\n[[a.e]]", #"{"a":[{"b":i1},{"c":{"d":i2},"e":[{},{}]}]}"#),
    ("a = { b = 1, c.d = 2, e = {} }", #"{"a":{"b":i1,"c":{"d":i2},"e":{}}}"#),
    ("a = [ 1, # one\n 'x',\n [ ], ]", #"{"a":[i1,"x",[]]}"#), ("a=[[1,2],[{b=1}]]", #"{"a":[[i1,i2],[{"b":i1}]]}"#),
    (
      "[fruit]\napple.color=1\n[fruit.apple.texture]\nsmooth=true",
      #"{"fruit":{"apple":{"color":i1,"texture":{"smooth":true}}}}"#
    ),
    ("a = true # yes", #"{"a":true}"#), ("true = false\ninf = inf", #"{"inf":f7ff0000000000000,"true":false}"#),
  ])
  func documentsAreRead(text: String, description: String) throws {
    #expect(try parse(text) == description)
  }

  @Test(arguments: [
    (#""a\tb\"\\""#, "a\tb\"\\"), (#""\u00E9\U0001F600""#, "é😀"), (#"'C:\n\'"#, #"C:\n\"#), (#""""#, ""), ("''", ""),
    ("\"\"\"\na\nb\"\"\"", "a\nb"), ("\"\"\"a\r\nb\"\"\"", "a\nb"), ("\"\"\"a\\\n   \n  b\"\"\"", "ab"),
    ("\"\"\"a \\  \n b\"\"\"", "a b"), ("\"\"\"a\"\"b\"\"\"\"\"", "a\"\"b\"\""), ("'''a'b''c''''", "a'b''c'"),
    ("'''\n\\n'''", "\\n"), ("\"\"\"\"\"\"", ""), (#""\b\f\n\r""#, "\u{8}\u{C}\n\r"), ("'tab\there'", "tab\there"),
    ("\"\"\"\\\"\\\"\\\"\"\"\"", "\"\"\""), ("'''é'''", "é"),
  ])
  func stringsOfAllFourKindsAreRead(written: String, text: String) throws {
    let table = try TOMLParser.parse(Array("a = \(written)".utf8))
    #expect(table["a"]?.value.content == .string(text))
  }

  @Test(
    arguments: [
      ("1_000", .integer(1000)), ("+99", .integer(99)), ("-17", .integer(-17)), ("0", .integer(0)), ("-0", .integer(0)),
      ("0xDEAD_beef", .integer(0xDEAD_BEEF)), ("0o755", .integer(493)), ("0b1101", .integer(13)), ("0x00", .integer(0)),
      ("9223372036854775807", .integer(.max)), ("-9223372036854775808", .integer(.min)), ("1.5", .float(1.5)),
      ("-0.0", .float(-0.0)), ("5e+22", .float(5e22)), ("6.626e-34", .float(6.626e-34)), ("1e06", .float(1e6)),
      ("224_617.445_991", .float(224_617.445991)), ("-inf", .float(-.infinity)),
      ("1979-05-27", .time("1979-05-27", .localDate)),
      ("1979-05-27T07:32:00Z", .time("1979-05-27T07:32:00Z", .offsetDateTime)),
      ("1979-05-27 07:32:00.999-07:00", .time("1979-05-27 07:32:00.999-07:00", .offsetDateTime)),
      ("1979-05-27t07:32:00", .time("1979-05-27t07:32:00", .localDateTime)),
      ("07:32:00.5", .time("07:32:00.5", .localTime)),
      ("2000-02-29", .time("2000-02-29", .localDate)),
    ] as [(String, TOMLValue.Content)])
  func numbersAndTimesAreRead(written: String, content: TOMLValue.Content) throws {
    #expect(try TOMLParser.parse(Array("a = \(written) # x".utf8))["a"]?.value.content == content)
  }

  @Test(arguments: [
    "a = 01", "a = 1__0", "a = _1", "a = 1_", "a = 0x", "a = 0xG", "a = +0x1", "a = 0X1", "a = 1.", "a = .5",
    "a = 1.e5",
    "a = 1e", "a = 1e5.5", "a = 1_.5", "a = 00.5", "a = 9223372036854775808", "a = Inf", "a = infinity", "a = ++1",
    "a = x",
    "a = True", "a = 1979-13-01", "a = 1979-02-29", "a = 1900-02-29", "a = 25:00:00", "a = 07:32", "a = 1979-05-27T",
    "a = 1979-05-27T07:32:00+25:00", "a = 1979-5-27", "a =", "a", "= 1", "a = 1 b = 2", "a.= 1",
    "a..b = 1", ".a = 1", "a b = 1", "é = 1", "a = 'x", "a = \"x", "a = \"x\ny\"", "a = 'x\ny'", "a = \"\"\"x\"\"",
    "a = \"\\x\"", "a = \"\\u12\"", "a = \"\\uD800\"", "a = \"\\U00110000\"", "a = \"\u{1}\"", "a = 1 # \u{1}",
    "a = \"\u{7F}\"",
    "a = \"x\\ y\"", "a = \"\"\"x\\ y\"\"\"", "\"\"\"a\"\"\" = 1", "a = [1 2]", "a = [1", "a = [,]", "a = [1,,2]",
    "a = {b=1,}",
    "a = {b=1\n}", "a = {b}", "a = {b=1 c=2}", "[a", "[a]]", "[]", "[[a]", "[a] b = 1", "[a.]", "[.a]", "[ [a]]",
    "[[a] ]",
    "a=1\na=2", "a=1\na.b=2", "a.b=1\na=2", "[a]\n[a]", "a=1\n[a]", "a=1\n[a.b]", "[a]\nb.c=1\n[a.b]", "a={b=1}\na.c=2",
    "a={b=1}\n[a.c]", "a={b=1,b=2}", "a={b=1,b.c=2}", "a=[]\n[[a]]", "[[a]]\n[a]", "[a]\n[[a]]", "[a.b]\n[a]\nb.c=1",
    "a = [{b=1}]\n[[a]]", "[[a.b]]\n[a]\nb.c=1", "a.b=1\n[a]", "'a'=1\na=2", "a\n=1", "a=1\r", "a='\r'",
    "a=\"\"\"\r\"\"\"",
    "[a]\nb={}\n[a.b.c]",
  ])
  func whatTheSpecificationForbidsIsRefused(text: String) {
    #expect(throws: TOMLError.self) { try parse(text) }
  }

  @Test(arguments: [
    ("a = 1\nb = tru", 2, 5, "'tru' is no value; a text stands in quotes"),
    ("[x]\n  a 1", 2, 5, "= is expected behind the key, not '1'"), ("é = 1", 1, 1, "not 'é'"),
    ("a = \"éé\" x", 1, 10, "the end of the line is expected, not 'x'"),
    ("a = 1\n\n[b]\na.c=1\na.c=2", 5, 3, "'a.c' is there already in line 4"),
    ("[t]\n[u]\n[t]", 3, 2, "'t' is there already in line 1"),
    ("a = [1,\n2\nb = 3", 3, 1, "a comma or ] is expected in an array, not 'b'"), ("a = 'x\n'", 1, 5, "never closed"),
    ("a = [1,\n2", 1, 5, "not the end of the file"), ("a = \"\\q\"", 1, 6, "is no escape"),
    ("a =\n", 1, 4, "not the end of the line"),
    ("a = 99999999999999999999", 1, 5, "doesn't fit in 64 bits"),
  ])
  func aMistakeIsNamedWithItsPlace(text: String, line: Int, column: Int, problem: String) {
    let error = #expect(throws: TOMLError.self) { try parse(text) }
    #expect(error?.place == TextPlace(line: line, column: column), "\(String(describing: error))")
    #expect(error?.problem.contains(problem) == true, "\(String(describing: error))")
  }

  @Test func bytesThatAreNoTextAreNamedWithTheirLine() {
    let error = #expect(throws: TOMLError.self) { try TOMLParser.parse(Array("a=1\n#".utf8) + [0xFF]) }
    #expect(error?.place.line == 2)
  }

  @Test func everyKeyAndValueKnowsItsPlace() throws {
    let table = try TOMLParser.parse(Array("[a]\n  'é' = [\n    1, {b = 2}]\n".utf8))
    guard case .table(let a)? = table["a"]?.value.content, case .array(let values)? = a["é"]?.value.content,
      values.count == 2, case .table(let inline) = values[1].content
    else {
      Issue.record("\(table)")
      return
    }
    #expect(table["a"]?.keyPlace == TextPlace(line: 1, column: 2))
    #expect(a["é"]?.keyPlace == TextPlace(line: 2, column: 3))
    #expect(a["é"]?.value.place == TextPlace(line: 2, column: 9))
    #expect(values.map(\.place) == [TextPlace(line: 3, column: 5), TextPlace(line: 3, column: 8)])
    #expect(inline["b"]?.keyPlace == TextPlace(line: 3, column: 9))
  }

  @Test func depthAndLengthAreBounded() {
    let deep = String(repeating: "[", count: 100_000)
    let chain = Array(repeating: "a", count: 100_000).joined(separator: ".")
    let nested = String(repeating: "{a.a.a=", count: 50)
    for text in ["a = " + deep, chain + " = 1", "[\(chain)]", "a = " + nested] {
      #expect(throws: TOMLError.self) { try parse(text) }
    }
    #expect(throws: TOMLError.self) {
      try TOMLParser.parse(Array(repeating: 0x20, count: BatchLimits.jobFileBytes + 1))
    }
  }

  /// Were the time that of a square, these would take hours.
  @Test func aLongDocumentOfAnyShapeIsReadInProportionToItsLength() throws {
    let count = 100_000
    let line = try TOMLParser.parse(Array("a = [\(String(repeating: "1,", count: count))]".utf8))
    let tables = try TOMLParser.parse(Array(String(repeating: "[[a]]\n", count: count).utf8))
    for table in [line, tables] {
      guard case .array(let values)? = table["a"]?.value.content else {
        Issue.record("no array")
        continue
      }
      #expect(values.count == count)
    }
    let keys = try TOMLParser.parse((0..<count).flatMap { "k\($0)=1\n".utf8 })
    #expect(keys.entries.count == count)
    #expect(keys["k99999"]?.keyPlace == TextPlace(line: count, column: 1))
  }

  @Test func damagedDocumentsNeverTrap() {
    var random = SeededRandom(seed: 37)
    let beginning = "[a.'b']\nc = [1, {d = \"\\u00e9\"}] # é\n"
    let document = Array((beginning + "[[e]]\nf = \"\"\"\n\\\n x\"\"\"\ng = 1979-05-27 07:32:00Z\n").utf8)
    for _ in 0..<5000 {
      var damaged = Array(document.prefix(random.below(document.count + 1)))
      for _ in 0..<random.below(4) where !damaged.isEmpty {
        damaged[random.below(damaged.count)] = UInt8(random.below(256))
      }
      do throws(TOMLError) {
        _ = try TOMLParser.parse(damaged)
      } catch {
        #expect(error.place.line <= damaged.count { $0 == 0x0A } + 1)
      }
    }
  }
}
