/// Takes an application up again after its connection or its manager was lost. Must be called with `more`; the replies
/// go on as those of ``RegisterApplication``, `registered` first.
package struct ResumeApplication: ManagerMethod {
  package static let name = "io.croft.Manager.ResumeApplication"
  package typealias Reply = ApplicationEvent

  package var application: Int
  package var secret: String
  /// Index of the executable among the descriptors sent beside the call.
  package var image: Int
  /// Those that the driver is connected to. Any other of the application is ended: nobody can reach it.
  package var executors: [Int]

  package init(application: Int, secret: String, image: Int, executors: [Int]) {
    self.application = application
    self.secret = secret
    self.image = image
    self.executors = executors
  }
}
