/// What the manager tells an application: on the wire, an object with exactly one of four members.
package enum ApplicationEvent: Sendable, Equatable {
  case registered(Registered)
  case granted(ExecutorGrant)
  case ended(ExecutorEnd)
  /// The manager wants executors back.
  case reclaim(ReclaimNotice)
  /// The manager, or a person through it, ends the application.
  case terminated(Termination)
  /// The manager shuts down; executors are about to be ended.
  case stopping
}

extension ApplicationEvent: Codable {
  private enum Member: String, CodingKey, CaseIterable {
    case registered, granted, ended, reclaim, terminated, stopping
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Member.self)
    var events: [ApplicationEvent] = []
    if let value = try container.decodeIfPresent(Registered.self, forKey: .registered) {
      events.append(.registered(value))
    }
    if let value = try container.decodeIfPresent(ExecutorGrant.self, forKey: .granted) {
      events.append(.granted(value))
    }
    if let value = try container.decodeIfPresent(ExecutorEnd.self, forKey: .ended) { events.append(.ended(value)) }
    if let value = try container.decodeIfPresent(ReclaimNotice.self, forKey: .reclaim) {
      events.append(.reclaim(value))
    }
    if let value = try container.decodeIfPresent(Termination.self, forKey: .terminated) {
      events.append(.terminated(value))
    }
    if try container.decodeIfPresent(Bool.self, forKey: .stopping) == true { events.append(.stopping) }
    guard let event = events.first, events.count == 1 else {
      let names = Member.allCases.map(\.rawValue).joined(separator: ", ")
      throw DecodingError.dataCorrupted(
        .init(codingPath: decoder.codingPath, debugDescription: "exactly one of \(names) was expected"))
    }
    self = event
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Member.self)
    switch self {
    case .registered(let value): try container.encode(value, forKey: .registered)
    case .granted(let value): try container.encode(value, forKey: .granted)
    case .ended(let value): try container.encode(value, forKey: .ended)
    case .reclaim(let value): try container.encode(value, forKey: .reclaim)
    case .terminated(let value): try container.encode(value, forKey: .terminated)
    case .stopping: try container.encode(true, forKey: .stopping)
    }
  }
}

/// A new executor of the application.
package struct ExecutorGrant: Codable, Sendable, Equatable {
  package var executor: Int
  package var processID: Int
  package var resources: Resources
  /// Index, among the descriptors sent beside this reply, of the socket to the executor.
  package var channel: Int

  package init(executor: Int, processID: Int, resources: Resources, channel: Int) {
    self.executor = executor
    self.processID = processID
    self.resources = resources
    self.channel = channel
  }
}
