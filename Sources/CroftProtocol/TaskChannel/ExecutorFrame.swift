/// What an executor says to its driver.
package enum ExecutorFrame: ChannelFrame, Equatable {
  /// The first frame.
  case hello(version: UInt16, processID: Int)
  case succeeded(TaskSuccess)
  case failed(TaskAttempt, TaskFailure)
  /// The answer to `DriverFrame.revoke`: these had not begun and will not.
  case revoked([TaskAttempt])

  package var kind: UInt8 {
    switch self {
    case .hello: 1
    case .succeeded: 2
    case .failed: 3
    case .revoked: 4
    }
  }

  package func encodeBody(into writer: inout ByteWriter) {
    switch self {
    case .hello(let version, let processID):
      writer.append(version)
      writer.appendVariable(processID)
    case .succeeded(let success): success.encode(into: &writer)
    case .failed(let attempt, let failure):
      writer.append(attempt)
      failure.encode(into: &writer)
    case .revoked(let attempts): writer.append(attempts)
    }
  }

  package init(kind: UInt8, body: inout ByteReader) throws {
    switch kind {
    case 1: self = .hello(version: try body.read(UInt16.self), processID: try body.readVariableInt())
    case 2: self = .succeeded(try TaskSuccess(from: &body))
    case 3: self = .failed(try body.readAttempt(), try TaskFailure(from: &body))
    case 4: self = .revoked(try body.readAttempts())
    default: throw MalformedBytes("no frame of an executor has kind \(kind)")
    }
  }
}

/// A task that ended well.
package struct TaskSuccess: Sendable, Equatable {
  package var attempt: TaskAttempt
  /// Time spent running it, without the wait for a slot.
  package var runNanoseconds: UInt64
  package var result: TaskResult

  package init(attempt: TaskAttempt, runNanoseconds: UInt64, result: TaskResult) {
    self.attempt = attempt
    self.runNanoseconds = runNanoseconds
    self.result = result
  }

  func encode(into writer: inout ByteWriter) {
    writer.append(attempt)
    writer.appendVariable(runNanoseconds)
    switch result {
    case .inline(let bytes):
      writer.append(UInt8(0))
      writer.appendCounted(bytes)
    case .file(let name):
      writer.append(UInt8(1))
      writer.appendCounted(name)
    }
  }

  init(from reader: inout ByteReader) throws {
    self.attempt = try reader.readAttempt()
    self.runNanoseconds = try reader.readVariable()
    switch try reader.read(UInt8.self) {
    case 0: self.result = .inline([UInt8](try reader.readCounted()))
    case 1: self.result = .file(name: try reader.readString())
    case let tag: throw MalformedBytes("no task result has tag \(tag)")
    }
  }
}

/// What a task of the last stage computed, encoded by its action. Tasks that write a shuffle have an empty one.
package enum TaskResult: Sendable, Equatable {
  case inline([UInt8])
  /// Too large for a frame: a block file of this name in the scratch directory.
  case file(name: String)
}
