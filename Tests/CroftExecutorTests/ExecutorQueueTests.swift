import CroftLinux
import CroftProtocol
import Testing

/// What an executor does with tasks that it has not begun. One test at a time: they share what holds their tasks.
@Suite(.serialized, .timeLimit(.minutes(1))) struct ExecutorQueueTests {
  @Test func tasksThatHaveNotBegunAreHandedBack() throws {
    try TestDriver.with { driver in
      try holdFirst(of: 3, driver)
      try driver.send(.revoke([TaskAttempt(0), TaskAttempt(2), TaskAttempt(7)]))
      // The first has begun, the last was never sent.
      #expect(try driver.receiveAnswer() == .revoked([TaskAttempt(2)]))
      Held.released.push(())
      #expect(try success(driver.receiveAnswer()).attempt == TaskAttempt(0))
      #expect(Held.begun.pop() == 1)
      Held.released.push(())
      #expect(try success(driver.receiveAnswer()).attempt == TaskAttempt(1))
    }
  }

  @Test func tasksOfAJobThatHasEndedAreHandedBack() throws {
    try TestDriver.with { driver in
      try holdFirst(of: 3, driver)
      try driver.send(.endJob(JobID(1)))
      #expect(try driver.receiveAnswer() == .revoked([TaskAttempt(1), TaskAttempt(2)]))
      Held.released.push(())
      // What ran to its end all the same is told all the same.
      let answer = try driver.receiveAnswer()
      #expect(try success(answer).attempt == TaskAttempt(0))
    }
  }

  @Test func runningTaskOfAJobThatHasEndedStops() throws {
    try TestDriver.with { driver in
      let definition = try JobDefinition(Endless(), scratch: driver.scratch)
      try driver.send(.job(definition), .run(TaskAttempt(0), over: 0..<Int.max))
      _ = Endless.begun.pop()
      try driver.send(.endJob(JobID(1)))
      #expect(try driver.receiveAnswer() == .revoked([]))
      #expect(try failure(driver.receiveAnswer(), of: TaskAttempt(0)).kind == .cancelled)
    }
  }

  @Test func noMoreTasksRunAtOnceThanTheDriverSays() throws {
    try TestDriver.with(slots: 3, tasksAtOnce: 1) { driver in
      try holdFirst(of: 2, driver)
      // Only what has not begun can be handed back.
      try driver.send(.revoke([TaskAttempt(1)]))
      #expect(try driver.receiveAnswer() == .revoked([TaskAttempt(1)]))
      Held.released.push(())
      #expect(try success(driver.receiveAnswer()).attempt == TaskAttempt(0))
    }
  }

  @Test func asManyTasksRunAtOnceAsThereAreSlots() throws {
    try TestDriver.with(slots: 3) { driver in
      let definition = try JobDefinition(Held(), scratch: driver.scratch)
      try driver.send(.job(definition))
      for partition in 0..<4 { try driver.send(.run(TaskAttempt(partition), over: partition..<partition + 1)) }
      let begun = [Held.begun.pop(), Held.begun.pop(), Held.begun.pop()]
      #expect(Set(begun) == [0, 1, 2])
      #expect(Held.begun.count == 0)
      for _ in 0..<4 { Held.released.push(()) }
      #expect(Held.begun.pop() == 3)
      for _ in 0..<4 { _ = try success(driver.receiveAnswer()) }
    }
  }

  /// Sends tasks, and returns when the first has begun and waits.
  private func holdFirst(of count: Int, _ driver: TestDriver) throws {
    let definition = try JobDefinition(Held(), scratch: driver.scratch)
    try driver.send(.job(definition))
    for partition in 0..<count { try driver.send(.run(TaskAttempt(partition), over: partition..<partition + 1)) }
    #expect(Held.begun.pop() == 0)
  }
}
