import CroftProtocol

extension JobFileReader {
  static let settingKeys = [
    "cores", "memory", "pids", "timeout", "retries", "backoff", "memory-growth", "env", "chdir", "stdin", "nice",
    "max-running", "max-failures", "output", "error", "kill-after",
  ]

  /// More of anything that is counted no machine has, and no job needs.
  private static let largestCount = 1 << 22

  /// Reads the keys of ``settingKeys``.
  mutating func settings(in section: JobFileSection) -> StepSettings {
    var settings = StepSettings()
    settings.cores = integer("cores", in: section, 1...Self.largestCount)
    settings.memory = parsed("memory", in: section, "a size from 1M to 1024T, such as 512M or 8G") { text in
      MemorySize(ofTask: text)
    }
    settings.pids = integer("pids", in: section, 1...Self.largestCount)
    settings.timeoutMilliseconds = milliseconds("timeout", in: section)
    settings.graceMilliseconds = milliseconds("kill-after", in: section)
    // More often nobody waits for, and the delays between them double.
    settings.retries = integer("retries", in: section, 0...1000)
    settings.backoffMilliseconds = milliseconds("backoff", in: section)
    settings.memoryGrowth = parsed(
      "memory-growth", in: section, "a factor from 1 to 16, or one with a limit, such as 2:8G"
    ) { text in MemoryGrowth(text) }
    settings.environment = environment(in: section)
    settings.directory = string("chdir", in: section).map { ByteString($0) }
    settings.standardInput = string("stdin", in: section).map { ByteString($0) }
    settings.niceness = integer("nice", in: section, -20...19)
    settings.maxRunning = integer("max-running", in: section, 1...Self.largestCount)
    settings.maxFailures = integer("max-failures", in: section, 0...BatchLimits.tasks)
    settings.output = string("output", in: section).map { ByteString($0) }
    settings.errorOutput = string("error", in: section).map { ByteString($0) }
    return settings
  }

  /// `env = { NAME = "value" }`, or a table of its own. Numbers and booleans stand for their text.
  private mutating func environment(in section: JobFileSection) -> [EnvironmentSetting] {
    guard let entry = section.table["env"] else { return [] }
    guard case .table(let table) = entry.value.content else {
      complain(about: entry, "a table such as { NAME = \"value\" }")
      return []
    }
    var settings: [EnvironmentSetting] = []
    for member in table.entries {
      let text: String
      switch member.value.content {
      case .integer(let number): text = "\(number)"
      case .boolean(let flag): text = "\(flag)"
      default:
        guard let string = self.text(of: member.value) else {
          complain(about: member, "a string")
          continue
        }
        text = string
      }
      do throws(BatchError) {
        settings.append(try EnvironmentSetting(name: ByteString(member.key), value: ByteString(text)))
      } catch {
        complain(error.description, at: member.keyPlace)
      }
    }
    return settings
  }
}
