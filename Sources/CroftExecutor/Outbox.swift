import CroftLinux
import CroftProtocol
import Synchronization

/// Where slots leave their answers for the thread that owns the channel.
///
/// While that thread is busy or waits for a processor, answers gather, and go out together: batches form by themselves,
/// as large as the load asks for.
final class Outbox: Sendable {
  private let frames = Mutex(AnswerFrames())
  private let waker: Waker

  init(waker: Waker) { self.waker = waker }

  func post(_ frame: ExecutorFrame) {
    let wasEmpty = frames.withLock { frames in
      defer { frames.append(frame) }
      return frames.isEmpty
    }
    if wasEmpty { waker.wake() }
  }

  func post(_ success: TaskSuccess) {
    let wasEmpty = frames.withLock { frames in
      defer { frames.append(success) }
      return frames.isEmpty
    }
    if wasEmpty { waker.wake() }
  }

  /// Moves what has gathered to the outgoing frames.
  func empty(into outgoing: inout OutgoingFrames) {
    let gathered = frames.withLock { exchange(&$0, with: AnswerFrames()) }
    outgoing.append(gathered.bytes)
  }
}
