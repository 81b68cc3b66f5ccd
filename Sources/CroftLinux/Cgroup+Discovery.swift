package import Glibc

extension Cgroup {
  /// /proc's lists have a line for each mount; a megabyte is thousands of them.
  private static let maximumListBytes = 1 << 20

  /// Where the unified hierarchy is mounted: /sys/fs/cgroup, or a directory below it on hybrid set-ups.
  package static func unifiedRoot(mountInfo: String = "/proc/self/mountinfo") -> String? {
    guard let mounts = try? FileSystem.readText(mountInfo, maximumBytes: maximumListBytes) else { return nil }
    for mount in mounts.split(separator: "\n") {
      // proc(5): "ID parent device root mount-point options [optional fields] - type source options".
      let words = mount.split(separator: " ")
      guard let separator = words.firstIndex(of: "-"), separator + 1 < words.count, separator > 4 else { continue }
      if words[separator + 1] == "cgroup2" { return unescaped(words[4]) }
    }
    return nil
  }

  /// ``unifiedRoot(mountInfo:)`` as it was first seen: a mount doesn't move while there are processes below it.
  private static let mountedRoot = unifiedRoot()

  /// The directory of a process's cgroup; nil when the process is gone.
  package static func path(ofProcess processID: pid_t) -> String? {
    ownPath(root: mountedRoot, processCgroup: "/proc/\(processID)/cgroup")
  }

  /// The directory of this process's cgroup; nil without a unified hierarchy.
  package static func ownPath(
    root: String? = unifiedRoot(), processCgroup: String = "/proc/self/cgroup"
  ) -> String? {
    guard let root, let list = try? FileSystem.readText(processCgroup, maximumBytes: maximumListBytes) else {
      return nil
    }
    // cgroups(7): the unified hierarchy's line is "0::/path". "/.." leads out of a cgroup namespace: not ours to use.
    guard let line = list.split(separator: "\n").first(where: { $0.hasPrefix("0::/") }) else { return nil }
    let path = line.dropFirst("0::".count)
    guard !path.hasPrefix("/..") else { return nil }
    return path == "/" ? root : root + path
  }

  /// proc(5): space, tab, newline and backslash stand as three octal digits in mountinfo.
  private static func unescaped(_ text: Substring) -> String {
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
      let digits = String(decoding: rest.prefix(3), as: UTF8.self)
      if byte == UInt8(ascii: "\\"), let code = UInt8(digits, radix: 8) {
        bytes.append(code)
        rest = rest.dropFirst(3)
      } else {
        bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
