/// What an executor says to its driver.
package enum ExecutorFrame: ChannelFrame, Equatable {
  /// The first frame.
  case hello(version: UInt16, processID: Int)
  /// In the order in which they ended.
  case succeeded(TaskSuccesses)
  case failed(TaskAttempt, TaskFailure)
  /// The answer to `DriverFrame.revoke`: these had not begun and will not.
  case revoked([TaskAttempt])
  /// What the executor keeps of persisted datasets has changed.
  case cacheChanged([CacheChange])

  package var kind: UInt8 {
    switch self {
    case .hello: 1
    case .succeeded: 2
    case .failed: 3
    case .revoked: 4
    case .cacheChanged: 5
    }
  }

  package func encodeBody(into writer: inout ByteWriter) {
    switch self {
    case .hello(let version, let processID):
      writer.append(version)
      writer.appendVariable(processID)
    case .succeeded(let successes): successes.encode(into: &writer)
    case .failed(let attempt, let failure):
      writer.append(attempt)
      failure.encode(into: &writer)
    case .revoked(let attempts): writer.append(attempts)
    case .cacheChanged(let changes):
      writer.appendVariable(UInt64(changes.count))
      for change in changes { change.encode(into: &writer) }
    }
  }

  package init(kind: UInt8, body: inout ByteReader) throws {
    switch kind {
    case 1: self = .hello(version: try body.read(UInt16.self), processID: try body.readVariableInt())
    case 2: self = .succeeded(try TaskSuccesses(from: &body))
    case 3: self = .failed(try body.readAttempt(), try TaskFailure(from: &body))
    case 4: self = .revoked(try body.readAttempts())
    case 5:
      let count = try body.readCount(minimumBytes: CacheChange.encodedBytes)
      self = .cacheChanged(try (0..<count).map { _ in try CacheChange(from: &body) })
    default: throw MalformedBytes("no frame of an executor has kind \(kind)")
    }
  }
}
