import CroftTesting
import Testing

@testable import CroftBatch

@Suite struct StepProgressTests {
  /// fetch → load → report, fetch → check → report, other on its own, tidy as a clean-up step.
  private func progress(load: StepGraph.FailureRule = .stop, succeeded: Set<Int> = []) throws -> StepProgress {
    StepProgress(
      try StepGraph([
        .init(name: "fetch", after: []), .init(name: "load", after: [0], onFailure: load),
        .init(name: "check", after: [0]), .init(name: "report", after: [1, 2]), .init(name: "other", after: []),
        .init(name: "tidy", after: []), .init(name: "spare", after: [], onFailure: .run(5)),
      ]), succeeded: succeeded)
  }

  @Test func stepsStartWhenWhatTheyWaitForHasSucceeded() throws {
    var progress = try progress()
    #expect(progress.begin() == [.start(0), .start(4), .start(6)])
    #expect(progress.states[0] == .active)
    #expect(progress.succeeded(0) == [.start(1), .start(2)])
    #expect(progress.succeeded(2) == [])
    #expect(progress.succeeded(4) == [])
    #expect(progress.succeeded(6) == [])
    #expect(progress.succeeded(1) == [.start(3)])
    #expect(progress.succeeded(3) == [.finish(.succeeded)])
    #expect(progress.states[5] == .notNeeded)
  }

  @Test func aFailureStopsWhatHasNotStarted() throws {
    var progress = try progress()
    _ = progress.begin()
    _ = progress.succeeded(0)
    #expect(progress.failed(1) == [.skip(3, because: 1)])
    #expect(progress.succeeded(2) == [])
    #expect(progress.succeeded(4) == [])
    #expect(progress.succeeded(6) == [.finish(.failed)])
    #expect(progress.states[3] == .skipped(because: 1))
  }

  @Test func aFailureMayBeAsGoodAsASuccess() throws {
    var progress = try progress(load: .goOn)
    _ = progress.begin()
    for step in [0, 4, 6] { _ = progress.succeeded(step) }
    #expect(progress.failed(1) == [])
    #expect(progress.succeeded(2) == [.start(3)])
    #expect(progress.succeeded(3) == [.finish(.succeeded)])
    #expect(progress.states[1] == .failed)
  }

  @Test func aFailureMaySkipOnlyWhatComesAfterIt() throws {
    var progress = StepProgress(
      try StepGraph([
        .init(name: "a", after: [], onFailure: .skip), .init(name: "b", after: [0]), .init(name: "c", after: [1]),
        .init(name: "d", after: []), .init(name: "e", after: [3]),
      ]))
    _ = progress.begin()
    #expect(progress.failed(0) == [.skip(1, because: 0), .skip(2, because: 0)])
    #expect(progress.succeeded(3) == [.start(4)])
    #expect(progress.succeeded(4) == [.finish(.failed)])
  }

  @Test func aCleanUpStepRunsWhenNothingElseDoes() throws {
    var progress = try progress(load: .run(5))
    _ = progress.begin()
    _ = progress.succeeded(0)
    #expect(progress.failed(6) == [.skip(3, because: 6)])
    #expect(progress.failed(1) == [])
    #expect(progress.succeeded(2) == [])
    #expect(progress.succeeded(4) == [.start(5)])
    #expect(progress.succeeded(5) == [.finish(.failed)])
  }

  @Test func aCancelledJobStartsNothing() throws {
    var progress = try progress(load: .run(5))
    _ = progress.begin()
    _ = progress.succeeded(0)
    #expect(progress.cancel() == [.skip(3, because: nil)])
    #expect(progress.cancel() == [])
    for step in [1, 2, 4] { #expect(progress.failed(step) == []) }
    #expect(progress.failed(6) == [.finish(.cancelled)])
    var idle = try self.progress()
    #expect(idle.cancel().last == .finish(.cancelled))
    #expect(idle.begin() == [])
  }

  @Test func whatHasSucceededBeforeDoesNotRunAgain() throws {
    var progress = try progress(succeeded: [0, 2, 4, 6])
    #expect(progress.begin() == [.start(1)])
    #expect(progress.succeeded(1) == [.start(3)])
    #expect(progress.succeeded(3) == [.finish(.succeeded)])
    var done = try self.progress(succeeded: [0, 1, 2, 3, 4, 6])
    #expect(done.begin() == [.finish(.succeeded)])
  }

  @Test func eventsThatMakeNoSenseChangeNothing() throws {
    var progress = try progress()
    _ = progress.begin()
    let before = progress
    for step in [-1, 1, 3, 5, 99] {
      #expect(progress.succeeded(step) == [])
      #expect(progress.failed(step) == [])
    }
    #expect(progress.begin() == [])
    #expect(progress == before)
  }

  @Test(arguments: 0..<300)
  func everyJobEndsOnceWithEveryStepSettled(seed: Int) throws {
    var random = SeededRandom(seed: UInt64(seed))
    let count = 1 + random.below(12)
    let steps = (0..<count).map { number -> StepGraph.Step in
      let after = number == count - 1 ? [] : (0..<number).filter { _ in random.isOne(in: 4) }
      let rules: [StepGraph.FailureRule] = [.stop, .skip, .goOn, number == count - 1 ? .stop : .run(count - 1)]
      return .init(name: "s\(number)", after: after, onFailure: rules[random.below(4)])
    }
    var progress = StepProgress(try StepGraph(steps))
    var active: [Int] = []
    var started: Set<Int> = []
    var outcomes: [StepProgress.Outcome] = []
    var actions = progress.begin()
    while true {
      for action in actions {
        switch action {
        case .start(let step):
          #expect(started.insert(step).inserted)
          let isSettled = steps[step].after.allSatisfy {
            progress.states[$0] == .succeeded || progress.states[$0] == .failed && steps[$0].onFailure == .goOn
          }
          #expect(isSettled)
          active.append(step)
        case .skip(let step, _): #expect(!started.contains(step))
        case .finish(let outcome): outcomes.append(outcome)
        }
      }
      guard !active.isEmpty else { break }
      #expect(outcomes.isEmpty)
      let step = active.remove(at: random.below(active.count))
      if random.isOne(in: 30) {
        actions = progress.cancel() + progress.failed(step)
      } else {
        actions = random.isOne(in: 3) ? progress.failed(step) : progress.succeeded(step)
      }
    }
    #expect(outcomes.count == 1)
    let isSettled = progress.states.allSatisfy { state in
      switch state {
      case .waiting, .active: false
      case .succeeded, .failed, .skipped, .notNeeded: true
      }
    }
    #expect(isSettled, "\(progress.states)")
  }
}
