import Croft

typealias Point = SIMD8<Double>

/// The points of a binary file, kept in the executors' memory from job to job.
struct Points: DatasetDefinition {
  var input: String

  var body: Dataset<Point> {
    Dataset.records(in: input, length: MemoryLayout<Point>.size)
      .map { record in record.withUnsafeBytes { $0.loadUnaligned(as: Point.self) } }
      .cache()
  }
}

/// Reads the points, so that they are kept.
struct CountPoints: Job {
  var points: Points
  var body: Action<Int> { points.dataset.count() }
}

struct FirstPoints: Job {
  var points: Points
  var count: Int
  var body: Action<[Point]> { points.dataset.take(count) }
}

/// Gives each point to the nearest centre: one round of Lloyd's algorithm.
struct Assignment: Job {
  var points: Points
  var centres: [Point]

  var body: Action<[Cluster]> {
    let centres = centres
    return points.dataset.aggregate(into: centres.map { _ in Cluster() }) { clusters, point in
      clusters[nearest(to: point, among: centres)].add(point)
    } combining: { clusters, others in
      for index in clusters.indices { clusters[index].add(others[index]) }
    }
  }
}

/// The points that are nearest to one centre.
struct Cluster: Codable {
  private var count = 0
  private var sum = Point.zero

  /// The middle of its points; nil if it has none.
  var mean: Point? { count == 0 ? nil : sum / Double(count) }

  mutating func add(_ point: Point) {
    count += 1
    sum += point
  }

  mutating func add(_ other: Cluster) {
    count += other.count
    sum += other.sum
  }
}

/// The position of the nearest centre; the first of those that are equally near.
func nearest(to point: Point, among centres: [Point]) -> Int {
  var nearest = 0
  var least = Double.infinity
  for (index, centre) in centres.enumerated() {
    let difference = point - centre
    let distance = (difference * difference).sum()
    if distance < least {
      nearest = index
      least = distance
    }
  }
  return nearest
}
