import CroftLinux
import Glibc

extension FileDescriptor {
  /// Writes what fits, with EPIPE where nobody reads any more: a SIGPIPE would end the process, which may be the user's
  /// own, with its own idea of that signal.
  func writeUnsignalled(_ bytes: UnsafeRawBufferPointer) throws(SystemError) -> Int {
    var pipeSignal = sigset_t()
    sigemptyset(&pipeSignal)
    sigaddset(&pipeSignal, SIGPIPE)
    var previous = sigset_t()
    pthread_sigmask(SIG_BLOCK, &pipeSignal, &previous)
    defer {
      // One that came meanwhile was this write's: it goes to the thread that writes (pipe(7), signal(7)).
      var noTime = timespec()
      while sigtimedwait(&pipeSignal, nil, &noTime) == SIGPIPE {}
      pthread_sigmask(SIG_SETMASK, &previous, nil)
    }
    return try write(bytes)
  }
}
