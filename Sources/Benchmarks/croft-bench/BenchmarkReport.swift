import CroftProtocol

/// A case's figures, in the order in which they are to be read.
struct BenchmarkReport {
  private(set) var figures: [(name: String, value: String)] = []
  private var members: [(String, JSONValue)] = []

  init(_ benchmark: BenchmarkCase, runs: Int) {
    add("case", benchmark.rawValue)
    add("runs", runs)
  }

  mutating func add(_ name: String, _ value: String) {
    figures.append((name, value))
    members.append((name, .string(value)))
  }

  mutating func add(_ name: String, _ value: Int) {
    figures.append((name, String(value)))
    members.append((name, .integer(Int64(value))))
  }

  /// Rounded to four digits: the rest is noise.
  mutating func add(_ name: String, _ value: Double) {
    let rounded = value.roundedToFourDigits
    figures.append((name, "\(rounded)"))
    members.append((name, .number(rounded)))
  }

  /// Medians of our time, of the baseline's, and of how many times faster ours is in each pair.
  ///
  /// - Parameter suffix: ends the figures' names.
  mutating func addComparison(_ pairs: [TimedPair], suffix: String = "") {
    add("seconds\(suffix)", pairs.map(\.ours).median)
    add("baselineSeconds\(suffix)", pairs.map(\.baseline).median)
    add("ratio\(suffix)", pairs.medianRatio)
  }

  var json: String { String(decoding: JSONValue.object(JSONObject(members)).serialized, as: UTF8.self) }
}

extension [TimedPair] {
  /// How many times faster ours is than the baseline: the median of the pairs.
  var medianRatio: Double { map { $0.baseline / $0.ours }.median }
}

extension Double {
  var roundedToFourDigits: Double {
    guard self != 0, isFinite else { return self }
    // Powers of ten from 1 up are exact, so whole numbers stay whole.
    var unit = 1.0
    while abs(self) / unit >= 10000 { unit *= 10 }
    var fraction = 1.0
    while abs(self) * fraction < 1000 { fraction *= 10 }
    return (self / unit * fraction).rounded() / fraction * unit
  }
}

extension [Double] {
  /// The middle value, or the mean of the two in the middle. At least one is needed.
  var median: Double {
    let sorted = sorted()
    let middle = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
  }
}
