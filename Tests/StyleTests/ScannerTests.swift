import Testing

@Suite struct ScannerTests {
  @Test(arguments: [
    ("a // { b", "a       "),
    ("a /* { /* } */ { */ b", "a                   b"),
    (#"a("{") b"#, "a(   ) b"),
    (#"a("\"{") b"#, "a(     ) b"),
    (#"a("\(b["{"])}") c"#, "a(            ) c"),
    ("a(#\"\\\"{\"#) b", "a(       ) b"),
    ("\"\"\"\n { \" }\n\"\"\" b", "   \n      \n    b"),
  ])
  func commentsAndLiteralsAreBlanked(source: String, code: String) {
    #expect(String(decoding: CodeOnly(source).bytes, as: UTF8.self) == code)
  }

  @Test func functionsAreMeasuredFromTheirKeywordToTheirBrace() {
    let source = """
      protocol P {
        func required(a: Int)
        init()
      }
      struct S: P {
        init() {}
        func required(
          a: Int = { 1 }()
        )
          -> Int
        {
          "}" // }
          return .init(a)
        }
        subscript(i: Int) -> Int {
          func inner<T>(_ t: T) where T: Equatable {
          }
          return i
        }
        deinit { self.init() }
      }
      """
    let found = FunctionLengths.functions(in: source).map { "\($0.line) \($0.name) \($0.lineCount)" }
    #expect(found == ["6 init 1", "7 func required 8", "15 subscript 5", "16 func inner 2", "20 deinit 1"])
  }

  @Test func operatorsAreFunctionsToo() {
    let found = FunctionLengths.functions(in: "static func + (a: A, b: A) -> A {\n a\n}")
    #expect(found.map(\.lineCount) == [3])
  }
}
