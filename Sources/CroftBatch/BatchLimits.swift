/// Bounds on what a submission may hold.
package enum BatchLimits {
  /// At ten thousand tasks a second this is a quarter of an hour of starting alone; a driver keeps some bytes of each.
  package static let tasks = 10_000_000
  /// Inputs are held in memory, by the driver and by each executor, and their places are kept in 32 bits.
  package static let inputBytes = 1 << 30
  /// The cells of a table: a place is kept for each, so this is 400 MB of places.
  package static let cells = 100_000_000
  /// Columns of a table, and sources in a product or linked: each may become a variable of the environment.
  package static let columns = 1000
  /// A job file is written by a person.
  package static let jobFileBytes = 4 << 20
  /// Parameters of a job file: one is looked for among all of them.
  package static let parameters = 1000
  /// Steps of a job file: what becomes ready is looked for among all of them.
  package static let steps = 10_000
  /// What a task may ask for: no process runs in less, so that somebody has left out the unit, and no machine has more.
  package static let taskMemoryBytes = 1 << 20...1 << 50
}
