import CroftLinux
import CroftProtocol
import CroftTesting
import Glibc
import Testing

/// The journal's catalog of our messages.
@Suite struct CatalogTests {
  private static let source =
    "/" + #filePath.split(separator: "/").dropLast(4).joined(separator: "/") + "/Units/croft.catalog"
  private static let journalctl = "/usr/bin/journalctl"

  private var text: String {
    get throws { try TestFile.read(Self.source) }
  }

  @Test func everyMessageHasItsEntryAndNoEntryIsWithoutAMessage() throws {
    let identifiers = try text.split(separator: "\n").filter { $0.hasPrefix("-- ") }.map { String($0.dropFirst(3)) }
    #expect(Set(identifiers).count == identifiers.count)
    #expect(Set(identifiers) == Set(JournalMessageID.allCases.map(\.rawValue)))
  }

  @Test func entriesReplaceOnlyFieldsThatWeSend() throws {
    let parts = try text.split(separator: "@", omittingEmptySubsequences: false)
    // Text and names take turns.
    let names = Set(stride(from: 1, to: parts.count, by: 2).map { String(parts[$0]) })
    let sent = JournalField.allCases.map(\.rawValue) + ["USER", "PROCESS", "NAME", "LIMIT"].map { "CROFT_\($0)" }
    #expect(names.isSubset(of: sent))
    #expect(!names.isEmpty)
  }

  @Test(.enabled(if: access(Self.journalctl, X_OK) == 0, "needs journalctl"))
  func theJournalAcceptsIt() async throws {
    try await TemporaryDirectory.with { directory in
      for folder in ["usr", "var"] {
        try FileSystem.createDirectory("\(directory)/\(folder)/lib/systemd/catalog", mode: 0o755, parents: true)
      }
      try TestFile.write(text, to: "\(directory)/usr/lib/systemd/catalog/croft.catalog")
      let update = try await ChildProcess.run(Self.journalctl, ["--update-catalog", "--root=\(directory)"])
      #expect(update.succeeded && update.standardError.isEmpty, "\(update)")
      let list = try await ChildProcess.run(Self.journalctl, ["--list-catalog", "--root=\(directory)"])
      #expect(list.standardOutput.split(separator: "\n").count == JournalMessageID.allCases.count)
    }
  }
}
