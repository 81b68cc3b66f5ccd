package import CroftProtocol

/// The totals of a job's accumulators.
public struct AccumulatorValues: Sendable {
  /// By the places of the operators that add to them.
  private var accumulators: [Int: any AnyAccumulator] = [:]
  private var totals: [String: any Sendable] = [:]

  /// Nothing added to anything.
  package init() {}

  /// Nothing added yet to the accumulators of a job.
  ///
  /// - Throws: `OperatorProblem` when two of them have one name and differ in type, or an operator's place is beyond
  ///   what an update can name.
  package init(of graph: StageGraph) throws {
    var types: [String: String] = [:]
    for (place, node) in graph.operators.enumerated() {
      guard let accumulator = node.accumulator else { continue }
      let known = types.updateValue(accumulator.valueType, forKey: accumulator.name) ?? accumulator.valueType
      guard known == accumulator.valueType else {
        throw OperatorProblem(
          node: node.description, problem: AccumulatorConflict(name: accumulator.name, otherType: known))
      }
      guard place <= UInt16.max else {
        throw OperatorProblem(node: node.description, problem: TooManyOperators(place: place))
      }
      accumulators[place] = accumulator
    }
  }

  /// Adds what a task has added. Call it once for each task.
  ///
  /// - Throws: `MalformedBytes` when the task names an operator that adds to nothing.
  package mutating func add(_ updates: [AccumulatorUpdate]) throws {
    for update in updates {
      guard let accumulator = accumulators[Int(update.accumulator)] else {
        throw MalformedBytes("a task adds to the accumulator of operator \(update.accumulator), which has none")
      }
      // Taken out, so that a large total is changed in its place.
      let total = totals.removeValue(forKey: accumulator.name)
      totals[accumulator.name] = try accumulator.adding(update.value, to: total)
    }
  }

  /// An accumulator's total: its zero if nothing was added to it.
  public subscript<Value>(_ accumulator: Accumulator<Value>) -> Value {
    totals[accumulator.name] as? Value ?? accumulator.zero
  }

  /// The names of those to which something was added, in order.
  public var names: [String] { totals.keys.sorted() }
}

extension AccumulatorValues: CustomStringConvertible {
  /// Such as `dirty rows: 12, longest line: 80`.
  public var description: String {
    totals.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }.joined(separator: ", ")
  }
}

/// Two accumulators that can't be told apart.
struct AccumulatorConflict: Error, Equatable, CustomStringConvertible {
  let name: String
  let otherType: String

  var description: String {
    "an accumulator named \"\(name)\" of another type, \(otherType), is in the same job: give one of them another name"
  }
}

/// A lineage longer than accumulators can be told apart in.
struct TooManyOperators: Error, Equatable, CustomStringConvertible {
  let place: Int

  var description: String {
    "it is operator \(place) of its job, and an accumulator has to be among the first \(Int(UInt16.max) + 1)"
  }
}
