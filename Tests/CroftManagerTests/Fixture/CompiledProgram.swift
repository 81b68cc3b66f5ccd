import CroftLinux
import Glibc

/// Tiny programs in C, for what a test can't do in its own process.
enum CompiledProgram {
  /// Compiles it. Without a C compiler (clang comes with Swift) this traps.
  static func make(_ name: String, _ source: String) -> FileDescriptor {
    do {
      let directory = try FileSystem.temporaryDirectory(prefix: "croft-\(name)-")
      defer { try? FileSystem.removeTree(directory) }
      let path = "\(directory)/\(name)"
      try FileDescriptor.open("\(path).c", flags: O_WRONLY | O_CREAT, mode: 0o600).writeAll(source)
      // Other users run it too.
      guard system("clang -w -o \(path) \(path).c && chmod 755 \(path)") == 0 else {
        fatalError("clang couldn't compile \(name)")
      }
      return try FileDescriptor.open(path, flags: O_RDONLY)
    } catch {
      fatalError("the program \(name) couldn't be made: \(error)")
    }
  }
}
