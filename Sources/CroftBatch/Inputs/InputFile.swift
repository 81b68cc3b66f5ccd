package import CroftLinux
import Glibc

/// Reads what inputs are written in: files, and standard input.
package enum InputFile {
  /// - Parameter path: `-` is standard input.
  /// - Returns: all of it, up to the end.
  /// - Throws: a ``BatchError`` that names the file.
  static func content(of path: ByteString) throws(BatchError) -> [UInt8] {
    do {
      return try descriptor(path).readAll(maximumBytes: BatchLimits.inputBytes)
    } catch {
      throw BatchError("can't read inputs from \(name(path)): \(reason(error, path))")
    }
  }

  /// - Returns: nil when there is nothing of that name.
  static func mode(of path: ByteString) throws(BatchError) -> mode_t? {
    var status = stat()
    while path.withCString({ stat($0, &status) }) != 0 {
      switch errno {
      case EINTR: continue
      case ENOENT, ENOTDIR: return nil
      default:
        throw BatchError("can't look at \(path.quoted): \(SystemError("stat", errno: errno))")
      }
    }
    return status.st_mode
  }

  static func name(_ path: ByteString) -> String { path == "-" ? "standard input" : path.quoted }

  private static func descriptor(_ path: ByteString) throws(SystemError) -> FileDescriptor {
    path == "-" ? try FileDescriptor(duplicating: STDIN_FILENO) : try open(path)
  }

  /// Opens a file whose name may be any bytes, to be read.
  package static func open(_ path: ByteString) throws(SystemError) -> FileDescriptor {
    if path.bytes.contains(0) { throw SystemError("open", errno: EINVAL) }
    while true {
      let number = path.withCString { Glibc.open($0, O_RDONLY | O_CLOEXEC) }
      if number >= 0 { return FileDescriptor(adopting: number) }
      if errno != EINTR { throw SystemError("open", errno: errno) }
    }
  }

  private static func reason(_ error: SystemError, _ path: ByteString) -> String {
    switch error.errno {
    case EISDIR: "it is a directory; to have its files as inputs, write '\(path.text.onOneLine)/*'"
    case ENOENT: "there is no such file"
    case EFBIG: "it is longer than \(BatchLimits.inputBytes >> 30) GiB; split it over several jobs"
    default: error.description
    }
  }
}
