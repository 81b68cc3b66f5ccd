package import CroftLinux
package import CroftProtocol

/// What a driver hears from its manager.
package enum ManagerEvent {
  /// A new executor, and the socket to it.
  case granted(ExecutorGrant, channel: FileDescriptor)
  case ended(ExecutorEnd)
  /// Executors are wanted back.
  case reclaim(ReclaimNotice)
  /// The application is ended from outside.
  case terminated(Termination)
  /// The manager shuts down; the ends of the executors follow.
  case stopping
  /// A request for executors got none.
  case requestRefused(ManagerError)
  /// A report for the history was taken, or refused: the next one may be sent.
  case reported
  /// The manager is gone. The executors may well go on; the session looks for the manager by itself.
  case disconnected(ManagerClientError)
  /// The manager is back, and knows the application. What was asked for still comes.
  case resumed(Registered)
  /// The manager is gone, or there again, and will not have the application back; nothing more comes from this session.
  case disowned(ManagerClientError)
}
