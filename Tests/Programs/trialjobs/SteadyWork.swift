import Croft
import Glibc

/// Many small tasks one after another, of which each attempt is tallied: `begun N` and `done N`.
struct SteadyWork: Job {
  var partitions: Int
  var milliseconds: Int
  var tally: Tally

  var body: Action<Int?> {
    let (milliseconds, tally) = (milliseconds, tally)
    return Dataset.range(0..<partitions, partitions: partitions)
      .map { number in
        tally.add("begun \(number)")
        usleep(useconds_t(milliseconds) * 1000)
        tally.add("done \(number)")
        return number
      }
      .reduce(+)
  }
}
