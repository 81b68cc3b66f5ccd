import CLinux
// `environ` is a mutable global: nobody here sets a variable once there are threads.
@preconcurrency import Glibc

/// The name that `ps` shows for this process.
package enum ProcessTitle {
  /// Names the process, when called on its main thread. The kernel keeps the first 15 bytes.
  package static func set(_ name: String) {
    setThreadName(name)
  }
}

/// Names the calling thread, which is the process on its main thread.
func setThreadName(_ name: String) {
  _ = name.withCString { croft_prctl(PR_SET_NAME, UInt(bitPattern: $0)) }
}

/// The environment that this process was started with, and what it has set since.
package enum Environment {
  /// Every variable, as `NAME=value`.
  package static var all: [String] {
    var variables: [String] = []
    var next = environ
    while let variable = next.pointee {
      variables.append(String(cString: variable))
      next += 1
    }
    return variables
  }

  /// The same where a variable may be no text.
  package static var allBytes: [[UInt8]] {
    var variables: [[UInt8]] = []
    var next = environ
    while let variable = next.pointee {
      variables.append(Array(UnsafeRawBufferPointer(start: variable, count: strlen(variable))))
      next += 1
    }
    return variables
  }

  /// The variables by name. Of two with one name the first counts, as for getenv(3).
  package static var dictionary: [String: String] {
    let pairs = all.compactMap { variable -> (String, String)? in
      guard let equals = variable.firstIndex(of: "=") else { return nil }
      return (String(variable[..<equals]), String(variable[variable.index(after: equals)...]))
    }
    return Dictionary(pairs) { first, _ in first }
  }

  package static func value(_ name: String) -> String? {
    getenv(name).map { String(cString: $0) }
  }
}

/// This process's own program, also when its file has been replaced since.
package func currentExecutable() throws(SystemError) -> FileDescriptor {
  try FileDescriptor.open("/proc/self/exe", flags: O_RDONLY)
}

/// The path itself if it is absolute, else below the working directory.
package func absolutePath(_ path: String) throws(SystemError) -> String {
  path.hasPrefix("/") ? path : "\(try currentDirectory())/\(path)"
}

/// The absolute path of the working directory.
package func currentDirectory() throws(SystemError) -> String {
  guard let path = getcwd(nil, 0) else { throw SystemError("getcwd", errno: errno) }
  defer { free(path) }
  return String(cString: path)
}

/// The same as bytes: a directory's name may be no text.
package func currentDirectoryBytes() throws(SystemError) -> [UInt8] {
  guard let path = getcwd(nil, 0) else { throw SystemError("getcwd", errno: errno) }
  defer { free(path) }
  return Array(UnsafeRawBufferPointer(start: path, count: strlen(path)))
}

/// What was allocated with malloc(3) in this process.
package enum Heap {
  /// Gives the kernel back what was freed, which the C library keeps for later: milliseconds for each gibibyte.
  package static func trim() { malloc_trim(0) }
}
