import Croft
import CroftLinux
import Glibc
import Testing

@testable import CroftDriver

@Suite struct CachingTests {
  @Test(arguments: StorageLevel.allCases)
  func whatADefinitionKeepsIsComputedOnce(_ level: StorageLevel) async throws {
    let numbers = KeptNumbers(name: "numbers in \(level)", level: level)
    try await LocalFarm.with { farm in
      for _ in 0..<3 {
        let found = try await farm.run(CountNumbers(numbers: numbers))
        #expect(found == 100)
      }
    }
    #expect(Computations.shared.count(numbers.name) == 100)
  }

  @Test(arguments: StorageLevel.allCases)
  func nothingBelowAKeptDatasetRunsAgain(_ level: StorageLevel) async throws {
    let sums = KeptSums(name: "sums in \(level)", level: level)
    try await LocalFarm.with { farm in
      for _ in 0..<3 {
        let found = try await farm.run(TotalOfSums(sums: sums))
        #expect(found == 4950)
      }
    }
    #expect(Computations.shared.count(sums.name) == 100)
  }

  @Test func aPlanSaysWhatNeedNotRunBecauseItIsKept() async throws {
    let job = TotalOfSums(sums: KeptSums(name: "explained", level: .disk))
    try await LocalFarm.with { farm in
      let before = try await farm.explain(job).text
      #expect(!before.contains("not run"))
      _ = try await farm.run(job)
      let after = try await farm.explain(job).text
      #expect(after.contains("stage 0: 4 tasks, not run as long as what is made of it is kept"), "\(after)")
    }
  }

  @Test func whatIsUnpersistedIsComputedAgain() async throws {
    let numbers = KeptNumbers(name: "unpersisted", level: .memoryAndDisk)
    let others = KeptNumbers(name: "others", level: .disk)
    try await LocalFarm.with { farm in
      for _ in 0..<2 {
        _ = try await farm.run(CountNumbers(numbers: numbers))
        _ = try await farm.run(CountNumbers(numbers: others))
        try farm.unpersist(numbers)
      }
    }
    #expect(Computations.shared.count(numbers.name) == 200)
    #expect(Computations.shared.count(others.name) == 100)
  }

  @Test func whatIsKeptForOneJobIsGoneAfterIt() async throws {
    try await LocalFarm.with { farm in
      for _ in 0..<2 {
        let found = try await farm.run(CountOwnNumbers(name: "own"))
        #expect(found == 100)
      }
    }
    #expect(Computations.shared.count("own") == 200)
  }

  @Test func aKeptPartitionThatIsLostBringsBackWhatItIsMadeOf() async throws {
    let sums = KeptSums(name: "lost", level: .disk)
    try await LocalFarm.with { farm in
      #expect(try await farm.run(TotalOfSums(sums: sums)) == 4950)
      let files = try keptFiles(in: farm)
      #expect(files.count == 3)
      try FileSystem.removeFile(files[1])
      #expect(try await farm.run(TotalOfSums(sums: sums)) == 4950)
      #expect(try await farm.run(TotalOfSums(sums: sums)) == 4950)
    }
    #expect(Computations.shared.count(sums.name) == 200)
  }

  @Test func aDamagedPartitionIsComputedAgain() async throws {
    let numbers = KeptNumbers(name: "damaged", level: .disk)
    try await LocalFarm.with { farm in
      #expect(try await farm.run(CountNumbers(numbers: numbers)) == 100)
      let file = try FileDescriptor.open(try keptFiles(in: farm)[0], flags: O_WRONLY)
      #expect(pwrite(file.rawValue, "?", 1, 0) == 1)
      for _ in 0..<2 {
        let found = try await farm.run(CountNumbers(numbers: numbers))
        #expect(found == 100)
      }
    }
    #expect(Computations.shared.count(numbers.name) == 125)
  }

  @Test func aBroadcastIsReadByTasks() async throws {
    try await LocalFarm.with { farm in
      let names = try farm.broadcast([0: "zero", 1: "one"] as [Int: Text])
      #expect(try await farm.run(NamesOfNumbers(names: names)) == ["zero", "one", "none"])
    }
  }

  @Test func filesAreGoneWithTheFarm() async throws {
    let scratch = try await LocalFarm.with { farm in
      _ = try await farm.run(CountNumbers(numbers: KeptNumbers(name: "files", level: .disk)))
      _ = try farm.broadcast([1, 2, 3])
      return farm.scratch
    }
    #expect(try FileSystem.status(scratch) == nil)
  }

  private func keptFiles(in farm: Farm) throws -> [String] {
    let cache = "\(farm.scratch)/cache"
    return try FileSystem.list(cache).flatMap { dataset in
      try FileSystem.list("\(cache)/\(dataset)").map { "\(cache)/\(dataset)/\($0)" }
    }
  }
}
