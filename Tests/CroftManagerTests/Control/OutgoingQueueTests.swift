import CroftLinux
import Glibc
import Testing

@testable import CroftManager

@Suite struct OutgoingQueueTests {
  @Test func whatIsSentIsLetGoThoughTheQueueIsNeverEmpty() throws {
    let (near, far) = try UnixSocket.pair(bufferBytes: nil)
    try near.setNonBlocking()
    var queue = OutgoingQueue()
    let large = [UInt8](repeating: 1, count: 4 << 20)
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 1)
    defer { buffer.deallocate() }
    weak var passenger: FileDescriptor?
    do {
      let pipe = try FileDescriptor.pipe()
      passenger = pipe.reading
      queue.append([0], descriptors: [pipe.reading])
    }
    queue.append(large, descriptors: [])
    try queue.flush(to: near)
    #expect(passenger == nil)
    #expect(!queue.isEmpty)
    var received = 0
    while !queue.isEmpty {
      received += try UnixSocket.receive(into: buffer, from: far, maximumDescriptors: 1).count
      try queue.flush(to: near)
    }
    while received < large.count + 1 {
      received += try UnixSocket.receive(into: buffer, from: far, maximumDescriptors: 1).count
    }
    #expect(received == large.count + 1)
  }
}
