/// What a survivor computes.
enum StormWork: CaseIterable {
  case sum, words, squares

  private static let numbers = 40_000

  func arguments(input: String) -> [String] {
    switch self {
    case .sum: ["sum", "--count", "\(Self.numbers)", "--partitions", "16"]
    case .words: ["words", "--input", input, "--partitions", "8"]
    case .squares: ["squares", "--count", "\(Self.numbers)", "--partitions", "16"]
    }
  }

  var answer: String {
    switch self {
    case .sum: expectedSums(count: Self.numbers)
    case .words: "20000 rain\n20000 storm\n40000 wind\n"
    case .squares: "\(Self.numbers)\n"
    }
  }
}
