import CroftLinux
import Glibc
import Testing

@testable import CroftSystemd

@Suite struct LogDestinationTests {
  @Test func theJournalIsUsedOnlyWhenStandardErrorIsItsStream() throws {
    let (stream, _) = try UnixSocket.pair(bufferBytes: nil)
    var status = stat()
    #expect(fstat(stream.rawValue, &status) == 0)
    let variable = "\(status.st_dev):\(status.st_ino)"
    #expect(LogDestination.detect(journalStream: variable, standardError: stream.rawValue) == .journal)
    // Redirected after systemd had set the variable.
    let file = try FileDescriptor.open("/dev/null", flags: O_WRONLY)
    #expect(LogDestination.detect(journalStream: variable, standardError: file.rawValue) == .standardError)
    #expect(LogDestination.detect(journalStream: nil, standardError: stream.rawValue) == .standardError)
    #expect(LogDestination.detect(journalStream: "x", standardError: stream.rawValue) == .standardError)
  }
}
