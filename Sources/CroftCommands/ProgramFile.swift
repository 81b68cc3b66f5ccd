import CroftBatch
import CroftLinux
import Glibc

/// A program as the shell would find it, opened so that what runs is what was found.
struct ProgramFile {
  let path: String
  let image: FileDescriptor

  /// - Parameter name: a path if it holds a slash, else looked for in the directories of `PATH`.
  init(finding name: String, searchPath: String? = Environment.value("PATH")) throws {
    // What execvp(3) searches without one.
    let directories = (searchPath ?? "/bin:/usr/bin").split(separator: ":", omittingEmptySubsequences: false)
    let candidates = name.contains("/") ? [name] : directories.map { $0.isEmpty ? name : "\($0)/\(name)" }
    guard let found = candidates.first(where: Self.isProgram) else {
      throw ProgramError(name: name, reason: name.contains("/") ? Self.reason(name) : "it is in no directory of PATH")
    }
    path = try absolutePath(found)
    image = try FileDescriptor.open(path, flags: O_RDONLY)
  }

  /// Scripts are run by another program, and whether that is a Croft application nobody can tell.
  func checkBinary() throws {
    let start = try image.readBeginning(maximumBytes: 2)
    if start.elementsEqual("#!".utf8) {
      throw ProgramError(name: path, reason: "it is a script, and the manager runs compiled Croft applications")
    }
  }

  /// Puts the program in this process's place.
  func replaceProcess(arguments: [String]) throws -> Never {
    try replaceProcess(arguments: arguments.map { ByteString($0) })
  }

  /// The same with arguments that may be any bytes.
  func replaceProcess(arguments: [ByteString]) throws -> Never {
    let copies = arguments.map { argument in argument.withCString { strdup($0) } }
    execv(path, copies + [nil])
    throw SystemError("execv", errno: errno, subject: path)
  }

  private static func isProgram(_ path: String) -> Bool {
    guard let status = try? FileSystem.status(path), status.kind == .file else { return false }
    return access(path, X_OK) == 0
  }

  private static func reason(_ path: String) -> String {
    guard let status = try? FileSystem.status(path) else { return "there is no such file" }
    return status.kind == .file ? "it may not be executed: chmod +x \(path)" : "it is no file"
  }
}

struct ProgramError: Error, CustomStringConvertible {
  let name: String
  let reason: String

  var description: String { "\(name) can't be run: \(reason)" }
}
