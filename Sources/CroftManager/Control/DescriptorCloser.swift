import CroftLinux
import Glibc
import Synchronization

/// Closes what users have sent beside their messages, on threads of its own: close(2) may have to ask a file server,
/// and one of the user's own (FUSE) needn't ever answer.
///
/// A thread that waits so long is lost until the server answers or dies. So a user has few of them, and whoever has no
/// room left is not to be read from.
final class DescriptorCloser: Sendable {
  /// A driver sends one descriptor; a thousand drivers that come at once only wait a little for each other.
  static let perUser = 8
  /// With so many under way, each user has one.
  static let shared = 32
  /// croftd.service allows for this many more tasks than the manager itself needs.
  static let maximumThreads = 64

  private let work: Work

  /// - Parameter closing: What is done on the threads.
  init(closing: @escaping @Sendable (CInt) -> Void = { Glibc.close($0) }) { work = Work(closing) }

  /// What is under way is still closed.
  deinit { work.queue.close() }

  /// Whether another descriptor may be taken from that user. Where none may, ``onRoom(_:)`` is told of the next close.
  func hasRoom(for userID: uid_t) -> Bool {
    startThreads()
    return work.counts.withLock { counts in
      let hasRoom = counts.ofUser[userID, default: 0] < (counts.all < Self.shared ? Self.perUser : 1)
      if !hasRoom { counts.isRoomAwaited = true }
      return hasRoom
    }
  }

  /// Has somebody told, on another thread, that there may be room again for one who had none.
  func onRoom(_ body: @escaping @Sendable () -> Void) { work.counts.withLock { $0.onRoom = body } }

  /// Takes over a descriptor.
  func close(_ descriptor: CInt, of userID: uid_t) {
    work.counts.withLock { counts in
      counts.ofUser[userID, default: 0] += 1
      counts.all += 1
    }
    work.queue.push(Work.Item(descriptor: descriptor, userID: userID))
    startThreads()
  }

  /// One for each that is under way, so that none waits for another; they stay for the next ones. Where no thread can
  /// be made now, the next call tries again.
  private func startThreads() {
    let work = work
    let wanted = work.counts.withLock { counts in
      let wanted = min(counts.all, Self.maximumThreads) - counts.threads
      counts.threads += max(0, wanted)
      return wanted
    }
    for started in 0..<max(0, wanted) {
      // They call nothing but close.
      if (try? NamedThread.start(name: "closer", stackBytes: 128 << 10) { work.run() }) == nil {
        return work.counts.withLock { $0.threads -= wanted - started }
      }
    }
  }

  private final class Work: Sendable {
    struct Item {
      let descriptor: CInt
      let userID: uid_t
    }

    struct Counts {
      var ofUser: [uid_t: Int] = [:]
      var all = 0
      var threads = 0
      /// Somebody was told that there is no room.
      var isRoomAwaited = false
      var onRoom: (@Sendable () -> Void)?
    }

    let queue = BlockingQueue<Item>()
    let counts = Mutex(Counts())
    private let closing: @Sendable (CInt) -> Void

    init(_ closing: @escaping @Sendable (CInt) -> Void) { self.closing = closing }

    func run() {
      while let item = queue.pop() {
        closing(item.descriptor)
        let onRoom = counts.withLock { counts in
          counts.all -= 1
          let left = counts.ofUser[item.userID, default: 1] - 1
          counts.ofUser[item.userID] = left == 0 ? nil : left
          return exchange(&counts.isRoomAwaited, with: false) ? counts.onRoom : nil
        }
        onRoom?()
      }
    }
  }
}
