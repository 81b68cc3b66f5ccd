package import Glibc

/// A whole file, mapped for reading until the last reference goes.
///
/// `@unchecked Sendable`: the memory is never written through this mapping and never unmapped before `deinit`. A
/// file that somebody else cuts short while it is mapped ends its reader with SIGBUS: map only what is complete.
package final class MappedFile: @unchecked Sendable {
  package let bytes: UnsafeRawBufferPointer
  package let device: dev_t
  package let inode: ino_t
  package var size: Int { bytes.count }

  package convenience init(path: String) throws(SystemError) {
    try self.init(descriptor: try FileDescriptor.open(path, flags: O_RDONLY), name: path)
  }

  /// Maps an open file. The mapping doesn't need the descriptor any longer.
  ///
  /// - Parameter name: What errors call the file.
  package init(descriptor: FileDescriptor, name: String? = nil) throws(SystemError) {
    var status = stat()
    try checked("fstat", name) { fstat(descriptor.rawValue, &status) }
    device = status.st_dev
    inode = status.st_ino
    let size = Int(status.st_size)
    // mmap(2) refuses a length of 0.
    guard size > 0 else {
      bytes = UnsafeRawBufferPointer(start: nil, count: 0)
      return
    }
    guard let address = mmap(nil, size, PROT_READ, MAP_SHARED, descriptor.rawValue, 0), address != MAP_FAILED else {
      throw SystemError("mmap", errno: errno, subject: name)
    }
    bytes = UnsafeRawBufferPointer(start: address, count: size)
  }

  deinit {
    if let address = bytes.baseAddress {
      munmap(UnsafeMutableRawPointer(mutating: address), bytes.count)
    }
  }
}
