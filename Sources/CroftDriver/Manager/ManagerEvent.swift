package import CroftLinux
package import CroftProtocol

/// What a driver hears from its manager.
package enum ManagerEvent {
  /// A new executor, and the socket to it.
  case granted(ExecutorGrant, channel: FileDescriptor)
  case ended(ExecutorEnd)
  /// The manager shuts down; the ends of the executors follow.
  case stopping
  /// A request for executors got none.
  case requestRefused(ManagerError)
  /// The manager is gone. The executors may well go on; nothing more comes from this session.
  case lost(ManagerClientError)
}
