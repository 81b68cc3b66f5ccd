import CroftTesting
import Testing

/// What systemd itself says of the units.
@Suite(.enabled(if: UnitFiles.canAnalyze, "there is no systemd-analyze: install the package systemd"))
struct UnitFilesTests {
  @Test(arguments: UnitFiles.Scope.allCases) func systemdHasNothingToSayAgainstThem(scope: UnitFiles.Scope) async throws
  {
    try await UnitFiles.with(scope) { units in
      // The manual pages need not be installed here.
      let files = UnitFiles.names.map { "\(units.directory)/\($0)" }
      let result = try await units.analyze(["--\(scope)", "--man=no", "verify"] + files)
      #expect(result.succeeded)
      #expect(result.standardError + result.standardOutput == "")
    }
  }

  /// systemd-analyze(1): from 0, nothing is exposed, to 10. What remains is explained in the unit files.
  @Test(arguments: [("croftd.service", 4.0), ("croft-pool.service", 1.5)])
  func theSandboxIsAsTightAsItWas(unit: String, worst: Double) async throws {
    try await UnitFiles.with(.system) { units in
      let result = try await units.analyze(["security", "--offline=true", "--no-pager", "\(units.directory)/\(unit)"])
      let line = try #require(
        result.standardOutput.split(separator: "\n").last { $0.contains("Overall exposure level") })
      let exposure = try #require(line.split(separator: " ").compactMap { Double($0) }.first)
      print("systemd-analyze security \(unit): \(exposure), and it may be \(worst)")
      #expect(exposure <= worst, "\(result.standardOutput)")
    }
  }
}
