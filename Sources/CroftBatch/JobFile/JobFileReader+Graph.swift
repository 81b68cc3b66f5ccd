extension JobFileReader {
  /// What the steps say of one another; nil if something of it is wrong.
  mutating func graph(of drafts: [StepDraft]) -> StepGraph? {
    let names = drafts.map(\.name)
    let numbers = Dictionary(drafts.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
    let count = problems.count
    let cleanUps = drafts.map { draft in draft.cleanUp.flatMap { number(of: $0, numbers, names, "on-failure") } }
    let after = drafts.map { draft in draft.after.compactMap { number(of: $0, numbers, names, "after") } }
    checkCleanUps(drafts, after: after, cleanUps: cleanUps)
    for cycle in StepCycles.all(in: after) {
      let draft = drafts[cycle[0]]
      complain(
        StepCycles.sentence(cycle.map { drafts[$0].name }), at: draft.after.first?.place ?? draft.place,
        "take one of them out of another's 'after'")
    }
    guard problems.count == count else { return nil }
    let steps = drafts.indices.map { number in
      StepGraph.Step(
        name: drafts[number].name, after: after[number],
        onFailure: cleanUps[number].map { .run($0) } ?? drafts[number].onFailure)
    }
    return try? StepGraph(steps)
  }

  private mutating func number(
    of reference: (name: String, place: TextPlace), _ numbers: [String: Int], _ names: [String], _ key: String
  ) -> Int? {
    if let number = numbers[reference.name] { return number }
    let hint = hint(for: reference.name, among: names)
    complain(
      "'\(key)' names the step '\(reference.name.onOneLine)', which isn't there", at: reference.place,
      hint ?? "write [step.\(reference.name.onOneLine)], or take it out")
    return nil
  }

  /// A clean-up step runs after a failure and at no other time, so nothing can wait for it, nor it for anything.
  private mutating func checkCleanUps(_ drafts: [StepDraft], after: [[Int]], cleanUps: [Int?]) {
    for (number, cleanUp) in cleanUps.enumerated() {
      guard let cleanUp, let reference = drafts[number].cleanUp else { continue }
      if cleanUp == number {
        complain("the step '\(reference.name)' can't clean up after itself", at: reference.place, "name another step")
      }
    }
    let all = Set(cleanUps.compactMap { $0 })
    for cleanUp in all.sorted() {
      if let place = drafts[cleanUp].after.first?.place {
        let name = drafts[cleanUp].name
        complain(
          "'\(name)' runs when another step has failed, and can't wait for others", at: place, "remove its 'after'")
      }
    }
    for (number, predecessors) in after.enumerated() {
      for cleanUp in predecessors where all.contains(cleanUp) {
        let name = drafts[cleanUp].name
        let place = drafts[number].after.first { $0.name == name }?.place ?? drafts[number].place
        complain(
          "'\(name)' runs only when another step has failed, so no step can wait for it", at: place, "take it out")
      }
    }
  }
}
