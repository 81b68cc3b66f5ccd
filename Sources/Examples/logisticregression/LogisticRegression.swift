import Croft
import Glibc

/// How well a model explains the observations, and in which direction it would get better: one round of gradient
/// descent.
///
/// The model is a property, and so gets to every executor with the job; one sum for each partition comes back.
struct Evaluation: Job {
  var observations: Observations
  var model: Model

  var body: Action<Fit> {
    let model = model
    return observations.dataset.aggregate(into: Fit(features: model.weights.count)) { fit, observation in
      fit.add(observation, predicted: model.probability(of: observation.features))
    } combining: {
      $0.add($1)
    }
  }
}

/// Tells from what was measured of something how probably it is of the kind.
struct Model: Codable {
  var intercept = 0.0
  /// One for each feature.
  var weights: [Double]

  func probability(of features: [Double]) -> Double {
    var score = intercept
    for index in weights.indices { score += weights[index] * features[index] }
    return 1 / (1 + exp(-score))
  }

  /// Goes a step downhill.
  mutating func improve(by fit: Fit, rate: Double) {
    let step = rate / Double(fit.count)
    intercept -= step * fit.interceptSlope
    for index in weights.indices { weights[index] -= step * fit.slopes[index] }
  }
}

/// What a model makes of the observations, summed up.
struct Fit: Codable {
  private(set) var count = 0
  /// How many have the label that the model gives more than even odds.
  private(set) var correct = 0
  /// The negative logarithm of how probable the model finds all labels together.
  private(set) var loss = 0.0
  /// How the loss grows with the model's intercept, and with each of its weights.
  private(set) var interceptSlope = 0.0
  private(set) var slopes: [Double]

  init(features: Int) { slopes = Array(repeating: 0, count: features) }

  mutating func add(_ observation: Observation, predicted: Double) {
    count += 1
    if (predicted > 0.5) == (observation.label == 1) { correct += 1 }
    let probability = observation.label == 1 ? predicted : 1 - predicted
    // What the model holds for impossible would cost infinitely much, and nothing could be seen any more.
    loss -= log(max(probability, Double.leastNormalMagnitude))
    let error = predicted - observation.label
    interceptSlope += error
    for index in slopes.indices { slopes[index] += error * observation.features[index] }
  }

  mutating func add(_ other: Fit) {
    count += other.count
    correct += other.correct
    loss += other.loss
    interceptSlope += other.interceptSlope
    for index in slopes.indices { slopes[index] += other.slopes[index] }
  }
}
