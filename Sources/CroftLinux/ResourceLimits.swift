import Glibc

/// What setrlimit(2) allows this process.
package enum ResourceLimits {
  /// The least number of bytes that its address space and its data may take; nil if there is no limit.
  package static var memoryBytes: Int? { [soft(RLIMIT_AS), soft(RLIMIT_DATA)].compactMap { $0 }.min() }

  private static func soft(_ resource: __rlimit_resource) -> Int? {
    var limit = rlimit()
    // RLIM_INFINITY, all bits set; its own name can't be imported.
    guard getrlimit(__rlimit_resource_t(resource.rawValue), &limit) == 0, limit.rlim_cur != rlim_t.max else {
      return nil
    }
    return Int(clamping: limit.rlim_cur)
  }
}
