import CroftProtocol

/// How an executor's cores are its own.
public enum ExecutorCoreSharing: String, Sendable, Codable, CaseIterable {
  /// A share of the processors by weight: it may use more where nobody else wants them.
  case weight
  /// Never more than its cores' time, even where processors idle.
  case quota
  /// Processors that nobody else of the farm runs on.
  case exclusive
}

extension CoreSharing {
  init(_ choice: ExecutorCoreSharing) {
    switch choice {
    case .weight: self = .weight
    case .quota: self = .quota
    case .exclusive: self = .exclusive
    }
  }
}
