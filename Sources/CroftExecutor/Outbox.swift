import CroftLinux
import CroftProtocol
import Synchronization

/// Where slots leave their answers for the thread that owns the channel.
///
/// While that thread is busy or waits for a processor, answers gather, and go out together: batches form by themselves,
/// as large as the load asks for.
final class Outbox: Sendable {
  private struct State: ~Copyable {
    var frames = ByteWriter(capacity: Outbox.initialBytes)
  }

  private static let initialBytes = 4096

  private let state = Mutex(State())
  private let waker: Waker

  init(waker: Waker) { self.waker = waker }

  func post(_ frame: ExecutorFrame) {
    let wasEmpty = state.withLock { state in
      let wasEmpty = state.frames.count == 0
      frame.encode(into: &state.frames)
      return wasEmpty
    }
    if wasEmpty { waker.wake() }
  }

  /// Moves what has gathered to the outgoing frames.
  func empty(into outgoing: inout OutgoingFrames) {
    let gathered = state.withLock { exchange(&$0.frames, with: ByteWriter(capacity: Self.initialBytes)) }
    outgoing.append(gathered.bytes)
  }
}
