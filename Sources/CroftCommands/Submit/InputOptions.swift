import ArgumentParser
import CroftBatch
import Synchronization

/// Where the tasks of a job come from. Several inputs make a product, in the order of the command line.
struct InputOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "A task for each index: 1-1000, 0-20:4, 1,3,5-7; with %8 behind it, at most 8 at once.", valueName: "indexes"),
    transform: { try OrderedInput(.array(ArraySpecification($0))) })
  var array: [OrderedInput] = []

  @Option(
    help: ArgumentHelp(
      "A task for each line of a file, for each file that a quoted pattern such as 'data/*.csv' matches, or, for -, "
        + "for each line of the standard input.", valueName: "file"),
    completion: .file(),
    transform: { OrderedInput(.over(ArgumentBytes.bytes($0))) })
  var over: [OrderedInput] = []

  @Option(
    help: ArgumentHelp(
      "A task for each row of a table; its columns are replacement strings ({name}) and variables.",
      valueName: "file"),
    completion: .file(), transform: { OrderedInput(.csv(ArgumentBytes.bytes($0))) })
  var csv: [OrderedInput] = []

  @Flag(name: [.customShort("0"), .long], help: "Zeros separate the inputs of --over, as find -print0 writes them.")
  var null = false

  @Flag(help: "Take several inputs together, the first with the first, instead of their product.")
  var link = false

  /// The factors of a product, each of linked inputs.
  ///
  /// - Parameter further: what stands behind `:::` and the like.
  func product(with further: [LinkedInput]) -> [[InputSpecification]] {
    let options = (array + over + csv).sorted { $0.place < $1.place }.map { input in
      if null, case .over(let name, _) = input.specification {
        return InputSpecification.over(name, isNullSeparated: true)
      }
      return input.specification
    }
    let all = options.map { LinkedInput(specification: $0, isLinked: false) } + further
    if link { return all.isEmpty ? [] : [all.map(\.specification)] }
    return all.reduce(into: []) { product, input in
      if input.isLinked, !product.isEmpty {
        product[product.count - 1].append(input.specification)
      } else {
        product.append([input.specification])
      }
    }
  }

  /// How many tasks the array lets run at once.
  var maxRunning: Int? {
    array.compactMap { if case .array(let array) = $0.specification { array.maxRunning } else { nil } }.min()
  }
}

/// An input with its place among all of them: ArgumentParser keeps the order within one option alone.
struct OrderedInput {
  let specification: InputSpecification
  let place: Int

  /// ArgumentParser reads a command line from its beginning to its end.
  private static let lastPlace = Atomic(0)

  init(_ specification: InputSpecification) {
    self.specification = specification
    place = Self.lastPlace.add(1, ordering: .relaxed).newValue
  }
}

/// An input that may be linked with the one before it.
struct LinkedInput: Equatable {
  let specification: InputSpecification
  let isLinked: Bool
}

/// A command line as GNU parallel has it: a command, and behind `:::` the values of an input, behind `::::` files of
/// them; with a + the input is linked with the one before it.
struct CommandLineInputs: Equatable {
  let command: [String]
  let inputs: [LinkedInput]
  /// Whether there is nothing behind a `::::`. Behind a `:::` there may be nothing: then there are no tasks.
  let namesNoFile: Bool

  private static let separators: Set = [":::", "::::", ":::+", "::::+"]

  init(_ words: [String]) {
    var parts = words.split(maxSplits: .max, omittingEmptySubsequences: false) { Self.separators.contains($0) }[...]
    let command = Array(parts.removeFirst())
    var inputs: [LinkedInput] = []
    var namesNoFile = false
    for part in parts {
      let separator = words[part.startIndex - 1]
      let values = part.map { ArgumentBytes.bytes($0) }
      if separator.hasPrefix("::::") {
        if values.isEmpty { namesNoFile = true }
        for (index, file) in values.enumerated() {
          inputs.append(LinkedInput(specification: .over(file), isLinked: index == 0 && separator.hasSuffix("+")))
        }
      } else {
        inputs.append(LinkedInput(specification: .values(values), isLinked: separator.hasSuffix("+")))
      }
    }
    self.command = command
    self.inputs = inputs
    self.namesNoFile = namesNoFile
  }
}
