import CroftBatch
import CroftLinux
import Glibc

/// A program as the shell would find it, opened so that what runs is what was found.
struct ProgramFile {
  let path: String
  let image: FileDescriptor

  /// - Parameter name: a path if it holds a slash, else looked for in the directories of `PATH`.
  init(finding name: String, searchPath: String? = Environment.value("PATH")) throws {
    let search = ProgramSearch(for: name, in: searchPath ?? ProgramSearch.usualPath)
    guard let found = search.path else {
      let hindrance = search.hindrance ?? .missing
      let isNowhere = !name.contains("/") && hindrance == .missing
      throw ProgramError(name: name, reason: isNowhere ? "it is in no directory of PATH" : hindrance.description)
    }
    path = try absolutePath(PathBytes.text(found))
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

}

struct ProgramError: Error, CustomStringConvertible {
  let name: String
  let reason: String

  var description: String { "\(name) can't be run: \(reason)" }
}
