import CroftLinux
import CroftTesting
import Glibc
import Testing

extension FarmTests {
  /// Commands that print without end, that don't want to end, and that leave something behind.
  @Suite struct AwkwardCommandTests {
    private static let gigabyte = 1_000_000_000

    @Test func aGigabyteGoesToAFile() async throws {
      try await LocalSubmission.with { submission in
        let result = try await submission.run(
          slots: 1, ["--output", "big", "--", "head", "-c", "\(Self.gigabyte)", "/dev/zero"])
        #expect(result.succeeded && result.standardOutput.isEmpty, "\(result.standardError)")
        #expect(try FileSystem.status("\(submission.directory)/big")?.size == Self.gigabyte)
      }
    }

    @Test func aGigabyteIsPrinted() async throws {
      try await LocalSubmission.with { submission in
        let result = try await submission.execute(
          ["bash", "-c", #"set -o pipefail; "$@" | wc -c"#, "bash"] + LocalSubmission.command(slots: 1)
            + ["--", "head", "-c", "\(Self.gigabyte)", "/dev/zero"])
        #expect(result.succeeded, "\(result.standardError)")
        #expect(result.standardOutput == "\(Self.gigabyte)\n")
      }
    }

    @Test func aTaskThatClosesItsStreamsGoesOn() async throws {
      try await LocalSubmission.with { submission in
        let result = try await submission.run(
          ["--shell", "echo before; exec 0<&- 1>&- 2>&-; sleep 0.1; echo after > {}", ":::", "a", "b"])
        #expect(result.succeeded)
        #expect(result.standardOutput == "before\nbefore\n")
        #expect(try TestFile.read("\(submission.directory)/b") == "after\n")
      }
    }

    @Test func limitsThatNothingEnforcesAreToldOnce() async throws {
      try await LocalSubmission.with { submission in
        let result = try await submission.run(["--memory", "64M", "--pids", "9", "--", "true", ":::", "a", "b", "c"])
        #expect(result.succeeded)
        #expect(
          result.standardError
            == "croft: nothing here enforces --memory and --pids, ignoring: it takes a manager to do that\n")
        #expect(try await submission.run(["--", "true"]).standardError == "")
      }
    }

    @Test(arguments: Place.allCases) func aTaskThatIgnoresTERMIsKilledAfterItsGrace(place: Place) async throws {
      try await LocalSubmission.with { submission in
        try await place.withMaster { master in
          let result = try await submission.execute([
            ProgramFinder.path(of: "croft"), "submit", "--master", master, "--wait", "--timeout", "300ms",
            "--kill-after", "100ms", "--retries", "0", "--shell",
            "trap '' TERM; echo $$ >> processes; sh -c 'echo $$ >> processes; exec sleep 300'; exec sleep 300",
          ])
          #expect(result.exit == .exited(code: 1))
          #expect(result.standardError.contains("was stopped because its time was over"), "\(result.standardError)")
        }
        let processes = try submission.numbers(in: "processes")
        #expect(processes.count == 2)
        #expect(!processes.contains { ProcessView($0).isRunning })
      }
    }

    @Test(arguments: Place.allCases) func aTaskThatDaemonisesLeavesNothing(place: Place) async throws {
      try await LocalSubmission.with { submission in
        let daemon = "setsid sh -c 'setsid sh -c \"echo \\$\\$ > daemon; exec sleep 300\" & exit' &"
        try await place.withMaster { master in
          let result = try await submission.execute([
            ProgramFinder.path(of: "croft"), "submit", "--master", master, "--wait", "--shell",
            daemon + " until test -s daemon; do sleep 0.01; done; echo done",
          ])
          #expect(result.succeeded && result.standardOutput == "done\n", "\(result)")
          // Before the farm ends: it isn't the farm's end that ends it.
          let processes = try submission.numbers(in: "daemon")
          #expect(processes.count == 1)
          #expect(!processes.contains { ProcessView($0).isRunning })
        }
      }
    }
  }
}
