/// Holds an application back, or releases it: while it is held it is granted no executors, and it gives back those it
/// has when the tasks that they run have ended.
package struct HoldApplication: ManagerMethod {
  package static let name = "io.croft.Manager.HoldApplication"
  package typealias Reply = EmptyReply

  package var application: Int
  /// false releases it. What is so already stays so.
  package var held: Bool

  package init(application: Int, held: Bool) {
    self.application = application
    self.held = held
  }
}
