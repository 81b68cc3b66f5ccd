import CroftLinux
import Synchronization

/// The input files of this process.
///
/// A large file is mapped once and never unmapped, because lines and words are then bare pointers into it (see `Text`),
/// and user code may keep one for as long as it likes. The cost is address space, of which there is plenty, 0.2 % of
/// the size in page tables, and one of the 65,530 mappings that the kernel lets a process have (vm.max_map_count). So
/// small files are read into memory that lives as long as a text points into it, and beyond a number so are all others
/// mapped.
final class InputFiles: Sendable {
  /// The one of this process: a mapping must outlive every runtime that handed out pointers into it.
  static let shared = InputFiles()

  private static let smallestToKeep = 1 << 20
  /// A quarter of what the kernel allows; user code, map outputs and the allocator need mappings too.
  private static let mostToKeep = 16_384

  private let kept = Mutex<[Identity: MappedFile]>([:])

  /// A file as it was when it was mapped.
  private struct Identity: Hashable {
    let device: UInt64
    let inode: UInt64
    let size: Int
  }

  /// - Parameters:
  ///   - scratch: a directory for what is decompressed. It gets a file without a name, which takes its room for as
  ///     long as a text points into it; memory holds of it what the kernel likes to.
  ///   - checkCancellation: called now and then while a file is decompressed; an error it throws ends that.
  /// - Complexity: a compressed file is decompressed each time that it is opened.
  func open(
    _ path: String, scratch: String, checkCancellation: () throws -> Void = {}
  ) throws -> (bytes: UnsafeRawBufferPointer, owner: AnyObject?) {
    if let compression = Compression(path: path) {
      let file = try unpack(path, compression, scratch, checkCancellation)
      return (file.bytes, file)
    }
    guard let status = try FileSystem.status(path), status.size >= Self.smallestToKeep else {
      let copy = FileCopy(try FileDescriptor.open(path, flags: 0).readAll(maximumBytes: Self.smallestToKeep * 2))
      return (copy.bytes, copy)
    }
    let identity = Identity(device: UInt64(status.device), inode: UInt64(status.inode), size: status.size)
    return try kept.withLock { kept in
      if let file = kept[identity] { return (file.bytes, nil) }
      let file = try MappedFile(path: path)
      guard kept.count < Self.mostToKeep else { return (file.bytes, file) }
      kept[identity] = file
      return (file.bytes, nil)
    }
  }

  private func unpack(
    _ path: String, _ compression: Compression, _ scratch: String, _ checkCancellation: () throws -> Void
  ) throws -> MappedFile {
    let file = try FileDescriptor.openUnnamed(in: scratch)
    do {
      try Decompressor.unpack(path, as: compression, into: file, checkCancellation: checkCancellation)
    } catch let error as SystemError {
      throw error.about("\(path), unpacked in \(scratch)")
    }
    return try MappedFile(descriptor: file, name: "\(path), unpacked in \(scratch)")
  }
}

/// A file's bytes in memory.
private final class FileCopy {
  let bytes: UnsafeRawBufferPointer

  init(_ contents: [UInt8]) {
    let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: contents.count, alignment: 1)
    copy.copyBytes(from: contents)
    bytes = UnsafeRawBufferPointer(copy)
  }

  deinit { bytes.deallocate() }
}
