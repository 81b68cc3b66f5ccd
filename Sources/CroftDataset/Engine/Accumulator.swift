/// A value that a job's tasks add to while they compute something else: how many rows were dirty, the longest line.
///
/// A job declares it, ``Dataset/tap(_:file:line:_:)`` adds to it, and the job's report has the total. Accumulators are
/// known by their name: two taps with accumulators of one name and type add to one total.
///
/// ```swift
/// struct CleanRows: Job {
///   static let dirty = Accumulator<Int>.sum("dirty rows")
///   var input: String
///   var body: Action<Int> {
///     Dataset.lines(in: input).tap(Self.dirty) { isClean($0) ? nil : 1 }.filter(isClean).count()
///   }
/// }
/// ```
///
/// What a task adds counts once, when it has succeeded: not for attempts that failed or were not the first to end. But
/// a tap adds whenever its elements are computed, so one below two shuffles, or below an operator that runs what is
/// before it twice, counts twice; persist the dataset behind the tap where that matters. An action that needs only some
/// of the elements taps only those.
public struct Accumulator<Value: Sendable>: Sendable {
  /// By which its total is found.
  public let name: String
  /// The total when nothing was added.
  public let zero: Value
  @usableFromInline let combineInto: @Sendable (inout Value, Value) -> Void

  /// - Parameters:
  ///   - name: no two accumulators of a job that differ in type may share it.
  ///   - zero: combined with any value, it gives that value.
  ///   - combine: associative and commutative, for tasks end in any order.
  @inlinable
  public init(_ name: String, zero: Value, combine: @escaping @Sendable (Value, Value) -> Value) {
    self.init(name, zero: zero, combineInto: { $0 = combine($0, $1) })
  }

  /// For values that are better changed than made anew: arrays, sets, dictionaries.
  ///
  /// - Parameter combineInto: adds the second value to the first; associative and commutative.
  @inlinable
  public init(_ name: String, zero: Value, combineInto: @escaping @Sendable (inout Value, Value) -> Void) {
    self.name = name
    self.zero = zero
    self.combineInto = combineInto
  }
}
