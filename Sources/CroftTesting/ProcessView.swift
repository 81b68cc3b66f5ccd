package import CroftLinux
import Glibc

/// A running process as /proc shows it (proc(5)).
package struct ProcessView: Sendable {
  package let processID: Int

  package init(_ processID: Int) { self.processID = processID }

  /// Whether it is there and no zombie.
  package var isRunning: Bool { state.map { $0 != "Z" && $0 != "X" } ?? false }

  /// The device and inode of its executable.
  package var image: FileStatus? { try? FileSystem.status("/proc/\(processID)/exe") }

  package var parentID: Int? { statusFields?.dropFirst().first.flatMap { Int($0) } }

  package var name: String? {
    (try? FileSystem.readText("/proc/\(processID)/comm", maximumBytes: 64)).map { String($0.dropLast()) }
  }

  /// What each of its descriptors is open on.
  package var descriptors: [Int: String] {
    let directory = "/proc/\(processID)/fd"
    let numbers = ((try? FileSystem.list(directory)) ?? []).compactMap { Int($0) }
    return Dictionary(uniqueKeysWithValues: numbers.map { ($0, Self.target(of: "\(directory)/\($0)")) })
  }

  package func environment(_ name: String) -> String? {
    let block = try? FileSystem.readText("/proc/\(processID)/environ", maximumBytes: 4 << 20)
    return block?.split(separator: "\0").first { $0.hasPrefix("\(name)=") }.map { String($0.dropFirst(name.count + 1)) }
  }

  private var state: Substring? { statusFields?.first }

  /// The fields of `stat` after the name, which may itself hold spaces and parentheses.
  private var statusFields: [Substring]? {
    guard let text = try? FileSystem.readText("/proc/\(processID)/stat", maximumBytes: 4096),
      let end = text.lastIndex(of: ")")
    else { return nil }
    return text[text.index(after: end)...].split(separator: " ")
  }

  private static func target(of link: String) -> String {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(PATH_MAX)) { buffer in
      guard let start = buffer.baseAddress else { return "" }
      let count = readlink(link, start, buffer.count)
      return String(decoding: UnsafeRawBufferPointer(start: start, count: max(0, count)), as: UTF8.self)
    }
  }
}
