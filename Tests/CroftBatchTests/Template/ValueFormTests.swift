import Testing

@testable import CroftBatch

@Suite struct ValueFormTests {
  /// What GNU parallel 20221122 gives for each.
  @Test(arguments: [
    ("dir/a.tar.gz", "dir/a.tar", "a.tar.gz", "dir", "a.tar"), ("a", "a", "a", ".", "a"), ("", "", "", ".", ""),
    ("/a.b", "/a", "a.b", "/", "a"), ("/", "/", "", "/", ""), ("//", "//", "", "/", ""), ("a/b/", "a/b/", "", "a", ""),
    ("a//b", "a//b", "b", "a", "b"), ("d.x/b", "d.x/b", "b", "d.x", "b"), (".rc", "", ".rc", ".", ""),
    ("a.", "a", "a.", ".", "a"), ("a/.rc", "a/", ".rc", "a", ""), ("a//", "a//", "", ".", ""),
    ("///a//b//", "///a//b//", "", "///a", ""),
  ])
  func formsOfPathsAreThoseOfParallel(
    path: String, withoutExtension: String, basename: String, directory: String, both: String
  ) {
    let expected: [ValueForm: String] = [
      .whole: path, .withoutExtension: withoutExtension, .basename: basename, .directory: directory,
      .basenameWithoutExtension: both,
    ]
    for form in ValueForm.allCases {
      #expect(form.applied(to: ByteString(path)).text == expected[form], "{\(form.rawValue)} of \(path)")
    }
  }
}
