import CroftDriver
import CroftLinux
import Synchronization

/// Asks for snapshots on a thread of its own, so that a manager that takes its time keeps no key waiting.
final class SnapshotFeed: Sendable {
  enum Answer: Sendable {
    case snapshot(FarmSnapshot)
    /// Why there is none.
    case trouble(String)
  }

  private let questions = BlockingQueue<Bool>()
  private let answers = Mutex<[Answer]>([])

  /// - Parameters:
  ///   - connect: called on the thread, each time there is no connection.
  ///   - wake: called on the thread, when there is something to ``take()``.
  init(connect: @escaping @Sendable () throws -> ManagerClient, wake: @escaping @Sendable () -> Void) throws {
    // It ends with the process: it may be waiting for a manager that doesn't answer.
    _ = try NamedThread.start(name: "croft-top") { [questions, self] in
      var reader = FarmReader(connect: connect)
      while questions.pop() != nil {
        let answer: Answer
        do {
          answer = .snapshot(try reader.read())
        } catch {
          answer = .trouble("\(error)")
        }
        answers.withLock { $0.append(answer) }
        wake()
      }
    }
  }

  /// Asks for one more snapshot.
  func ask() { questions.push(true) }

  /// What has come since the last call, in order.
  func take() -> [Answer] {
    answers.withLock { answers in
      defer { answers = [] }
      return answers
    }
  }
}
