import CLinux
import Glibc

/// A system call that failed: which one, on what, and why.
package struct SystemError: Error, Equatable, Sendable {
  package let call: String
  package let errno: CInt
  /// What the call was made on: a path, a process, a setting.
  package let subject: String?

  package init(_ call: StaticString, errno: CInt, subject: String? = nil) {
    self.call = call.description
    self.errno = errno
    self.subject = subject
  }

  private init(call: String, errno: CInt, subject: String?) {
    self.call = call
    self.errno = errno
    self.subject = subject
  }

  /// The same error, with the path it is about, if it does not name one.
  package func about(_ path: String) -> SystemError {
    SystemError(call: call, errno: errno, subject: subject ?? path)
  }

  /// There is no room left on the device, or in the user's part of it.
  package var isDiskFull: Bool { errno == ENOSPC || errno == EDQUOT }

  /// Whether a non-blocking call had nothing to do: wait for readiness and try again.
  package var wouldBlock: Bool { errno == EAGAIN || errno == EWOULDBLOCK }
}

extension SystemError: CustomStringConvertible {
  /// Such as `open /x/y: No such file or directory (ENOENT)`.
  package var description: String {
    let place = subject.map { "\(call) \($0)" } ?? call
    return "\(place): \(errorText(errno))"
  }
}

/// The C library's words for an error number, with its name.
func errorText(_ number: CInt) -> String {
  guard let text = strerrordesc_np(number), let name = strerrorname_np(number) else {
    return "unknown error \(number)"
  }
  return "\(String(cString: text)) (\(String(cString: name)))"
}

/// Makes a system call, again as long as a signal interrupts it, and throws when it gives -1.
///
/// The one place where EINTR is handled.
@discardableResult
package func checked<Result: FixedWidthInteger & SignedInteger>(
  _ call: StaticString, _ subject: @autoclosure () -> String? = nil, _ body: () -> Result
) throws(SystemError) -> Result {
  while true {
    let result = body()
    if result != -1 { return result }
    let code = errno
    if code != EINTR { throw SystemError(call, errno: code, subject: subject()) }
  }
}

/// As ``checked(_:_:_:)``, for the calls that return their error number and leave `errno` alone (pthreads).
func checkedCode(_ call: StaticString, _ subject: String? = nil, _ body: () -> CInt) throws(SystemError) {
  let code = body()
  if code != 0 { throw SystemError(call, errno: code, subject: subject) }
}
