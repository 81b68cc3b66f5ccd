import Croft

/// Gets some point to begin with.
struct FirstPoint: Job {
  var points: Points
  var body: Action<[Double]?> { points.dataset.first() }
}

/// Finds the point that is the farthest from all centers: a good next one. (Gonzalez, "Clustering to minimize the
/// maximum intercluster distance", 1985.)
struct FarthestPoint: Job {
  var points: Points
  var centers: [[Double]]

  var body: Action<(Double, [Double])?> {
    let centers = centers
    return points.dataset
      .map { point in (try Center.nearest(to: point, among: centers).squaredDistance, point) }
      .max { $0.0 < $1.0 }
  }
}

/// Gives each point to the nearest center: one round of Lloyd's algorithm.
///
/// The centers are a property, and so get to every executor with the job; were they megabytes, they would be a
/// `Broadcast`. What comes back is one sum for each cluster and partition: no point ever moves.
struct Assignment: Job {
  var points: Points
  var centers: [[Double]]

  var body: Action<[Cluster]> {
    let centers = centers
    let empty = centers.map { Cluster(dimensions: $0.count) }
    return points.dataset.aggregate(into: empty) { clusters, point in
      let nearest = try Center.nearest(to: point, among: centers)
      clusters[nearest.index].add(point, squaredDistance: nearest.squaredDistance)
    } combining: { clusters, others in
      for index in clusters.indices { clusters[index].add(others[index]) }
    }
  }
}

/// What is known of the points that are nearest to one center.
struct Cluster: Codable {
  private(set) var count = 0
  private(set) var squaredDistance = 0.0
  private var sum: [Double]

  init(dimensions: Int) { sum = Array(repeating: 0, count: dimensions) }

  /// The middle of its points; nil if it has none.
  var mean: [Double]? { count == 0 ? nil : sum.map { $0 / Double(count) } }

  mutating func add(_ point: [Double], squaredDistance: Double) {
    count += 1
    self.squaredDistance += squaredDistance
    for index in sum.indices { sum[index] += point[index] }
  }

  mutating func add(_ other: Cluster) {
    count += other.count
    squaredDistance += other.squaredDistance
    for index in sum.indices { sum[index] += other.sum[index] }
  }
}

/// Distances to centers.
enum Center {
  /// The nearest of the centers; the first of those that are equally near.
  ///
  /// - Precondition: there are centers.
  static func nearest(
    to point: [Double], among centers: [[Double]]
  ) throws -> (index: Int, squaredDistance: Double) {
    var nearest = (index: 0, squaredDistance: Double.infinity)
    for (index, center) in centers.enumerated() {
      let squaredDistance = try squaredDistance(point, center)
      if squaredDistance < nearest.squaredDistance { nearest = (index, squaredDistance) }
    }
    return nearest
  }

  static func squaredDistance(_ a: [Double], _ b: [Double]) throws -> Double {
    guard a.count == b.count else { throw UnequalDimensions(first: a, second: b) }
    var sum = 0.0
    for index in a.indices { sum += (a[index] - b[index]) * (a[index] - b[index]) }
    return sum
  }
}

struct UnequalDimensions: Error, CustomStringConvertible {
  let first: [Double]
  let second: [Double]

  var description: String {
    """
    the points \(first) and \(second) have \(first.count) and \(second.count) dimensions: write as many numbers on \
    each line
    """
  }
}
