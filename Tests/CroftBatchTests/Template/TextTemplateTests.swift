import CroftProtocol
import CroftTesting
import Testing

@testable import CroftBatch

@Suite struct TextTemplateTests {
  private let two = InputColumns(names: [nil, nil], isArray: false)
  private let named = InputColumns(names: ["name", "size"], isArray: false)
  private let task = TemplateValues(inputs: ["in/a.txt", "b c"], taskNumber: 7, slotNumber: 2)

  @Test(arguments: [
    ("{}", "in/a.txt b c"), ("x{}y", "xin/a.txt b cy"), ("{1}", "in/a.txt"), ("{2}-{1.}", "b c-in/a"),
    ("{1/}", "a.txt"),
    ("{1//}", "in"), ("{1/.}", "a"), ("{-1}", "b c"), ("{-2/}", "a.txt"), ("out/{#}.{%}", "out/7.2"),
    ("{.}", "in/a b c"),
    ("{/}{//}", "a.txt b cin ."), ("", ""), ("{", "{"), ("}", "}"), ("{}{", "in/a.txt b c{"),
    ("{{}}", "{in/a.txt b c}"),
    ("{print $1}", "{print $1}"), ("{ }", "{ }"), ("{a,b}", "{a,b}"), ("{name}", "{name}"), ("${HOME}", "${HOME}"),
    ("${1}", "$in/a.txt"), ("{1x}", "{1x}"), ("{///}", "{///}"), ("{..}", "{..}"), ("{1//.}", "{1//.}"), ("{-}", "{-}"),
  ])
  func replacementStringsAreReplacedAndOtherBracesStay(text: String, expanded: String) throws {
    #expect(try TextTemplate(ByteString(text), columns: two).expanded(for: task).text == expanded)
  }

  @Test(arguments: [
    ("{name}", "in/a.txt"), ("{name/.}={size}", "a=b c"), ("{1}", "in/a.txt"), ("${name}", "${name}"),
    ("{ nam}", "{ nam}"), ("{name:}", "{name:}"), ("{name.}", "in/a"),
  ])
  func columnsAreReplacedByName(text: String, expanded: String) throws {
    #expect(try TextTemplate(ByteString(text), columns: named).expanded(for: task).text == expanded)
  }

  @Test(arguments: [
    ("{nmae}", "did you mean {name}?"), ("{other}", "there are name, size"), ("{3}", "there are 2"),
    ("{0}", "counted from 1"),
    ("{-3}", "there are 2"), ("{99999999999}", "there are 2"),
  ])
  func whatIsNotThereIsRefused(text: String, complaint: String) {
    let error = #expect(throws: BatchError.self) { try TextTemplate(ByteString(text), columns: named) }
    #expect(error?.description.contains(complaint) == true, "\(String(describing: error))")
  }

  @Test func anInputWhereThereIsNoneIsRefused() throws {
    let none = InputColumns(names: [], isArray: false)
    #expect(throws: BatchError.self) { try TextTemplate("out/{/}", columns: none) }
    #expect(try TextTemplate("out/{#}", columns: none).expanded(for: task) == "out/7")
  }

  @Test func anyBytesPassThrough() throws {
    var random = SeededRandom(seed: 11)
    for _ in 0..<500 {
      let bytes = random.bytes(upTo: 30).filter { $0 != UInt8(ascii: "{") }
      let template = try TextTemplate(ByteString(bytes + Array("{1}".utf8) + bytes), columns: two)
      let value = ByteString(random.bytes(upTo: 30))
      let expanded = template.expanded(for: TemplateValues(inputs: [value, ""], taskNumber: 1, slotNumber: 1))
      #expect(expanded.bytes == bytes + value.bytes + bytes)
      #expect(try BinaryDecoder.decode(TextTemplate.self, from: BinaryEncoder.encode(template)) == template)
    }
  }
}
