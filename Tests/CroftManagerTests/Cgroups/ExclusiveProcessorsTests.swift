import CroftLinux
import CroftTesting
import Testing

@testable import CroftManager

@Suite struct ExclusiveProcessorsTests {
  /// Four cores of two hardware threads each, numbered as most machines do.
  private static let cores = (0..<4).map { ProcessorSet([$0, $0 + 4]) }

  @Test func wholeCoresGoFirst() {
    var processors = ExclusiveProcessors(cores: Self.cores)
    #expect(processors.take(2) == ProcessorSet([0, 4]))
    // One and a half: the half is taken from a core by itself.
    #expect(processors.take(3) == ProcessorSet([1, 2, 5]))
    // The other half of that core, before another core is broken.
    #expect(processors.take(1) == ProcessorSet([6]))
    #expect(processors.shared == ProcessorSet([3, 7]))
  }

  @Test func oneProcessorStaysWithTheOthers() {
    var processors = ExclusiveProcessors(cores: Self.cores)
    #expect(processors.take(8) == nil)
    #expect(processors.take(7)?.count == 7)
    #expect(processors.take(1) == nil)
    #expect(processors.shared.count == 1)
  }

  @Test func anEarlierManagersAreTakenOverOnce() {
    var processors = ExclusiveProcessors(cores: Self.cores)
    let claimed = [[1, 2], [2, 3], [99], []].map { processors.claim(ProcessorSet($0)) }
    #expect(claimed == [true, false, false, false])
    #expect(processors.held == ProcessorSet([1, 2]))
  }

  @Test(arguments: 0..<20)
  func noProcessorIsEverTwoExecutors(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    var processors = ExclusiveProcessors(cores: Self.cores)
    var held: [ProcessorSet] = []
    for _ in 0..<300 {
      if random.isOne(in: 2), !held.isEmpty {
        processors.giveBack(held.remove(at: random.below(held.count)))
      } else {
        let wanted = 1 + random.below(5)
        let free = processors.shared.count
        let taken = processors.take(wanted)
        #expect((taken == nil) == (free <= wanted))
        if let taken {
          #expect(taken.count == wanted)
          held.append(taken)
        }
      }
      let all = held.flatMap(\.numbers)
      #expect(Set(all).count == all.count)
      #expect(processors.held == ProcessorSet(all))
    }
  }
}
