import CroftLinux
import CroftTesting
import Glibc
import Testing

@testable import CroftExecutor

@Suite struct ReplacementFileTests {
  private func file(_ name: String, in directory: String) throws -> ReplacementFile {
    try ReplacementFile(for: Array("\(directory)/\(name)".utf8), mode: 0o600)
  }

  @Test func writersOfOneFileDoNotMeet() async throws {
    try await TemporaryDirectory.with { directory in
      let one = try file("out", in: directory)
      try one.descriptor.writeAll("one")
      let other = try file("out", in: directory)
      try other.descriptor.writeAll("other")
      try one.commit(isDurable: true)
      #expect(try FileSystem.readText("\(directory)/out", maximumBytes: 10) == "one")
      try other.commit(isDurable: false)
      #expect(try FileSystem.readText("\(directory)/out", maximumBytes: 10) == "other")
      #expect(try FileSystem.list(directory) == ["out"])
    }
  }

  @Test func whatIsNotCommittedGoesAndTheOldOneStays() async throws {
    try await TemporaryDirectory.with { directory in
      try FileDescriptor.open("\(directory)/out", flags: O_WRONLY | O_CREAT, mode: 0o600).writeAll("old")
      try file("out", in: directory).descriptor.writeAll("new")
      #expect(try FileSystem.readText("\(directory)/out", maximumBytes: 10) == "old")
      #expect(try FileSystem.list(directory) == ["out"])
    }
  }

  @Test func whatAKilledWriterLeftIsRemovedAndWhatIsWrittenIsNot() async throws {
    try await TemporaryDirectory.with { directory in
      for name in [".out.croft-0.tmp", ".out.croft-1.tmp"] {
        try FileDescriptor.open("\(directory)/\(name)", flags: O_WRONLY | O_CREAT, mode: 0o644).writeAll("left")
      }
      let one = try file("out", in: directory)
      let other = try file("out", in: directory)
      #expect(try FileSystem.status("\(directory)/.out.croft-0.tmp")?.size == 0)
      #expect(try FileSystem.status("\(directory)/.out.croft-1.tmp")?.permissions == 0o600)
      try one.commit(isDurable: false)
      try other.commit(isDurable: false)
      #expect(try FileSystem.list(directory) == ["out"])
    }
  }

  @Test func aLinkInItsWayIsNotFollowed() async throws {
    try await TemporaryDirectory.with { directory in
      try FileDescriptor.open("\(directory)/victim", flags: O_WRONLY | O_CREAT, mode: 0o600).writeAll("mine")
      #expect(symlink("victim", "\(directory)/.out.croft-0.tmp") == 0)
      let written = try file("out", in: directory)
      try written.descriptor.writeAll("new")
      try written.commit(isDurable: false)
      #expect(try FileSystem.readText("\(directory)/victim", maximumBytes: 10) == "mine")
      #expect(try FileSystem.readText("\(directory)/out", maximumBytes: 10) == "new")
    }
  }

  @Test func namesAsLongAsCanBeDoNotCollide() async throws {
    try await TemporaryDirectory.with { directory in
      let names = ["a", "b"].map { String(repeating: "x", count: 254) + $0 }
      let files = try names.map { try file($0, in: directory) }
      for (file, name) in zip(files, names) { try file.descriptor.writeAll(name) }
      for file in files { try file.commit(isDurable: false) }
      #expect(try FileSystem.list(directory) == names)
      for name in names { #expect(try FileSystem.readText("\(directory)/\(name)", maximumBytes: 300) == name) }
    }
  }
}
