import CroftLinux
import CroftTesting
import Testing

extension FarmTests {
  /// Jobs that can't be run are refused with the reason and the cure.
  @Suite struct RefusedJobTests {
    @Test(arguments: Place.allCases)
    func privateJobTypeIsRefusedAtTheCall(place: Place) async throws {
      try await expectRefusal(of: "hidden", on: place, naming: ["HiddenJob", "without `private`"])
    }

    @Test(arguments: Place.allCases)
    func elementThatCannotBeSentIsRefusedAtTheCall(place: Place) async throws {
      try await expectRefusal(of: "unsendable", on: place, naming: ["Sealed", "RefusedJobs.swift", "Codable"])
    }

    @Test func lineageThatDiffersFailsTheJobAndNamesTheOperator() async throws {
      let expected = ["not pure", "count of Swift.Int", "filter of Swift.Int", "RefusedJobs.swift"]
      try await expectRefusal(of: "impure", on: .daemon, naming: expected)
    }

    @Test(arguments: Place.allCases)
    func jobThatCarriesTooMuchIsRefusedAtTheCall(place: Place) async throws {
      let result = try await Trial.run(["ballast", "--count", "40000000"], on: place)
      #expect(result.exit == .exited(code: 1))
      #expect(result.standardError.contains("put the data into a file"))
    }

    private func expectRefusal(of job: String, on place: Place, naming expected: [String]) async throws {
      let result = try await Trial.run([job], on: place)
      #expect(result.exit == .exited(code: 1))
      #expect(result.standardOutput == "")
      #expect(result.standardError.split(separator: "\n").count == 1)
      for part in expected { #expect(result.standardError.contains(part)) }
    }
  }
}
