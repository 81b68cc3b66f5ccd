/// How much a task is trusted, after what became of the executors that it was on.
enum TaskStanding {
  case trusted
  /// Its executor died, perhaps because of it: it starts on a free slot, and nothing is sent ahead beside it.
  case suspect
  /// One more loss would condemn it: it has an executor for itself, so that no neighbour's crash is held against it.
  case onLastChance
  /// It runs already, but slowly: a second attempt may run beside the first, on a slot that nothing else wants.
  case speculative
  /// The executors that hold its cached input have taken none of its stage for long: any other may have it.
  case displaced
}
