import CroftLinux
import Glibc

/// A shell that a test has spawned, with the other ends of its descriptors.
struct Child: Sendable {
  let process: ProcessDescriptor
  let output: FileDescriptor
  let errors: FileDescriptor
  let channel: FileDescriptor

  @discardableResult
  static func shell(
    _ script: String, extra: [String] = [], _ change: (inout SpawnRequest) throws -> Void = { _ in }
  ) throws -> Child {
    var (request, ends) = try request(script, extra: extra)
    try change(&request)
    return Child(
      process: try Spawner.spawn(request), output: ends.output, errors: ends.errors, channel: ends.channel)
  }

  /// What starts a shell, and our ends of its descriptors.
  static func request(
    _ script: String, extra: [String] = []
  ) throws -> (
    request: SpawnRequest, ends: (output: FileDescriptor, errors: FileDescriptor, channel: FileDescriptor)
  ) {
    let output = try FileDescriptor.pipe()
    let errors = try FileDescriptor.pipe()
    let (channel, theirs) = try UnixSocket.pair(bufferBytes: nil)
    let request = SpawnRequest(
      image: try FileDescriptor.open("/bin/sh", flags: O_RDONLY),
      arguments: ["sh", "-c", script, "shell"] + extra, environment: Environment.all, workingDirectory: "/",
      standardInput: try FileDescriptor.open("/dev/null", flags: O_RDONLY), standardOutput: output.writing,
      standardError: errors.writing, channel: theirs)
    return (request, (output.reading, errors.reading, channel))
  }
}
