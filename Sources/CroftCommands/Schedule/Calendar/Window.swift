/// The time from one occurrence of a calendar expression (included) to the next (excluded), in milliseconds since
/// 1970. Its run is due when it has passed, so that everything which happened in it can be processed.
struct Window: Hashable {
  /// The occurrence before; nil for the first one that the expression has at all.
  let start: Int?
  /// Also the run's logical time.
  let end: Int

  var logicalTime: Int { end }
}
