import Glibc

/// What there is to share out: the machine, or less where this process or a cgroup above is limited.
///
/// Limits of cgroup v1 are not read.
package struct MachineCapacity: Sendable, Equatable {
  package let cores: Int
  package let memoryBytes: Int

  package init(cores: Int, memoryBytes: Int) {
    self.cores = cores
    self.memoryBytes = memoryBytes
  }

  /// The smallest of the machine's size and every limit from `cgroup` up to `root`.
  ///
  /// - Parameter processStatus: Where the kernel lists the processors that this process may run on.
  package static func detect(
    cgroup: Cgroup? = Cgroup.ownPath().map(Cgroup.init(path:)), root: String? = Cgroup.unifiedRoot(),
    memoryInformation: String = "/proc/meminfo", processStatus: String = "/proc/self/status"
  ) throws(SystemError) -> MachineCapacity {
    // proc(5): "Cpus_allowed_list:  0-3,6" and "MemTotal:  24684096 kB".
    var cores = try field("Cpus_allowed_list:", of: processStatus, processorCount)
    var memoryBytes = try field("MemTotal:", of: memoryInformation, number) * 1024
    for cgroup in ancestors(of: cgroup, upTo: root) {
      cores = min(cores, quotaCores(cgroup) ?? cores, cpusetCores(cgroup) ?? cores)
      memoryBytes = min(memoryBytes, cgroup.read("memory.max").flatMap(number) ?? memoryBytes)
    }
    return MachineCapacity(cores: max(1, cores), memoryBytes: memoryBytes)
  }

  private static func ancestors(of cgroup: Cgroup?, upTo root: String?) -> [Cgroup] {
    guard let cgroup, let root, cgroup.path == root || cgroup.path.hasPrefix(root + "/") else { return [] }
    var found: [Cgroup] = []
    var path = cgroup.path[...]
    while path.count >= root.count {
      found.append(Cgroup(path: String(path)))
      guard let slash = path.lastIndex(of: "/") else { break }
      path = path[..<slash]
    }
    return found
  }

  /// `cpu.max` is "quota period" in microseconds, or "max period". A part of a core counts as one.
  private static func quotaCores(_ cgroup: Cgroup) -> Int? {
    guard let words = cgroup.read("cpu.max")?.split(whereSeparator: \.isWhitespace), words.count == 2,
      let quota = Int(words[0]), let period = Int(words[1]), period > 0
    else { return nil }
    return max(1, quota / period + (quota % period == 0 ? 0 : 1))
  }

  private static func cpusetCores(_ cgroup: Cgroup) -> Int? {
    cgroup.read("cpuset.cpus.effective").flatMap(processorCount)
  }

  /// Counts a list such as "0-3,6"; nil when it is empty or no list.
  private static func processorCount(_ list: String) -> Int? {
    ProcessorSet(list: list).flatMap { $0.isEmpty ? nil : $0.count }
  }

  private static func number(_ text: String) -> Int? {
    text.split(whereSeparator: \.isWhitespace).first.flatMap { Int($0) }
  }

  private static func field(
    _ name: String, of file: String, _ parse: (String) -> Int?
  ) throws(SystemError) -> Int {
    // A page or two of short lines.
    let text = try FileSystem.readText(file, maximumBytes: 1 << 16)
    let line = text.split(separator: "\n").first { $0.hasPrefix(name) }
    guard let value = line.flatMap({ parse(String($0.dropFirst(name.count))) }) else {
      throw SystemError("read", errno: EBADMSG, subject: "\(name) in \(file)")
    }
    return value
  }
}
