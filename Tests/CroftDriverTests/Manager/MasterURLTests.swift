import CroftDriver
import Testing

@Suite struct MasterURLTests {
  @Test(arguments: [
    ("local", MasterURL.local(slots: 1)),
    ("local[1]", .local(slots: 1)),
    ("local[16]", .local(slots: 16)),
    ("local[*]", .local(slots: nil)),
    ("unix:/run/croft/io.croft.Manager", .manager(socketPath: "/run/croft/io.croft.Manager")),
    ("unix:a path/with spaces", .manager(socketPath: "a path/with spaces")),
    ("croft", .discovered),
  ])
  func everyFormIsUnderstood(text: String, master: MasterURL) throws {
    #expect(try MasterURL(parsing: text) == master)
  }

  @Test(arguments: [
    ("", "no kind of master"),
    ("Local", "no kind of master"),
    ("local[", "no kind of master"),
    ("local[]", "\"\" is not a number of slots"),
    ("local[0]", "\"0\" is not a number of slots from 1 to 4096"),
    ("local[-1]", "is not a number of slots"),
    ("local[two]", "is not a number of slots"),
    ("local[99999999999999999999]", "is not a number of slots"),
    ("unix:", "the path of the socket is missing"),
    ("spark://host:7077", "not there yet"),
    ("yarn", "no kind of master"),
  ])
  func everyOtherTextIsRefusedWithAReasonAndTheForms(text: String, reason: String) {
    let error = #expect(throws: MasterURLError.self) { try MasterURL(parsing: text) }
    #expect(error?.description.contains("\"\(text)\"") == true)
    #expect(error?.description.contains(reason) == true)
    #expect(error?.description.contains("local[N]") == true)
    #expect(error?.description.contains("unix:PATH") == true)
  }
}
