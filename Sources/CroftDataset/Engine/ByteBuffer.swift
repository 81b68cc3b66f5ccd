import Glibc

/// Memory from `malloc`, so that growing can move pages instead of copying them.
enum ByteBuffer {
  static func resize(_ old: UnsafeMutableRawPointer?, to capacity: Int) -> UnsafeMutableRawPointer {
    guard let memory = realloc(old, capacity) else { fatalError("out of memory: no room for \(capacity) bytes") }
    return memory
  }

  static func free(_ memory: UnsafeMutableRawPointer) { Glibc.free(memory) }
}
