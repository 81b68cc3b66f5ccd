import Testing

@testable import CroftProtocol

@Suite struct VarlinkFramerTests {
  @Test func messagesComeOutHoweverTheBytesWereCut() throws {
    let messages: [[UInt8]] = [[1, 2, 3], [], [4], Array(repeating: 7, count: 1000)]
    let stream: [UInt8] = messages.flatMap { message in message + [UInt8(0)] }
    for piece in [1, 2, 3, 7, stream.count] {
      var framer = VarlinkFramer()
      var found: [[UInt8]] = []
      for start in stride(from: 0, to: stream.count, by: piece) {
        framer.append(stream[start..<min(start + piece, stream.count)])
        while let message = try framer.next() { found.append(message) }
      }
      #expect(found == messages)
      #expect(framer.byteCount == 0)
    }
  }

  @Test func aMessageOverTheBoundIsAnErrorBeforeItEnds() throws {
    var framer = VarlinkFramer()
    framer.append(repeatElement(UInt8(1), count: VarlinkFramer.maximumMessageBytes))
    #expect(try framer.next() == nil)
    #expect(framer.byteCount == VarlinkFramer.maximumMessageBytes)
    framer.append([1])
    #expect(throws: VarlinkFramingError.tooLong(maximumBytes: VarlinkFramer.maximumMessageBytes)) { try framer.next() }
  }

  @Test func theReaderChoosesALowerBound() throws {
    var framer = VarlinkFramer()
    framer.append([1, 2, 3, 0, 1, 2, 3, 4, 0])
    #expect(try framer.next(maximumBytes: 3) == [1, 2, 3])
    #expect(throws: VarlinkFramingError.tooLong(maximumBytes: 3)) { try framer.next(maximumBytes: 3) }
  }

  @Test func theBoundIsForOneMessageNotForTheStream() throws {
    var framer = VarlinkFramer()
    let message = Array(repeating: UInt8(1), count: VarlinkFramer.maximumMessageBytes / 2)
    for _ in 0..<6 {
      framer.append(message + [0])
      #expect(try framer.next()?.count == message.count)
      #expect(try framer.next() == nil)
    }
  }
}
