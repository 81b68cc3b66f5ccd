import CroftLinux
import CroftProtocol
import Glibc
import Logging

/// The applications' directories for what they shuffle and spill: `<root>/app-<id>`, which only their owner may enter.
final class Scratch {
  private static let prefix = "app-"
  private static let removedPrefix = ".removed-"

  let root: String
  private let log: Logger
  /// What is to be removed, and the thread that does it; started with the first removal.
  private let removals = BlockingQueue<String>()
  private var remover: NamedThread?

  init(root: String, mode: mode_t, log: Logger) throws(SystemError) {
    self.root = root
    self.log = log
    try FileSystem.createDirectory(root, mode: mode, parents: true)
  }

  func path(of id: ApplicationID) -> String { "\(root)/\(Self.prefix)\(id)" }

  /// Makes an application's directory.
  func create(_ id: ApplicationID, owner: ProcessIdentity?) throws(SystemError) -> String {
    let path = path(of: id)
    try FileSystem.createDirectory(path, mode: 0o700)
    if let owner, chown(path, owner.userID, owner.groupID) != 0 {
      let error = SystemError("chown", errno: errno, subject: path)
      rmdir(path)
      throw error
    }
    return path
  }

  /// Moves the directory aside at once, and has it removed by a thread of its own: it may hold terabytes.
  func remove(_ id: ApplicationID) { remove("\(Self.prefix)\(id)") }

  private func remove(_ name: String) {
    let aside = name.hasPrefix(Self.removedPrefix) ? "\(root)/\(name)" : "\(root)/\(Self.removedPrefix)\(name)"
    do {
      if "\(root)/\(name)" != aside { try FileSystem.rename("\(root)/\(name)", to: aside) }
      try startRemover()
      removals.push(contentsOf: [aside])
    } catch {
      log.warning("scratch directory couldn't be removed: \(error), ignoring")
    }
  }

  private func startRemover() throws(SystemError) {
    guard remover == nil else { return }
    let (removals, log) = (removals, log)
    remover = try NamedThread.start(name: "scratch-remover") {
      while let path = removals.pop() {
        do {
          try FileSystem.removeTree(path)
        } catch {
          log.warning("scratch directory couldn't be removed: \(error), ignoring")
        }
      }
    }
  }

  /// Removes what applications of an earlier manager left, unless a process still uses it: each driver holds a
  /// shared lock on its directory.
  func removeLeftOver() {
    for name in (try? FileSystem.list(root)) ?? [] {
      guard name.hasPrefix(Self.prefix) || name.hasPrefix(Self.removedPrefix) else { continue }
      let path = "\(root)/\(name)"
      do {
        let directory = try FileDescriptor.open(path, flags: O_RDONLY | O_DIRECTORY | O_NOFOLLOW)
        guard try FileLock.tryExclusive(directory, subject: path) else {
          log.notice("scratch directory \(path) of an earlier manager is still in use, leaving it")
          continue
        }
        log.info("removing scratch directory \(path) of an earlier manager")
        remove(name)
      } catch {
        log.warning("scratch directory of an earlier manager: \(error), ignoring")
      }
    }
  }

  /// At the manager's end.
  func waitForRemovals() {
    removals.close()
    remover?.join()
  }
}
