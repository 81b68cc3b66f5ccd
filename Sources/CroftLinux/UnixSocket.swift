import CLinux
package import Glibc

/// Stream sockets of the Unix domain, which carry bytes and descriptors (unix(7)).
package enum UnixSocket {
  /// unix(7): `sun_path` is 108 bytes, one of which ends the path.
  package static let maximumPathBytes = 107
  /// The most descriptors that one message carries, the kernel's SCM_MAX_FD.
  package static let maximumDescriptors = Int(CROFT_MAXIMUM_DESCRIPTORS)

  /// A non-blocking listening socket at `path`, with exactly `mode` on it.
  ///
  /// A socket file that nobody answers on is replaced; a live one is EADDRINUSE. Two processes that replace the
  /// same stale file at the same moment can both succeed, so a daemon takes its own lock first.
  package static func listen(
    at path: String, mode: mode_t, backlog: CInt
  ) throws(SystemError) -> FileDescriptor {
    let socket = try make(CInt(SOCK_NONBLOCK.rawValue))
    // The file is made with the socket's own mode, less the umask: it is never wider than asked for.
    try checked("fchmod", path) { fchmod(socket.rawValue, mode) }
    do {
      try bind(socket, path)
    } catch let error where error.errno == EADDRINUSE {
      try removeStale(path)
      try bind(socket, path)
    }
    try checked("chmod", path) { chmod(path, mode) }
    try checked("listen", path) { Glibc.listen(socket.rawValue, backlog) }
    return socket
  }

  /// A connection to the socket at `path`.
  ///
  /// - Parameter isBlocking: also whether to wait while the listener's queue is full, which is EAGAIN else
  ///   (connect(2)).
  package static func connect(to path: String, isBlocking: Bool = true) throws(SystemError) -> FileDescriptor {
    let socket = try make(isBlocking ? 0 : CInt(SOCK_NONBLOCK.rawValue))
    try withAddress(of: path) { (address, size) throws(SystemError) in
      try checked("connect", path) { Glibc.connect(socket.rawValue, address, size) }
    }
    return socket
  }

  /// A blocking socket whose datagrams go to the socket at `path`.
  static func connectForDatagrams(to path: String) throws(SystemError) -> FileDescriptor {
    let type = CInt(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue)
    let socket = FileDescriptor(adopting: try checked("socket") { Glibc.socket(AF_UNIX, type, 0) })
    try withAddress(of: path) { (address, size) throws(SystemError) in
      try checked("connect", path) { Glibc.connect(socket.rawValue, address, size) }
    }
    return socket
  }

  /// The next waiting connection, non-blocking; nil when there is none.
  package static func accept(on listener: FileDescriptor) throws(SystemError) -> FileDescriptor? {
    do {
      let flags = CInt(SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
      return FileDescriptor(
        adopting: try checked("accept") { accept4(listener.rawValue, nil, nil, flags) })
    } catch let error where error.wouldBlock || error.errno == ECONNABORTED {
      return nil
    }
  }

  /// Two connected, blocking sockets. `bufferBytes` sets how much each holds for a slow reader.
  package static func pair(bufferBytes: Int?) throws(SystemError) -> (FileDescriptor, FileDescriptor) {
    var ends: (CInt, CInt) = (-1, -1)
    try checked("socketpair") {
      withUnsafeMutableBytes(of: &ends) {
        socketpair(
          AF_UNIX, CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0,
          $0.assumingMemoryBound(to: CInt.self).baseAddress)
      }
    }
    let pair = (FileDescriptor(adopting: ends.0), FileDescriptor(adopting: ends.1))
    if let bufferBytes {
      for end in [pair.0, pair.1] {
        try setOption(end, SO_SNDBUF, CInt(clamping: bufferBytes))
        try setOption(end, SO_RCVBUF, CInt(clamping: bufferBytes))
      }
    }
    return pair
  }

  /// The file at which clients find a listening socket; nil for one without a name, and for one in the abstract
  /// namespace.
  package static func boundPath(of socket: FileDescriptor) -> String? {
    var address = sockaddr_un()
    var size = socklen_t(MemoryLayout<sockaddr_un>.size)
    let code = withUnsafeMutablePointer(to: &address) { address in
      address.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(socket.rawValue, $0, &size) }
    }
    guard code == 0, address.sun_family == AF_UNIX else { return nil }
    let path = withUnsafeBytes(of: &address.sun_path) { $0.prefix { $0 != 0 }.map { $0 } }
    return path.first == UInt8(ascii: "/") ? String(decoding: path, as: UTF8.self) : nil
  }

  private static func make(_ flags: CInt) throws(SystemError) -> FileDescriptor {
    let type = CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue) | flags
    return FileDescriptor(adopting: try checked("socket") { socket(AF_UNIX, type, 0) })
  }

  private static func setOption(
    _ socket: FileDescriptor, _ option: CInt, _ value: CInt
  ) throws(SystemError) {
    var value = value
    try checked("setsockopt", option == SO_SNDBUF ? "SO_SNDBUF" : "SO_RCVBUF") {
      setsockopt(socket.rawValue, SOL_SOCKET, option, &value, socklen_t(MemoryLayout<CInt>.size))
    }
  }

  private static func bind(_ socket: FileDescriptor, _ path: String) throws(SystemError) {
    try withAddress(of: path) { (address, size) throws(SystemError) in
      try checked("bind", path) { Glibc.bind(socket.rawValue, address, size) }
    }
  }

  /// Removes a socket that nobody answers on; throws EADDRINUSE for one in use, and for a file of another kind.
  private static func removeStale(_ path: String) throws(SystemError) {
    let inUse = SystemError("bind", errno: EADDRINUSE, subject: path)
    guard try FileSystem.status(path, followingLinks: false)?.kind == .socket else { throw inUse }
    let isAnswered: Bool
    do {
      // Non-blocking: a live socket whose backlog is full answers EAGAIN.
      let probe = try make(CInt(SOCK_NONBLOCK.rawValue))
      try withAddress(of: path) { (address, size) throws(SystemError) in
        try checked("connect", path) { Glibc.connect(probe.rawValue, address, size) }
      }
      isAnswered = true
    } catch {
      isAnswered = error.errno != ECONNREFUSED
    }
    guard !isAnswered else { throw inUse }
    try checked("unlink", path) { unlink(path) }
  }

  private static func withAddress(
    of path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) throws(SystemError) -> Void
  ) throws(SystemError) {
    let bytes = Array(path.utf8)
    guard !bytes.isEmpty, bytes.count <= maximumPathBytes, !bytes.contains(0) else {
      let limit = "\(path) (\(bytes.count) bytes; a socket's path holds 1 to \(maximumPathBytes): choose a shorter one)"
      throw SystemError("socket address", errno: bytes.isEmpty ? EINVAL : ENAMETOOLONG, subject: limit)
    }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
    let outcome = withUnsafePointer(to: &address) { address in
      address.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        Result { () throws(SystemError) in try body(address, socklen_t(MemoryLayout<sockaddr_un>.size)) }
      }
    }
    try outcome.get()
  }
}
