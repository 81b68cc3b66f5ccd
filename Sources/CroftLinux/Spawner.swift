import CLinux
import Glibc

/// Everything a new process starts with; it gets nothing else.
package struct SpawnRequest {
  /// The program's file, which must be an executable binary: a script's interpreter couldn't open it again.
  package var image: FileDescriptor
  /// The arguments, with the program's own name first.
  package var arguments: [String]
  /// The whole environment, as `NAME=value`.
  package var environment: [String]
  package var workingDirectory: String
  package var standardInput: FileDescriptor
  package var standardOutput: FileDescriptor
  package var standardError: FileDescriptor
  /// Becomes descriptor 3; nil: there is none.
  package var channel: FileDescriptor?
  /// Whom to run as; nil: as the caller.
  package var identity: ProcessIdentity?
  /// What it may use, and the mask of its files; nil: the caller's limits, and the usual mask.
  package var surroundings: ProcessSurroundings?
  /// The directory of the cgroup to start in; nil: the caller's.
  package var cgroup: FileDescriptor?
  /// Namespaces to start in; nil: the caller's.
  package var namespaces: ForeignNamespaces?
  /// Whether the process leads a session, and so a process group, of its own.
  package var newSession: Bool

  package init(
    image: FileDescriptor, arguments: [String], environment: [String], workingDirectory: String,
    standardInput: FileDescriptor, standardOutput: FileDescriptor, standardError: FileDescriptor,
    channel: FileDescriptor?, identity: ProcessIdentity? = nil, surroundings: ProcessSurroundings? = nil,
    cgroup: FileDescriptor? = nil, namespaces: ForeignNamespaces? = nil, newSession: Bool = true
  ) {
    self.image = image
    self.arguments = arguments
    self.environment = environment
    self.workingDirectory = workingDirectory
    self.standardInput = standardInput
    self.standardOutput = standardOutput
    self.standardError = standardError
    self.channel = channel
    self.identity = identity
    self.surroundings = surroundings
    self.cgroup = cgroup
    self.namespaces = namespaces
    self.newSession = newSession
  }
}

/// Starts processes with clone3(2), as children of the caller.
package enum Spawner {
  /// Starts the image, and waits until it runs.
  ///
  /// Not for an event loop: the working directory and the image may lie on a file system that never answers.
  /// - Throws: ``SpawnError`` with the step that failed. No process is left then.
  package static func spawn(_ request: SpawnRequest) throws(SpawnError) -> ProcessDescriptor {
    try running(try start(request))
  }

  /// Waits until the image runs.
  static func running(_ start: StartingProcess) throws(SpawnError) -> ProcessDescriptor {
    do {
      while try !start.imageRuns() { start.wait() }
    } catch {
      // It has reported its failure, and exits without being held up by anything.
      _ = try? start.process.waitForExit(blocking: true)
      throw error
    }
    return start.process
  }

  /// Makes the process, and returns before its image runs.
  ///
  /// In the child, in this order: the namespaces that were asked for, descriptors 0 to 3 and no others, a session of
  /// its own, this process's original limit on descriptors, its umask, the usual standing with the out-of-memory
  /// killer, the limits that were asked for, no new privileges, the identity and a keyring of its own, the working
  /// directory as that user, default signal handlers and an empty mask, the image.
  /// - Throws: ``SpawnError`` when there is no process.
  package static func start(_ request: SpawnRequest) throws(SpawnError) -> StartingProcess {
    let texts = [request.workingDirectory] + request.arguments + request.environment
    guard !request.arguments.isEmpty, !texts.contains(where: { $0.utf8.contains(0) }) else {
      throw SpawnError(step: .prepare, errno: EINVAL, subject: "arguments, environment or directory")
    }
    let strings = CStringArrays([["", request.workingDirectory], request.arguments, request.environment])
    let groups = request.identity?.supplementaryGroups ?? []
    let limits = request.surroundings?.limits ?? []
    // The request's descriptors stay open until the child has its own: `request` lives to the end of this call.
    return try withExtendedLifetime((request, strings)) { () throws(SpawnError) in
      try groups.withUnsafeBufferPointer { groups throws(SpawnError) in
        try limits.withUnsafeBufferPointer { limits throws(SpawnError) in
          var raw = rawRequest(request, strings)
          raw.groups = groups.baseAddress
          raw.group_count = groups.count
          raw.limits = limits.baseAddress
          raw.limit_count = limits.count
          return try start(raw) { step in subject(of: step, request) }
        }
      }
    }
  }

  /// - Parameters:
  ///   - request: with everything but its report's pipe.
  ///   - subject: what a step was about.
  static func start(
    _ request: croft_spawn_request, subject: @escaping (SpawnError.Step) -> String? = { _ in nil }
  ) throws(SpawnError) -> StartingProcess {
    let report: (reading: FileDescriptor, writing: FileDescriptor)
    do {
      report = try FileDescriptor.pipe()
      try report.reading.setNonBlocking()
    } catch {
      throw SpawnError(step: .prepare, errno: error.errno, subject: "a pipe")
    }
    var request = request
    request.report = report.writing.rawValue
    var descriptor: CInt = -1
    let (process, code) = withExtendedLifetime(report) { (croft_spawn(&request, &descriptor), errno) }
    guard process > 0 else { throw SpawnError(step: .clone, errno: code, subject: subject(.clone)) }
    return StartingProcess(
      process: ProcessDescriptor(adopting: FileDescriptor(adopting: descriptor), processID: process),
      report: report.reading, subject: subject)
  }

  private static func rawRequest(_ request: SpawnRequest, _ strings: CStringArrays) -> croft_spawn_request {
    var raw = croft_spawn_request()
    (raw.path, raw.directory) = (UnsafePointer(strings[0][0]), UnsafePointer(strings[0][1]))
    (raw.arguments, raw.environment) = (strings[1], strings[2])
    raw.image = request.image.rawValue
    raw.descriptors = (
      request.standardInput.rawValue, request.standardOutput.rawValue, request.standardError.rawValue,
      request.channel?.rawValue ?? -1
    )
    raw.cgroup = request.cgroup?.rawValue ?? -1
    raw.host = request.namespaces?.process.descriptor.rawValue ?? -1
    raw.namespaces = request.namespaces?.flags ?? 0
    raw.new_session = request.newSession
    raw.mask = request.surroundings?.fileCreationMask ?? ProcessSurroundings.usualMask
    if let identity = request.identity {
      raw.change_identity = true
      raw.user = identity.userID
      raw.group = identity.groupID
    }
    return raw
  }

  private static func subject(of step: SpawnError.Step, _ request: SpawnRequest) -> String? {
    switch step {
    case .workingDirectory: request.workingDirectory
    case .execute: request.arguments.first
    case .identity: request.identity.map { "\($0.userID)" }
    case .prepare, .clone, .namespaces, .descriptors, .session, .limits, .privileges, .signals, .niceness: nil
    }
  }
}
