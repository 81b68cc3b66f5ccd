import CroftTesting
import Glibc
import Testing

@testable import CroftBatch

/// Python's own reader, of which there is one from 3.11 on.
private enum PythonTOML {
  static let path: String? = {
    for directory in (getenv("PATH").map { String(cString: $0) } ?? "").split(separator: ":") {
      let path = "\(directory)/python3"
      if access(path, X_OK) == 0, system("\(path) -c 'import tomllib' 2> /dev/null") == 0 { return path }
    }
    return nil
  }()

  /// Reads documents with a 0 between them, and writes a line for each: `-` if it is refused.
  static let program = """
    import sys, struct, datetime
    import tomllib
    def text(s):
      plain = b'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'
      return '"' + ''.join(chr(b) if b in plain else '%%%02x' % b for b in s.encode()) + '"'
    def describe(v):
      if isinstance(v, bool): return 'true' if v else 'false'
      if isinstance(v, int):
        if not -2**63 <= v < 2**63: raise ValueError
        return 'i%d' % v
      if isinstance(v, float): return 'fnan' if v != v else 'f%x' % struct.unpack('>Q', struct.pack('>d', v))[0]
      if isinstance(v, str): return text(v)
      if isinstance(v, list): return '[' + ','.join(map(describe, v)) + ']'
      if isinstance(v, dict):
        return '{' + ','.join(text(k) + ':' + describe(v[k]) for k in sorted(v, key=lambda k: k.encode())) + '}'
      if isinstance(v, datetime.datetime): return 't(offsetDateTime)' if v.tzinfo else 't(localDateTime)'
      return 't(localDate)' if isinstance(v, datetime.date) else 't(localTime)'
    for document in open(sys.argv[1], 'rb').read().split(b'\\0')[:-1]:
      try: print(describe(tomllib.loads(document.decode())))
      except (ValueError, RecursionError): print('-')
    """
}

@Suite(.enabled(if: PythonTOML.path != nil, "there is no python3 with tomllib (3.11) on PATH"))
struct TOMLComparisonTests {
  private static let pieces = [
    "a", "b", "a.b", "'c d'", "\"e\\n\"", " = ", "=", "=", "\n", "\n", "\n", "\r\n", "[", "]", "[[", "]]", "{", "}",
    ",", ", ",
    "1", "0x1F", "-7", "1_0", "1.5", "1e3", "inf", "-nan", "true", "'x'", "\"y\\u00e9\"", "'''z\n'w'''",
    "\"\"\"q\\\n  r\"\"\"",
    "1979-05-27", "1979-05-27T07:32:00Z", "1979-05-27 07:32:00", "07:32:00.25", "# c\n", " ", "[a]\n", "[a.b]\n",
    "[[a]]\n",
    "[[a.c]]\n", "a = 1\n", "b = [1, 2]\n", "c.d = {x = 1, y.z = 'w'}\n", "c.e = 2\n", "b.f = []\n", "\"", "'", "\\",
    ".", "é",
  ]

  /// Mostly statements that are right in themselves, so that the rules for tables get their turn.
  private func document(_ random: inout SeededRandom) -> String {
    let keys = ["a", "b", "a.b", "a.c", "b.d.e", "\"a\"", "c"]
    let values = ["1", "'x'", "[1, {a = 2}]", "{}", "{b = 1}", "{b.c = 1, d = []}", "1.5", "[[], [1]]"]
    let key = { (random: inout SeededRandom) in keys[random.below(keys.count)] }
    return (0..<random.below(9)).map { _ -> String in
      switch random.below(8) {
      case 0...2: "\(key(&random)) = \(values[random.below(values.count)])\n"
      case 3, 4: "[\(key(&random))]\n"
      case 5: "[[\(key(&random))]]\n"
      case 6: "# comment\n"
      default: Self.pieces[random.below(Self.pieces.count)]
      }
    }.joined()
  }

  @Test func randomDocumentsMeanWhatPythonSays() async throws {
    var random = SeededRandom(seed: 29)
    let documents = (0..<20_000).map { round -> String in
      if round % 2 == 0 { return document(&random) }
      return (0..<random.below(14)).map { _ in Self.pieces[random.below(Self.pieces.count)] }.joined()
    }
    let path = try #require(PythonTOML.path)
    let answers = try await TemporaryDirectory.with { directory in
      try TestFile.write(PythonTOML.program, to: directory + "/describe.py")
      try TestFile.write(documents.joined(separator: "\0") + "\0", to: directory + "/documents")
      let result = try await ChildProcess.run(
        "/bin/sh", ["-c", "exec \(path) \(directory)/describe.py \(directory)/documents"])
      #expect(result.succeeded, "\(result.standardError)")
      return result.standardOutput.split(separator: "\n").map(String.init)
    }
    #expect(answers.count == documents.count)
    #expect(answers.count { $0 != "-" } > documents.count / 10)
    for (text, answer) in zip(documents, answers) {
      let ours = (try? TOMLParser.parse(Array(text.utf8))).map(TOMLText.describe) ?? "-"
      #expect(ours == answer, "\(text.debugDescription)")
    }
  }
}
