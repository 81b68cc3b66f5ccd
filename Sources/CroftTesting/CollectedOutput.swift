import CroftLinux

/// What comes out of pipes, gathered by a thread for each as it comes.
final class CollectedOutput: Sendable {
  struct State: Sendable {
    /// The bytes of each pipe.
    fileprivate(set) var streams: [[UInt8]]
    fileprivate(set) var openPipes: Int

    func text(_ stream: Int) -> String {
      stream < streams.count ? String(decoding: streams[stream], as: UTF8.self) : ""
    }
  }

  /// A program that writes more than this in a test is out of hand: the rest is read, so that it can go on, and
  /// dropped.
  private static let maximumBytes = 16 << 20

  private let state: Monitor<State>

  init(from pipes: [FileDescriptor]) throws(SystemError) {
    state = Monitor(State(streams: Array(repeating: [], count: pipes.count), openPipes: pipes.count))
    for (index, pipe) in pipes.enumerated() {
      _ = try NamedThread.start(name: "output") { [state] in
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 << 10, alignment: 1)
        defer { buffer.deallocate() }
        while let count = try? pipe.read(into: buffer), count > 0 {
          state.change { state in
            let room = Self.maximumBytes - state.streams[index].count
            state.streams[index] += buffer[..<min(count, room)]
          }
        }
        state.change { $0.openPipes -= 1 }
      }
    }
  }

  /// All that has come so far from one of the pipes.
  func text(_ stream: Int) -> String { state.read { $0.text(stream) } }

  /// Waits until a condition holds; false when it can't any more, or the time has run out.
  func wait(timeoutSeconds: Double, until condition: @escaping @Sendable (State) -> Bool) async throws -> Bool {
    let outcome = try await state.wait(timeoutSeconds: timeoutSeconds) { state -> Bool? in
      if condition(state) { return true }
      return state.openPipes == 0 ? false : nil
    }
    return outcome ?? false
  }
}
