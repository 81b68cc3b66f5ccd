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
  private let remover: RemovalThread

  init(root: String, mode: mode_t, log: Logger) throws {
    self.root = root
    self.log = log
    remover = RemovalThread(name: "scratch-remover") { path in
      do {
        try FileSystem.removeTree(path)
      } catch {
        log.warning("scratch directory couldn't be removed: \(error), ignoring; the next croftd tries again")
      }
    }
    try TrustedDirectory.prepare(root, mode: mode, purpose: "scratch", option: "--scratch")
  }

  func path(of id: ApplicationID) -> String { "\(root)/\(Self.prefix)\(id)" }

  /// Makes an application's directory.
  func create(_ id: ApplicationID, owner: ProcessIdentity?) throws(SystemError) -> String {
    let path = path(of: id)
    try FileSystem.createDirectory(path, mode: 0o700)
    do {
      if let owner { try give(path, to: owner) }
    } catch {
      rmdir(path)
      throw error
    }
    return path
  }

  /// Through a descriptor: the path could name something else a moment later.
  private func give(_ path: String, to owner: ProcessIdentity) throws(SystemError) {
    let directory = try FileDescriptor.open(path, flags: O_RDONLY | O_DIRECTORY | O_NOFOLLOW)
    guard fchown(directory.rawValue, owner.userID, owner.groupID) == 0 else {
      throw SystemError("fchown", errno: errno, subject: path)
    }
  }

  /// Moves the directory aside at once, and has it removed by a thread of its own: it may hold terabytes.
  func remove(_ id: ApplicationID) { remove("\(Self.prefix)\(id)") }

  private func remove(_ name: String) {
    let aside = name.hasPrefix(Self.removedPrefix) ? "\(root)/\(name)" : "\(root)/\(Self.removedPrefix)\(name)"
    do {
      if "\(root)/\(name)" != aside { try FileSystem.rename("\(root)/\(name)", to: aside) }
      try remover.remove(aside)
    } catch {
      log.warning("scratch directory couldn't be removed: \(error), ignoring")
    }
  }

  /// Removes what applications of an earlier manager left, unless a process still uses it: each driver holds a
  /// shared lock on its directory.
  /// - Parameter living: Applications that go on.
  func removeLeftOver(but living: Set<ApplicationID>) {
    let kept = Set(living.map { "\(Self.prefix)\($0)" })
    for name in (try? FileSystem.list(root)) ?? [] where !kept.contains(name) {
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

  /// At the manager's end. What takes longer is left to the next manager, so that no tree, and nobody who writes
  /// into one, can keep this one from ending.
  func waitForRemovals(atMostSeconds seconds: UInt64) {
    remover.finish(atMostSeconds: seconds)
  }
}
