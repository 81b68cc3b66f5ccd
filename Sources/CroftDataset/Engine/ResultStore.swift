/// Where the driver keeps results that it must not hold in memory.
package protocol ResultStore: AnyObject, Sendable {
  /// A result that a task wrote to a file of its own. It can be read for as long as it is held, also when the job is
  /// over and its directory gone; then it takes no room on the disk any more.
  func open(_ name: String) throws -> any BlockInput & Sendable
  /// Puts a result on disk that came in a frame. As one block; it can be read for as long as it is held.
  func keep(_ bytes: UnsafeRawBufferPointer) throws -> any BlockInput & Sendable
}
