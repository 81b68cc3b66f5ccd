import CroftLinux
import CroftProtocol
import Glibc
import Testing

@testable import CroftManager

/// The table, the default file and the manual page say the same.
@Suite struct ConfigurationDocumentationTests {
  @Test func theDefaultFileIsTheTable() throws {
    let installed = try Self.unit("croftd.conf")
    #expect(
      installed == DefaultConfigurationFile.text, "croftd --default-config prints what Units/croftd.conf has to be")
  }

  @Test func theDefaultFileChangesNothingEvenWithoutItsComments() throws {
    let lines = try Self.unit("croftd.conf").split(separator: "\n").map { line in
      line.hasPrefix("#") && !line.hasPrefix("# ") ? String(line.dropFirst()) : String(line)
    }
    let parser = ConfigurationParser.parse(Array(lines.joined(separator: "\n").utf8), file: "f")
    var builder = ConfigurationBuilder()
    for part in parser.parts where part.header.split(separator: " ").count == 1 { builder.apply(part) }
    #expect(parser.problems + builder.problems == [])
    #expect(builder.configuration == ManagerConfiguration())
  }

  @Test func theManualPageDocumentsExactlyTheTable() throws {
    // Each section is ".Ss [Section]", each key ".It Cm Key= Ns Ar kind", and its default "Default: figure.".
    var documented: [String] = []
    var section: Substring?
    for line in try Self.unit("man/croftd.conf.5").split(separator: "\n") {
      if line.hasPrefix(".Ss ") { section = line.dropFirst(4).wholeMatch(of: /(\[.*\]).*/)?.output.1 }
      guard let section else { continue }
      if line.hasPrefix(".It Cm "), let name = line.dropFirst(7).split(separator: " ").first {
        documented.append("\(section) \(name)")
      }
      if line.hasPrefix("Default: ") { documented[documented.count - 1] += line.dropFirst("Default: ".count) }
    }
    let table = ConfigurationKeys.sections.flatMap { section in
      section.keys.map { "[\(section.title)] \($0.name)=" + ($0.standard.isEmpty ? "none." : $0.standard + ".") }
    }
    #expect(documented == table)
  }

  @Test func theManualPageTellsHowManyApplicationsAUserMayHave() throws {
    let most = ConnectionLimits().applications(of: 1, managerUserID: 2)
    #expect(try Self.unit("man/croftd.conf.5").contains("One user may have \(most) of them"))
  }

  /// A file of the checkout's `Units`.
  private static func unit(_ name: String) throws -> String {
    let root = #filePath.split(separator: "/").dropLast(4).joined(separator: "/")
    return try FileSystem.readText("/\(root)/Units/\(name)", maximumBytes: 1 << 20)
  }
}
