import CroftLinux
import CroftTesting
import Glibc
import Testing

extension FarmTests {
  /// What is ten times as large as the memory that a process may use is worked through within it.
  @Suite struct MemoryLimitTests {
    private static let limitMebibytes = 48
    /// A process that holds keys of 32 kB beside its budget needs some more.
    private static let longKeysLimitMebibytes = 64

    /// With RLIMIT_DATA, which counts what the process allocates and the stacks of its threads. RLIMIT_AS counts mapped
    /// files too, and every map output that a reducer reads is mapped: what that takes is the kernel's to give and to
    /// take back.
    @Test(.timeLimit(.minutes(3)), arguments: ["sort", "group", "reduce", "join"])
    func tenTimesTheDataLimitIsWorkedThrough(work: String) async throws {
      let limits = "ulimit -s 1024; ulimit -d \(Self.limitMebibytes << 10)"
      try await run(work, under: limits)
    }

    /// With a cgroup, which counts the mapped files too, and takes them back when it needs room: what reads many of
    /// them at once has to leave that room.
    @Test(
      .timeLimit(.minutes(3)),
      .enabled(if: LegacyMemoryCgroup.canBeMade, "needs a writable cgroup v1 memory hierarchy"),
      arguments: ["sort", "group", "join"])
    func tenTimesTheCgroupsLimitIsWorkedThrough(work: String) async throws {
      try await LegacyMemoryCgroup.with(limitBytes: Self.limitMebibytes << 20) { group in
        try await run(work, under: "echo $$ > \(group.path)/cgroup.procs")
        #expect(try group.value("memory.max_usage_in_bytes") <= Self.limitMebibytes << 20)
      }
    }

    /// Where no more than a few hundred keys fit into memory.
    @Test(
      .timeLimit(.minutes(3)),
      .enabled(if: LegacyMemoryCgroup.canBeMade, "needs a writable cgroup v1 memory hierarchy"))
    func longKeysAreSortedWithinTheCgroupsLimit() async throws {
      let limit = Self.longKeysLimitMebibytes
      try await LegacyMemoryCgroup.with(limitBytes: limit << 20) { group in
        try await run(
          "sort", under: "echo $$ > \(group.path)/cgroup.procs", limitMebibytes: limit, recordBytes: 32_000,
          ["--key-bytes", "32000"])
      }
    }

    /// - Parameter limits: what a shell does to bring itself under the limit.
    private func run(
      _ work: String, under limits: String, limitMebibytes: Int = Self.limitMebibytes, recordBytes: Int = 8_000,
      _ options: [String] = []
    ) async throws {
      let arguments = [
        work, "--mebibytes", "\(10 * limitMebibytes)", "--record-bytes", "\(recordBytes)", "--partitions", "4",
        "--master", "local[2]", "--quiet",
      ]
      let shell = ["-c", "\(limits); exec \"$0\" \"$@\"", ProgramFinder.path(of: "spilljobs")]
      let result = try await ChildProcess.start("/bin/sh", shell + arguments + options, environment: Trial.environment)
        .result(timeoutSeconds: 150)
      #expect(result.succeeded, "\(result.exit): \(result.standardError)")
      let words = result.standardOutput.split(separator: " ")
      #expect(words.prefix(2) == [Substring(work), "right"])
      // A sort writes all it has as map outputs anyway, and merges in passes what memory doesn't hold a piece of. The
      // others have to put aside nearly everything.
      let spilledBytes = words.last.flatMap { Int($0.dropLast()) } ?? 0
      #expect(spilledBytes > (work == "sort" ? 0 : 5 * limitMebibytes << 20))
    }
  }
}

/// A group with a limit in the first version's hierarchy, beside this process' own group.
struct LegacyMemoryCgroup {
  private static let root = "/sys/fs/cgroup/memory"
  let path: String

  static var canBeMade: Bool {
    let trial = "\(root)/croft-trial-\(getpid())"
    guard mkdir(trial, 0o755) == 0 else { return false }
    rmdir(trial)
    return access(root, W_OK) == 0
  }

  /// Makes a group for the length of `body`.
  static func with(limitBytes: Int, _ body: (LegacyMemoryCgroup) async throws -> Void) async throws {
    let group = LegacyMemoryCgroup(path: "\(root)/croft-test-\(getpid())-\(MonotonicTime.nowNanoseconds)")
    try FileSystem.createDirectory(group.path, mode: 0o755)
    defer { rmdir(group.path) }
    let limit = try FileDescriptor.open("\(group.path)/memory.limit_in_bytes", flags: O_WRONLY)
    try limit.writeAll("\(limitBytes)\n")
    try await body(group)
  }

  func value(_ file: String) throws -> Int {
    let text = try FileSystem.readText("\(path)/\(file)", maximumBytes: 64)
    return Int(text.dropLast()) ?? -1
  }
}
