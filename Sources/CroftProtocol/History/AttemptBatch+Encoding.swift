extension AttemptBatch {
  package func encoded() -> [UInt8] {
    precondition(attempts.count <= Self.maximumAttempts, "a batch holds at most \(Self.maximumAttempts) attempts")
    var writer = ByteWriter(capacity: 64 + attempts.count * 8)
    let hasEnds = attempts.contains { $0.end != nil }
    writer.append(hasEnds ? Self.version : Self.versionWithoutEnds)
    writer.appendVariable(UInt64(job.rawValue))
    writer.appendVariable(UInt64(stage))
    writer.appendVariable(UInt64(attempts.count))
    appendDifferences(of: { Int(attempts[$0].partition) }, to: &writer)
    appendDifferences(of: { Int(attempts[$0].executor) }, to: &writer)
    appendDifferences(of: { attempts[$0].startMilliseconds }, to: &writer)
    for place in attempts.indices { writer.appendVariable(attempts[place].durationMicroseconds) }
    appendOutcomes(to: &writer)
    appendErrors(to: &writer)
    if hasEnds { for place in attempts.indices { attempts[place].end.encode(into: &writer) } }
    return writer.copy()
  }

  /// - Parameter column: gives the value at a place. Not of a record: handing those around, each with its text, would
  ///   cost more than all else.
  @inline(__always)
  private func appendDifferences(of column: (_ place: Int) -> Int, to writer: inout ByteWriter) {
    var previous = 0
    for place in attempts.indices {
      let value = column(place)
      writer.appendVariable(Zigzag.folded(value &- previous))
      previous = value
    }
  }

  /// As runs of the same number and outcome: mostly one.
  private func appendOutcomes(to writer: inout ByteWriter) {
    var start = 0
    while start < attempts.count {
      let mark = attempts[start].mark
      var end = start + 1
      while end < attempts.count, attempts[end].mark == mark { end += 1 }
      writer.appendVariable(mark)
      writer.appendVariable(UInt64(end - start))
      start = end
    }
  }

  /// The table of texts, then for each attempt that didn't succeed the place of its text counted from 1; 0 is none.
  private func appendErrors(to writer: inout ByteWriter) {
    let failures = attempts.indices.filter { attempts[$0].outcome != .succeeded }
    var texts: [String] = []
    var places: [String: Int] = [:]
    for failure in failures {
      guard let text = attempts[failure].error, places[text] == nil, texts.count < Self.maximumErrors else { continue }
      texts.append(text)
      places[text] = texts.count
    }
    writer.appendVariable(UInt64(texts.count))
    for text in texts { writer.appendCounted(text.cut(toBytes: Self.maximumErrorBytes)) }
    for failure in failures { writer.appendVariable(UInt64(attempts[failure].error.flatMap { places[$0] } ?? 0)) }
  }
}

extension AttemptRecord {
  /// The number and the outcome, which takes three bits.
  fileprivate var mark: UInt64 { UInt64(number) << 3 | UInt64(outcome.rawValue) }
}
