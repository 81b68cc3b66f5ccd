import CroftLinux
import CroftProtocol
import Glibc

/// What a command reads as its standard input.
enum CommandInput {
  /// - Parameter waitsOn: asked while nobody has written to a named pipe, which would look like an empty one's end.
  /// - Throws: ``CommandError`` for what can't be read, however often it is tried; else `SystemError`.
  static func open(
    for launch: CommandLaunch, nothing: FileDescriptor, _ waitsOn: WaitsOn
  ) throws -> FileDescriptor {
    guard let name = launch.standardInput else { return nothing }
    let path = PathBytes.absolute(name, in: launch.directory)
    do throws(SystemError) {
      // Opening a named pipe would wait for somebody to write, and hear of nothing else.
      let file = try PathBytes.open(path, O_RDONLY | O_NONBLOCK)
      var status = stat()
      try checked("fstat") { fstat(file.rawValue, &status) }
      if PathBytes.isDirectory(status.st_mode) { throw SystemError("open", errno: EISDIR) }
      if status.st_mode & S_IFMT == S_IFIFO { while !AttemptTerm.wait(for: file, POLLIN), waitsOn() {} }
      try file.setBlocking()
      return file
    } catch {
      let error = error.about(PathBytes.text(path))
      guard SystemError.liesInPath(error.errno) else { throw error }
      throw CommandError("can't read the standard input: \(error)")
    }
  }
}
