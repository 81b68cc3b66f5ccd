/// Reads the configuration again.
package struct Reload: ManagerMethod {
  package static let name = "io.croft.Manager.Reload"

  package struct Reply: Codable, Sendable, Equatable {
    /// What was wrong with it and is ignored, a sentence each.
    package var warnings: [String]
    package init(warnings: [String]) { self.warnings = warnings }
  }

  package init() {}
}

/// Changes the configuration until the machine is booted again.
package struct Scale: ManagerMethod {
  package static let name = "io.croft.Manager.Scale"
  package typealias Reply = Reload.Reply

  package struct Assignment: Codable, Sendable, Equatable {
    /// Of `croftd.conf`, without brackets: `Manager`, `Queue batch`.
    package var section: String
    package var key: String
    /// Empty: what the files say.
    package var value: String

    package init(section: String, key: String, value: String) {
      self.section = section
      self.key = key
      self.value = value
    }
  }

  package var assignments: [Assignment]

  package init(assignments: [Assignment]) { self.assignments = assignments }
}

/// Takes no new applications from now on, or does again.
package struct Drain: ManagerMethod {
  package static let name = "io.croft.Manager.Drain"
  package typealias Reply = EmptyReply

  package var enabled: Bool

  package init(enabled: Bool) { self.enabled = enabled }
}

/// Ends the manager.
package struct Stop: ManagerMethod {
  package static let name = "io.croft.Manager.Stop"
  package typealias Reply = EmptyReply

  package var mode: StopMode
  /// How long applications may take to end when it drains. nil: as the manager is configured.
  package var timeoutMilliseconds: Int?

  package init(mode: StopMode, timeoutMilliseconds: Int? = nil) {
    self.mode = mode
    self.timeoutMilliseconds = timeoutMilliseconds
  }
}

/// What becomes of applications when their manager stops.
package enum StopMode: String, Codable, Sendable, CaseIterable {
  /// No new ones are taken; running ones may end, up to a deadline; what is left is killed.
  case drain
  /// Their executors are ended at once.
  case kill
  /// They go on, and the next manager takes them over.
  case keep
}
