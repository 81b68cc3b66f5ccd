import CroftLinux
import Glibc
import Testing

@testable import CroftManager

@Suite struct LostDriverTests {
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
      LostDriver.find(secret: secret, arguments: Self.arguments, userID: userID)?.processID
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
}
