import CroftLinux
import Glibc
import Testing

@testable import CroftManager

@Suite struct LostDriverSearchTests {
  private static let arguments = ["sh", "-c", "read line"]

  private func start(
    _ arguments: [String], secret: String, _ input: FileDescriptor, newSession: Bool = true
  ) throws -> ProcessDescriptor {
    let null = try FileDescriptor.open("/dev/null", flags: O_RDWR)
    return try Spawner.spawn(
      SpawnRequest(
        image: FileDescriptor.open("/bin/sh", flags: O_RDONLY), arguments: arguments,
        environment: ["A=b", "CROFT_APPLICATION_SECRET=\(secret)"], workingDirectory: "/", standardInput: input,
        standardOutput: null, standardError: null, channel: nil, newSession: newSession))
  }

  @Test func itIsTheProcessWithTheSecretThatLeadsASession() throws {
    let pipe = try FileDescriptor.pipe()
    let secret = Secret.make()
    let others = [
      try start(Self.arguments, secret: secret, pipe.reading, newSession: false),
      try start(Self.arguments, secret: Secret.make(), pipe.reading),
      try start(["sh", "-c", "read other"], secret: secret, pipe.reading),
    ]
    func found(_ userID: uid_t = geteuid()) -> pid_t? {
      LostDriverSearch().find(secret: secret, arguments: Self.arguments, userID: userID)?.processID
    }
    #expect(found() == nil)
    let driver = try start(Self.arguments, secret: secret, pipe.reading)
    #expect(found() == driver.processID)
    #expect(found(12345) == nil)
    for process in others + [driver] {
      try process.signal(SIGKILL)
      _ = try process.waitForExit(blocking: true)
    }
    #expect(found() == nil)
  }

  @Test func aProcessThatCannotBeReadIsWaitedForOnce() throws {
    let pipe = try FileDescriptor.pipe()
    let process = try start(Self.arguments, secret: Secret.make(), pipe.reading)
    let (asked, answers) = (BlockingQueue<pid_t>(), BlockingQueue<Bool>())
    let search = LostDriverSearch(patienceNanoseconds: 10_000_000) { _, process in
      asked.push(process)
      _ = answers.pop()
      return nil
    }
    for _ in 0..<2 { #expect(search.find(secret: "", arguments: Self.arguments, userID: geteuid()) == nil) }
    #expect(asked.pop() != nil)
    #expect(asked.count == 0)
    answers.close()
    try process.signal(SIGKILL)
    _ = try process.waitForExit(blocking: true)
  }
}
