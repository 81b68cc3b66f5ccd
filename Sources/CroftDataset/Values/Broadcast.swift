/// A value that all tasks of the machine read, stored once.
///
/// `Farm.broadcast` writes the value to a file in the application's scratch directory. The handle is small: make it a
/// property of a job, or of a dataset definition, and read `value` in the closures. Each executor maps the file and
/// decodes it once, when it is first asked for, whatever the number of its tasks and jobs. `Text` and `PlainArray` are
/// not copied but read where they are mapped, so that all executors share one copy of their bytes.
///
/// ```swift
/// let zones = try farm.broadcast(zoneNames)                   // [Int: Text]
/// let job = TripsByZone(input: path, zones: zones)
///
/// // in the job's body:
/// trips.map { [zones] trip in (try zones.value[trip.zone] ?? "elsewhere", 1) }
/// ```
public struct Broadcast<Value: Sendable>: Sendable {
  package let path: String
  private let shared: BroadcastValue<Value>

  /// A value that has been stored.
  ///
  /// - Parameters:
  ///   - path: the file that holds it.
  ///   - value: saves this process reading it again.
  package init(path: String, value: Value) {
    self.path = path
    shared = LoadedBroadcasts.shared.value(at: path)
    shared.fill(value)
  }

  /// A handle of a value that is stored already.
  package init(storedAt path: String) {
    self.path = path
    shared = LoadedBroadcasts.shared.value(at: path)
  }

  /// The value. Costs an atomic read and a copy of the value, which for an array, a dictionary or a text is a
  /// reference.
  ///
  /// - Throws: `BroadcastUnavailable` when its file is gone or damaged: after `destroy`, or in another application than
  ///   the one that stored it.
  public var value: Value {
    get throws { try shared.value() }
  }

  /// Removes the stored value, when no job that reads it is to run any more. Executors that have read it free the
  /// memory when they are given another broadcast.
  public func destroy() {
    BroadcastFile.remove(path)
    LoadedBroadcasts.shared.forgetRemoved()
  }
}

extension Broadcast: Codable {
  public init(from decoder: any Decoder) throws {
    self.init(storedAt: try decoder.singleValueContainer().decode(String.self))
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(path)
  }
}

extension Broadcast: Hashable {
  /// By the place where they are stored: a value that is broadcast twice is two.
  public static func == (a: Broadcast, b: Broadcast) -> Bool { a.path == b.path }

  public func hash(into hasher: inout Hasher) { hasher.combine(path) }
}

/// A broadcast value that can't be read.
public struct BroadcastUnavailable: Error, Equatable, CustomStringConvertible {
  package let path: String
  package let reason: String

  public var description: String {
    """
    the broadcast value at \(path) cannot be read: \(reason). It is there from Farm.broadcast to destroy(), and no \
    longer than its application: broadcast it again
    """
  }
}
