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

  /// Says that parts of the file will be read here and there, so that the kernel reads what is touched and no more.
  /// Otherwise a first touch brings in as much around it as the disk's read-ahead is set to, megabytes perhaps, at the
  /// cost of what others have read.
  package func expectScatteredReads() {
    // A refused piece of advice changes nothing but the speed, here and below.
    if let address = bytes.baseAddress {
      madvise(UnsafeMutableRawPointer(mutating: address), bytes.count, MADV_RANDOM)
    }
  }

  /// Has the kernel read a part of the file at once, rather than page by page as it is touched.
  package func prefetch(_ part: UnsafeRawBufferPointer) {
    guard let start = part.baseAddress else { return }
    // madvise(2) wants a whole page's address, and a mapping begins at one.
    let lead = Int(bitPattern: start) % Int(getpagesize())
    madvise(UnsafeMutableRawPointer(mutating: start - lead), part.count + lead, MADV_WILLNEED)
  }

  deinit {
    if let address = bytes.baseAddress {
      munmap(UnsafeMutableRawPointer(mutating: address), bytes.count)
    }
  }
}
