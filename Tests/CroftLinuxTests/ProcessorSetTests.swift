import CroftLinux
import Testing

@Suite struct ProcessorSetTests {
  static let lists: [(text: String, numbers: [Int])] = [
    ("", []), ("\n", []), ("0", [0]), ("0-3,6\n", [0, 1, 2, 3, 6]), ("6,0-1,1", [0, 1, 6]), ("8191", [8191]),
  ]

  @Test(arguments: lists)
  func theKernelsListsAreRead(text: String, numbers: [Int]) throws {
    #expect(try #require(ProcessorSet(list: text)).numbers == numbers)
  }

  @Test(arguments: ["a", "3-1", "-1", "1-", "0-1-2", "8192", "0-99999999999", "1..2"])
  func whatIsNoListIsNone(text: String) {
    #expect(ProcessorSet(list: text) == nil)
  }

  @Test(arguments: [([], ""), ([5], "5"), ([0, 1, 2, 4, 6, 7], "0-2,4,6-7")])
  func aSetIsWrittenAsTheKernelTakesIt(numbers: [Int], text: String) {
    #expect("\(ProcessorSet(numbers))" == text)
    #expect(ProcessorSet(list: text) == ProcessorSet(numbers))
  }

  @Test func hardwareThreadsOfOneCoreAreFoundTogether() throws {
    try withTemporaryDirectory { root in
      for (processor, siblings) in [(0, "0,2"), (1, "1,3"), (2, "0,2"), (3, "1,3")] {
        let directory = "\(root)/cpu\(processor)/topology"
        try FileSystem.createDirectory(directory, mode: 0o755, parents: true)
        try writeFile("\(directory)/thread_siblings_list", siblings + "\n")
      }
      let cores = ProcessorSet([0, 1, 2, 3, 4]).physicalCores(root: root)
      #expect(cores == [ProcessorSet([0, 2]), ProcessorSet([1, 3]), ProcessorSet([4])])
      // Of a core that is there in part, only that part.
      #expect(ProcessorSet([1, 2]).physicalCores(root: root) == [ProcessorSet([1]), ProcessorSet([2])])
    }
  }
}
