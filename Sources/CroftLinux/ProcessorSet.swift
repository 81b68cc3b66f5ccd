/// Processors by their numbers, as the kernel writes them in lists such as `0-3,6` (cpuset(7), "List format").
package struct ProcessorSet: Sendable, Equatable {
  /// Ascending, each once.
  package private(set) var numbers: [Int]

  /// The kernel's own bound on x86 and ARM (NR_CPUS). A list that names a higher one is no list of processors.
  private static let numberLimit = 8192

  package init(_ numbers: some Sequence<Int> = []) {
    self.numbers = Set(numbers).sorted()
  }

  /// Reads a list; nil when it isn't one. An empty one holds nothing.
  package init?(list: some StringProtocol) {
    var numbers: [Int] = []
    for range in list.split(whereSeparator: { $0 == "," || $0.isWhitespace }) {
      let ends = range.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
      guard ends.count <= 2, let first = ends[0], let last = ends[ends.count - 1],
        0 <= first, first <= last, last < Self.numberLimit
      else { return nil }
      numbers += first...last
    }
    self.init(numbers)
  }

  package var count: Int { numbers.count }
  package var isEmpty: Bool { numbers.isEmpty }

  package func contains(_ number: Int) -> Bool { numbers.contains(number) }

  package func isSubset(of other: ProcessorSet) -> Bool { Set(numbers).isSubset(of: other.numbers) }

  package func union(_ other: ProcessorSet) -> ProcessorSet { ProcessorSet(numbers + other.numbers) }

  package func subtracting(_ other: ProcessorSet) -> ProcessorSet {
    ProcessorSet(Set(numbers).subtracting(other.numbers))
  }
}

extension ProcessorSet: CustomStringConvertible {
  /// As the kernel takes it: `0-3,6`; empty for no processor.
  package var description: String {
    var ranges: [(first: Int, last: Int)] = []
    for number in numbers {
      if let range = ranges.last, range.last + 1 == number {
        ranges[ranges.count - 1].last = number
      } else {
        ranges.append((number, number))
      }
    }
    return ranges.map { $0.first == $0.last ? "\($0.first)" : "\($0.first)-\($0.last)" }.joined(separator: ",")
  }
}

// MARK: - Topology

extension ProcessorSet {
  /// These processors, put together by the physical core whose hardware threads they are; one that the kernel doesn't
  /// tell of is a core by itself.
  ///
  /// - Parameter root: Where the kernel describes processors (its `Documentation/admin-guide/cputopology.rst`).
  package func physicalCores(root: String = "/sys/devices/system/cpu") -> [ProcessorSet] {
    var cores: [ProcessorSet] = []
    var placed: Set<Int> = []
    for number in numbers where !placed.contains(number) {
      let list = try? FileSystem.readText(
        "\(root)/cpu\(number)/topology/thread_siblings_list", maximumBytes: Self.maximumListBytes)
      let siblings = list.flatMap { ProcessorSet(list: $0) }?.numbers.filter(contains) ?? []
      let core = ProcessorSet(siblings.filter { !placed.contains($0) } + [number])
      placed.formUnion(core.numbers)
      cores.append(core)
    }
    return cores
  }

  /// A core has two hardware threads, or up to eight: a page is plenty.
  private static let maximumListBytes = 4096
}
