import CroftProtocol
import Testing

/// What an executor does when the channel ends or says what no driver says.
@Suite(.timeLimit(.minutes(1))) struct ExecutorChannelTests {
  @Test func closedChannelEndsItWell() throws {
    try TestDriver.with { driver in
      driver.closeSending()
      #expect(driver.failureAtEnd() == nil)
    }
  }

  private static let malformed: [[UInt8]] = [
    [9, 0, 0, 0, 1],  // half a frame
    [0xFF, 0xFF, 0xFF, 0xFF],  // longer than any frame
    [0, 0, 0, 0],  // shorter than any frame
    [1, 0, 0, 0, 99],  // no such kind
    [2, 0, 0, 0, 6, 1],  // a body cut short
    [7, 0, 0, 0, 6, 1, 0, 0, 0, 0, 0],  // a body too long
  ]

  @Test(arguments: malformed)
  func malformedBytesEndIt(bytes: [UInt8]) throws {
    try TestDriver.with { driver in
      try driver.send(bytes: bytes)
      driver.closeSending()
      #expect(driver.failureAtEnd() is MalformedBytes)
    }
  }

  @Test func driverOfAnotherVersionEndsIt() throws {
    try TestDriver.with { driver in
      try driver.send(
        .hello(
          version: TaskChannel.version + 1, application: ApplicationID(1), executor: ExecutorID(1), slots: 1))
      let failure = try #require(driver.failureAtEnd() as? MalformedBytes)
      #expect("\(failure)".contains("version"))
    }
  }

  @Test func taskOfAnUnknownJobEndsIt() throws {
    try TestDriver.with { driver in
      try driver.send(.run(TaskAttempt(job: 9, 0), over: 0..<1))
      let failure = try #require(driver.failureAtEnd() as? MalformedBytes)
      #expect("\(failure)".contains("job 9"))
    }
  }
}
