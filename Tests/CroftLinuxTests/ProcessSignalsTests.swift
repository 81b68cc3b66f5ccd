import CroftLinux
import Glibc
import Testing

@Suite struct ProcessSignalsTests {
  @Test func blockedSignalsAreReadFromTheDescriptor() throws {
    let signals = try NamedThread.value {
      let descriptor = try ProcessSignals.descriptor(for: [SIGUSR1, SIGUSR2])
      var signals = [ProcessSignals.next(on: descriptor)]
      // To this thread alone: the process's other threads haven't blocked it.
      pthread_kill(pthread_self(), SIGUSR2)
      signals += [ProcessSignals.next(on: descriptor), ProcessSignals.next(on: descriptor)]
      return signals
    }
    #expect(signals == [nil, SIGUSR2, nil])
  }

  @Test func forwardedSignalsArriveAsBytes() throws {
    let reading = try {
      let pipe = try FileDescriptor.pipe()
      try ProcessSignals.forward([SIGWINCH, SIGURG], to: pipe.writing)
      return pipe.reading
    }()
    kill(getpid(), SIGWINCH)
    var byte = [UInt8](repeating: 0, count: 1)
    #expect(try byte.withUnsafeMutableBytes { try reading.read(into: $0) } == 1)
    #expect(CInt(byte[0]) == SIGWINCH)
  }

  @Test func aDiscardedSignalLeavesOnlyTheErrorOfTheCall() throws {
    ProcessSignals.discard(SIGPIPE)
    let writing = try FileDescriptor.pipe().writing
    let error = #expect(throws: SystemError.self) { try writing.writeAll("nobody reads") }
    #expect(error?.errno == EPIPE)
  }
}
