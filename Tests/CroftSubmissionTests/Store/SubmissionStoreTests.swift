import CroftBatch
import CroftLinux
import CroftProtocol
import CroftTesting
import Glibc
import Testing

@testable import CroftSubmission

struct SubmissionStoreTests {
  private static let submission = Submission(
    name: "trial", environment: ["PATH=/bin"], directory: "/",
    steps: [SubmissionStep(command: .program(["/bin/true"]))],
    graph: try! StepGraph([.init(name: "command", after: [])])
  )

  private func with(_ body: (SubmissionStore, String) async throws -> Void) async throws {
    try await TemporaryDirectory.with { directory in
      try await body(try SubmissionStore(environment: ["XDG_STATE_HOME": directory]), directory)
    }
  }

  @Test(arguments: [true, false]) func givesBackWhatItWasGiven(isDurable: Bool) async throws {
    try await with { store, _ in
      let stored = try store.add(Self.submission, isDurable: isDurable, unixMilliseconds: 1_795_000_000_000, random: 7)
      #expect(SubmissionKey.unixMilliseconds(of: stored.key) == 1_795_000_000_000)
      #expect(stored.key.hasSuffix("-00000007"))
      #expect(try store.submission(stored.key) == stored)
      #expect(stored.submission == Self.submission)
      let mode = try FileSystem.status("\(store.directory(of: stored.key))/submission")?.permissions
      #expect(mode == 0o600)
    }
  }

  @Test func aNumberLeadsToItsJobOnTheSameManager() async throws {
    try await with { store, _ in
      let key = try store.add(Self.submission, isDurable: false).key
      try store.link(key, toNumber: 7, socketPath: "/run/a")
      #expect(store.key(ofNumber: 7, socketPath: "/run/a") == key)
      #expect(store.key(ofNumber: 7, socketPath: "/run/b") == nil)
      #expect(store.key(ofNumber: 8, socketPath: "/run/a") == nil)
      let other = try store.add(Self.submission, isDurable: false).key
      try store.link(other, toNumber: 7, socketPath: "/run/a")
      #expect(store.key(ofNumber: 7, socketPath: "/run/a") == other)
    }
  }

  @Test func whatIsNoStoredJobIsRefusedWithTheCure() async throws {
    try await with { store, directory in
      for key in ["", "..", "../../etc", "01a1eed23600-00000007"] {
        #expect(throws: SubmissionStoreError.self) { try store.submission(key) }
      }
      let key = try store.add(Self.submission, isDurable: false).key
      let file = "\(directory)/croft/jobs/\(key)/submission"
      var bytes = try FileDescriptor.open(file, flags: O_RDONLY).readAll(maximumBytes: 1 << 20)
      bytes[8] = 99
      try TestFile.write(bytes, to: file)
      #expect { try store.submission(key) } throws: { "\($0)".contains("another version of Croft") }
      bytes[8] = UInt8(SubmissionFile.version)
      try TestFile.write(Array(bytes.dropLast(5)), to: file)
      #expect { try store.submission(key) } throws: { "\($0)".contains("is damaged") }
      try TestFile.write("hello", to: file)
      #expect(throws: SubmissionStoreError.self) { try store.submission(key) }
    }
  }

  @Test func oldJobsGoUnlessTheyAreHeld() async throws {
    try await with { store, directory in
      let day = 86_400_000
      let now = 40 * day + 1_795_000_000_000
      let old = try store.add(Self.submission, isDurable: false, unixMilliseconds: now - 31 * day).key
      let held = try store.add(Self.submission, isDurable: false, unixMilliseconds: now - 32 * day).key
      let young = try store.add(Self.submission, isDurable: false, unixMilliseconds: now - 29 * day).key
      try store.link(old, toNumber: 1, socketPath: "/run/a")
      try FileSystem.createDirectory("\(directory)/croft/resume/\(old)", mode: 0o700, parents: true)
      let hold = try store.hold(held)
      store.prune(nowUnixMilliseconds: now)
      withExtendedLifetime(hold) {}
      #expect(throws: SubmissionStoreError.self) { try store.submission(old) }
      #expect(store.key(ofNumber: 1, socketPath: "/run/a") == nil)
      #expect(try FileSystem.status("\(directory)/croft/resume/\(old)") == nil)
      #expect(try store.submission(held).key == held)
      #expect(try store.submission(young).key == young)
    }
  }

  @Test func withoutAPlaceItSaysSo() {
    #expect(throws: SubmissionStoreError.self) { try SubmissionStore(environment: ["HOME": "relative"]) }
    #expect(throws: Never.self) { try SubmissionStore(environment: ["HOME": "/home/me"]) }
  }
}
