import Testing

/// Everything that starts processes: one test after another, because they share two cores and some watch the clock.
///
/// The longest is a storm of a whole minute, where one is asked for.
@Suite(.serialized, .timeLimit(.minutes(3)))
enum FarmTests {}
