import CroftLinux
import Glibc

/// A program that was run for what it prints.
struct CapturedProgram {
  /// A thousand occurrences of a calendar expression take 150 kB.
  private static let maximumOutputBytes = 4 << 20

  /// What follows is advice that fits none of our commands.
  private static let complaintLines = 2

  let exit: ProcessExit
  /// Both of its outputs.
  let output: String

  var isSuccess: Bool { exit == .exited(code: 0) }

  /// The beginning of what it said, which is what was wrong if anything was.
  var complaint: String {
    let lines = output.split(separator: "\n").prefix(Self.complaintLines).map { String($0).printable }
    return lines.isEmpty ? "it ended with \(exit) and said nothing" : lines.joined(separator: "; ")
  }

  /// Runs a program to its end.
  ///
  /// - Parameters:
  ///   - name: looked for in the directories of `searchPath`.
  ///   - environment: the whole of it, as `NAME=value`.
  ///   - longestMilliseconds: how long it may take; nil: as long as it does.
  /// - Throws: `ProgramError` where there is no such program, ``ProgramHangs`` where it takes too long, and is ended.
  static func run(
    _ name: String, _ arguments: [String], environment: [String], searchPath: String? = Environment.value("PATH"),
    longestMilliseconds: UInt64? = nil
  ) throws -> CapturedProgram {
    let path = try ProgramFile(finding: name, searchPath: searchPath).path
    let (process, reading) = try start(path, [name] + arguments, environment)
    let deadline = longestMilliseconds.map { MonotonicTime.nowNanoseconds + $0 * 1_000_000 }
    do {
      guard let bytes = try read(reading, before: deadline), try wait(for: process.descriptor, before: deadline) else {
        throw ProgramHangs(name: name, milliseconds: longestMilliseconds ?? 0)
      }
      let exit = try process.waitForExit(blocking: true)
      return CapturedProgram(exit: exit ?? .exited(code: -1), output: String(decoding: bytes, as: UTF8.self))
    } catch {
      // With all that it started: it has a group of its own. It hasn't been waited for, so the number is still its own.
      kill(-process.processID, SIGKILL)
      _ = try? process.waitForExit(blocking: true)
      throw error
    }
  }

  /// The writing end is closed here when this returns, so that the reading end ends with the program.
  private static func start(
    _ path: String, _ arguments: [String], _ environment: [String]
  ) throws -> (ProcessDescriptor, FileDescriptor) {
    let (reading, writing) = try FileDescriptor.pipe()
    let process = try ChildProgram.start(
      path, arguments: arguments, environment: environment,
      output: .init(standardOutput: writing, standardError: writing))
    return (process, reading)
  }

  /// All there is to read; nil when the end of it doesn't come in time.
  private static func read(_ descriptor: FileDescriptor, before deadline: UInt64?) throws -> [UInt8]? {
    var content: [UInt8] = []
    let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: 4096, alignment: 1)
    defer { chunk.deallocate() }
    while try wait(for: descriptor, before: deadline) {
      let count = try descriptor.read(into: chunk)
      if count == 0 { return content }
      guard content.count + count <= maximumOutputBytes else { throw SystemError("read", errno: EFBIG) }
      content.append(contentsOf: chunk[..<count])
    }
    return nil
  }

  /// Waits until a descriptor is readable; false when the time is over before.
  private static func wait(for descriptor: FileDescriptor, before deadline: UInt64?) throws -> Bool {
    while true {
      let now = MonotonicTime.nowNanoseconds
      let left = deadline.map { $0 > now ? CInt(clamping: ($0 - now) / 1_000_000 + 1) : 0 } ?? -1
      var waited = pollfd(fd: descriptor.rawValue, events: Int16(POLLIN), revents: 0)
      let count = poll(&waited, 1, left)
      if count >= 0 { return count > 0 }
      guard errno == EINTR else { throw SystemError("poll", errno: errno) }
    }
  }
}

/// A program that was given up.
struct ProgramHangs: Error, CustomStringConvertible {
  let name: String
  let milliseconds: UInt64

  var description: String { "\(name) hangs: it was ended after \(milliseconds) ms" }
}
