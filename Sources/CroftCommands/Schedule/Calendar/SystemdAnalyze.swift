import CroftLinux

/// What systemd-analyze(1) knows of times.
enum SystemdAnalyze {
  static func run(_ arguments: [String]) throws -> CapturedProgram {
    // Without TZ: the timers go by the system's zone, whichever one this user's shell has. In English, to be read.
    try SystemdProgram.run("systemd-analyze", arguments, environment: ["LC_ALL=C"])
  }

  /// A point in time as a person writes it, in milliseconds since 1970: RFC 3339, or what systemd.time(7) calls a
  /// timestamp, such as `2026-11-22`, `2026-11-22 10:00 UTC` or `yesterday`.
  static func moment(_ text: String) throws -> Int {
    if let moment = Timestamp.rfc3339(text) { return moment }
    let answer = try run(["timestamp", "--", text])
    guard answer.isSuccess, let seconds = answer.value(of: "UNIX seconds"), seconds.first == "@",
      let whole = Int(seconds.dropFirst().prefix { $0 != "." })
    else {
      throw ScheduleError(
        "'\(text.printable)' is no time: write it as 2026-11-22, '2026-11-22 10:00' (the system's local time) or "
          + "2026-11-22T10:00:00Z")
    }
    return whole * 1000
  }

  /// A length of time as a person writes it, such as `90`, `5min` or `1h 30min`, in whole seconds, rounded up.
  static func seconds(_ text: String) throws -> Int {
    let answer = try run(["timespan", "--", text])
    guard answer.isSuccess, let microseconds = (answer.value(of: "us") ?? answer.value(of: "μs")).flatMap({ Int($0) })
    else {
      throw ScheduleError("'\(text.printable)' is no length of time: write it as 90, 5min or '1h 30min'")
    }
    return (microseconds + 999_999) / 1_000_000
  }
}

extension CapturedProgram {
  /// What stands behind a label and a colon.
  fileprivate func value(of label: String) -> Substring? {
    for line in output.split(separator: "\n") {
      let line = line.drop { $0 == " " }
      if line.hasPrefix(label + ": ") { return line.dropFirst(label.count + 2) }
    }
    return nil
  }
}
