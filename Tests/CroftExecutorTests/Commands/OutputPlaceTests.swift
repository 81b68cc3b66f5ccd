import CroftLinux
import CroftTesting
import Glibc
import Testing

@testable import CroftExecutor

@Suite struct OutputPlaceTests {
  private func place(_ path: String) throws -> OutputPlace { try OutputPlace(at: Array(path.utf8)) }

  private func isStream(_ path: String) throws -> Bool {
    if case .stream(Array(path.utf8)) = try place(path) { true } else { false }
  }

  private func file(_ path: String) throws -> String? {
    if case .file(let target) = try place(path) { String(decoding: target, as: UTF8.self) } else { nil }
  }

  @Test func aLinkLeadsToItsFileAndNoFurther() async throws {
    try await TemporaryDirectory.with { directory in
      let directory = try FileSystem.resolved(directory)
      _ = try FileDescriptor.open("\(directory)/real", flags: O_WRONLY | O_CREAT, mode: 0o600)
      for (link, target) in [("link", "real"), ("second", "\(directory)/link"), ("lost", "absent"), ("round", "round")]
      {
        #expect(symlink(target, "\(directory)/\(link)") == 0)
      }
      #expect(try file("\(directory)/real") == "\(directory)/real")
      #expect(try file("\(directory)/absent") == "\(directory)/absent")
      #expect(try file("\(directory)/second") == "\(directory)/real")
      for (name, code) in [("lost", ENOENT), ("round", ELOOP), ("new/", EISDIR), (".", EISDIR)] {
        let error = #expect(throws: SystemError.self) { try place("\(directory)/\(name)") }
        #expect(error?.errno == code, "\(name)")
      }
    }
  }

  @Test func descriptorsAndDevicesAreWrittenAsTheyAre() async throws {
    try await TemporaryDirectory.with { directory in
      let open = try FileDescriptor.open("\(directory)/open", flags: O_WRONLY | O_CREAT, mode: 0o600)
      #expect(try isStream("/dev/fd/\(open.rawValue)"))
      #expect(try isStream("/proc/self/fd/\(open.rawValue)"))
      #expect(symlink("/dev/fd/\(open.rawValue)", "\(directory)/link") == 0)
      #expect(try isStream("\(directory)/link"))
      #expect(try isStream("/dev/null"))
    }
  }

  @Test func oneFileIsKnownByEachOfItsNames() async throws {
    try await TemporaryDirectory.with { directory in
      try FileSystem.createDirectory("\(directory)/below", mode: 0o700)
      let one = try place("\(directory)/out")
      #expect(one.isSameFile(as: try place("\(directory)/./below/..//out")))
      #expect(!one.isSameFile(as: try place("\(directory)/below/out")))
      #expect(!one.isSameFile(as: try place("\(directory)/error")))
    }
  }
}
