import Glibc

extension Cgroup {
  /// A cgroup's files are short: even `memory.stat`, the longest that is read, has a few thousand bytes.
  private static let maximumFileBytes = 1 << 16

  /// The content of one of the cgroup's files; nil when it can't be read, such as without its controller.
  package func read(_ file: String) -> String? {
    try? FileSystem.readText("\(path)/\(file)", maximumBytes: Self.maximumFileBytes)
  }

  /// A file of lines `key value`, such as `memory.events` or `cpu.stat`; empty when it can't be read.
  package func keyedValues(_ file: String) -> [String: UInt64] { Self.keyedValues(in: read(file) ?? "") }

  static func keyedValues(in text: String) -> [String: UInt64] {
    var values: [String: UInt64] = [:]
    for line in text.split(separator: "\n") {
      let words = line.split(separator: " ")
      if words.count == 2, let value = UInt64(words[1]) { values[String(words[0])] = value }
    }
    return values
  }

  /// Writes every setting, also after one has failed, and gives those that failed.
  package func write(_ settings: [CgroupSetting]) -> [(CgroupSetting, SystemError)] {
    var failures: [(CgroupSetting, SystemError)] = []
    for setting in settings {
      do {
        try write(setting)
      } catch {
        failures.append((setting, error))
      }
    }
    return failures
  }

  package func write(_ setting: CgroupSetting) throws(SystemError) {
    let file = "\(path)/\(setting.file)"
    let descriptor = try FileDescriptor.open(file, flags: O_WRONLY)
    do {
      // With the end of the line, as a shell would: some files take the last byte for it, whatever it is.
      try descriptor.writeAll(setting.value + "\n")
    } catch {
      throw SystemError("write", errno: error.errno, subject: "\(setting.value) to \(file)")
    }
  }

  // MARK: - Controllers

  /// Hands controllers down to the cgroups below, and gives those that could not be.
  ///
  /// One at a time, since the kernel takes all of a write or nothing. A cgroup with processes of its own can't hand
  /// any down (no-internal-processes).
  package func enableControllers(_ names: [String]) -> [String] {
    names.filter { name in
      !write([CgroupSetting(file: "cgroup.subtree_control", value: "+\(name)")]).isEmpty
    }
  }
}
