package import CroftLinux

/// How a session finds its manager again.
package struct WayToManager {
  /// The executable that the executors run; a manager that was started anew needs it once more.
  let image: FileDescriptor
  /// Connects, or fails, but never waits.
  let connect: () throws(ManagerClientError) -> VarlinkConnection
  /// From 0 up to, but not including, 1.
  let random: () -> Double

  package init(
    image: FileDescriptor, connect: @escaping () throws(ManagerClientError) -> VarlinkConnection,
    random: @escaping () -> Double
  ) {
    self.image = image
    self.connect = connect
    self.random = random
  }

  package init(socketPath: String, image: FileDescriptor) {
    self.init(
      image: image,
      connect: { () throws(ManagerClientError) in
        try VarlinkConnection(connectingTo: socketPath, isBlocking: false)
      },
      random: { Double.random(in: 0..<1) })
  }
}
