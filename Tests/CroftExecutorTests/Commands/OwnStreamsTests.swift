import CroftLinux
import CroftTesting
import Glibc
import Testing

@testable import CroftExecutor

@Suite struct OwnStreamsTests {
  private func write(_ bytes: [UInt8], to streams: OwnStreams, _ waitsOn: WaitsOn) {
    bytes.withUnsafeBytes { streams.write([$0], to: .output, waitsOn) }
  }

  @Test func aSlowReaderMixesNoLinesAndHoldsNobodyUp() throws {
    let (reading, writing) = try FileDescriptor.pipe()
    try writing.setNonBlocking()
    try reading.setNonBlocking()
    let streams = OwnStreams(output: writing, errors: writing)
    let first = [UInt8](repeating: UInt8(ascii: "a"), count: 2 * writing.pipeCapacity)
    // Half of it has gone, and the rest waits for whoever comes next, who gives up.
    write(first, to: streams) { false }
    write(Array("lost".utf8), to: streams) { false }
    var asked = 0
    streams.flush(.output) {
      asked += 1
      return asked < 2
    }
    #expect(asked == 2)
    var read: [UInt8] = []
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 1)
    defer { buffer.deallocate() }
    func readSome() -> Bool {
      if let count = try? reading.read(into: buffer) { read += buffer[..<count] }
      return true
    }
    write(Array("b".utf8), to: streams, readSome)
    streams.flush(.output, readSome)
    _ = readSome()
    #expect(read == first + Array("b".utf8))
  }

  @Test func whatNobodyReadsAnyMoreIsDropped() throws {
    let writing = try FileDescriptor.pipe().writing
    let streams = OwnStreams(output: writing, errors: writing)
    write([1, 2, 3], to: streams) { true }
    streams.flush(.output) { true }
  }
}
