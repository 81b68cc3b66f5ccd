import CroftLinux
import Glibc
import Testing

@Suite struct PeekedPipeTests {
  @Test func whatWasLookedAtStaysUntilItIsTakenOut() throws {
    let (reading, writing) = try FileDescriptor.pipe()
    let pipe = try PeekedPipe(reading)
    #expect(pipe.isEmpty)
    #expect(pipe.spareBytes > 0)
    try writing.writeAll("first second")
    pipe.wait()
    #expect(!pipe.isEmpty)
    #expect(try text(of: pipe) == "first second")
    #expect(try text(of: pipe) == "first second")
    try pipe.discard(6)
    try writing.writeAll(" third")
    #expect(try text(of: pipe) == "second third")
    // Who reads the pipe itself, after a crash, finds what wasn't dealt with.
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 64, alignment: 1)
    defer { buffer.deallocate() }
    #expect(try reading.read(into: buffer) == 12)
    #expect(try text(of: pipe) == "")
  }

  private func text(of pipe: PeekedPipe) throws -> String {
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 << 10, alignment: 1)
    defer { buffer.deallocate() }
    return String(decoding: buffer[..<(try pipe.peek(into: buffer))], as: UTF8.self)
  }
}
