/// So much of something that there is a certain amount of: a figure, a part of the whole, or all there is.
enum ConfiguredAmount: Sendable, Equatable {
  case unlimited
  case exactly(Int)
  /// In 1/10000 of the whole, as systemd keeps percentages.
  case permyriad(Int)

  /// More cores, processes or executors than this no machine has; it keeps sums far from overflow.
  static let largestCount = 1 << 22
  /// 64 PiB: more memory no machine has, and a hundred of it can be added up.
  static let largestBytes = 1 << 56

  /// nil when there is no limit. A part that isn't nothing is at least 1.
  func resolved(of whole: Int) -> Int? {
    switch self {
    case .unlimited: nil
    case .exactly(let figure): figure
    case .permyriad(0): 0
    // Divided first, because a memory's bytes times 10000 need not fit.
    case .permyriad(let parts): max(1, whole / 10_000 * parts + whole % 10_000 * parts / 10_000)
    }
  }
}
