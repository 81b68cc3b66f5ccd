import CroftBatch
import CroftLinux
import CroftProtocol

/// The inputs of a step that were read when it started, on disk, so that a driver that goes on with it, or a retry,
/// has the same tasks.
struct KeptInputs {
  let path: String

  /// - Parameter read: reads them, where none are kept, or what is kept is no more to be understood.
  /// - Throws: what `read` throws; `SystemError` when they can't be kept.
  func load(orRead read: () throws -> BatchInputs) throws -> BatchInputs {
    if let kept = try kept() { return kept }
    let inputs = try read()
    try BinaryEncoder.encode(inputs).withUnsafeBytes { try WholeFile.write($0, to: path, isDurable: true) }
    return inputs
  }

  private func kept() throws(SystemError) -> BatchInputs? {
    guard try FileSystem.status(path) != nil else { return nil }
    let file = try MappedFile(path: path)
    return withExtendedLifetime(file) { try? BinaryDecoder.decode(BatchInputs.self, from: file.bytes) }
  }
}
