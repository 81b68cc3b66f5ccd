import CroftTesting
import Glibc
import Testing

@testable import CroftBatch

@Suite struct InputSpecificationTests {
  private func over(_ path: String, isNullSeparated: Bool = false) throws -> [ByteString] {
    let specification = InputSpecification.over(ByteString(path), isNullSeparated: isNullSeparated)
    let inputs = try BatchInputs(specification.load())
    return (0..<inputs.count).flatMap(inputs.values)
  }

  @Test func linesOfAFileAreInputs() async throws {
    try await TemporaryDirectory.with { directory in
      try TestFile.write("a b\n\n 'c'\r\nd", to: directory + "/lines")
      #expect(try over(directory + "/lines") == ["a b", "", " 'c'\r", "d"])
      try TestFile.write("", to: directory + "/empty")
      #expect(try over(directory + "/empty") == [])
      try TestFile.write(Array("a\nb".utf8) + [0, 0xFF, 0], to: directory + "/zeros")
      #expect(try over(directory + "/zeros", isNullSeparated: true) == ["a\nb", ByteString([0xFF])])
    }
  }

  @Test func zerosThatNobodyMentionedAreNamed() async throws {
    try await TemporaryDirectory.with { directory in
      try TestFile.write("a\nb\u{0}c\n", to: directory + "/zeros")
      let error = #expect(throws: BatchError.self) { try over(directory + "/zeros") }
      #expect(error?.description.hasPrefix("line 2 of ") == true)
      #expect(error?.description.contains("-0") == true)
    }
  }

  @Test func aPatternGivesItsMatchesInOrder() async throws {
    try await TemporaryDirectory.with { directory in
      for name in ["b.csv", "a.csv", "B.csv", "c d.csv", "x.txt", "[1].csv"] {
        try TestFile.write("line of \(name)\n", to: "\(directory)/\(name)")
      }
      let expected = ["B.csv", "[1].csv", "a.csv", "b.csv", "c d.csv"].map { ByteString("\(directory)/\($0)") }
      #expect(try over(directory + "/*.csv") == expected)
      #expect(
        try over(directory + "/{x,a}.[tc]*") == ["\(directory)/a.csv", "\(directory)/x.txt"].map { ByteString($0) })
      // A file of that very name is meant, whatever its name looks like.
      #expect(try over(directory + "/[1].csv") == ["line of [1].csv"])
    }
  }

  @Test func aNameThatIsNoTextIsMatched() async throws {
    try await TemporaryDirectory.with { directory in
      let name = ByteString(Array((directory + "/x").utf8) + [0xFF])
      let descriptor = name.withCString { open($0, O_CREAT | O_WRONLY, 0o600) }
      close(descriptor)
      let found = try over(directory + "/x*")
      #expect(found == [name])
    }
  }

  @Test(arguments: [
    ("/nothing", "there is no such file"), ("/no*thing", "no file matches"), ("", "it is a directory"),
    ("/nothing/here*", "no file matches"), ("/file/x", "Not a directory"),
  ])
  func whatCannotBeReadIsNamed(path: String, complaint: String) async throws {
    try await TemporaryDirectory.with { directory in
      try TestFile.write("x", to: directory + "/file")
      let error = #expect(throws: BatchError.self) { try over(directory + path) }
      #expect(error?.description.contains(complaint) == true, "\(String(describing: error))")
      #expect(error?.description.contains(directory) == true)
    }
  }

  @Test func aTablesMistakeNamesTheFile() async throws {
    try await TemporaryDirectory.with { directory in
      try TestFile.write("a,a\n", to: directory + "/t.csv")
      let specification = InputSpecification.csv(ByteString(directory + "/t.csv"))
      let error = #expect(throws: BatchError.self) { try specification.load() }
      #expect(error?.description.hasPrefix("'\(directory)/t.csv' is no table: line 1: columns 1 and 2") == true)
    }
  }
}
