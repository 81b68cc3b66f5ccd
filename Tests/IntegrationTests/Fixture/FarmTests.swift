import Testing

/// Everything that starts processes: one test after another, because they share two cores and some watch the clock.
@Suite(.serialized, .timeLimit(.minutes(1)))
enum FarmTests {}
