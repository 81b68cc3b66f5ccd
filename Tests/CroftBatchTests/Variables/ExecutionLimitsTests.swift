import Glibc
import Testing

@testable import CroftBatch

@Suite struct ExecutionLimitsTests {
  private func text(_ count: Int) -> ByteString { ByteString(Array(repeating: UInt8(ascii: "x"), count: count)) }

  /// Whether the kernel itself takes such arguments and variables.
  private func runs(_ arguments: [ByteString], _ environment: [ByteString]) -> Bool {
    var argumentPointers = arguments.map { $0.withCString { strdup($0) } } + [nil]
    var environmentPointers = environment.map { $0.withCString { strdup($0) } } + [nil]
    defer { for pointer in argumentPointers + environmentPointers { free(pointer) } }
    var process = pid_t()
    guard posix_spawn(&process, "/bin/true", nil, nil, &argumentPointers, &environmentPointers) == 0 else {
      return false
    }
    var status: CInt = 0
    return waitpid(process, &status, 0) == process && status == 0
  }

  private func passes(_ arguments: [ByteString], _ environment: [ByteString]) -> Bool {
    (try? ExecutionLimits.current.check(arguments: arguments, environment: environment, task: 1)) != nil
  }

  @Test func oneStringIsTakenToTheByteThatTheKernelTakes() {
    let limit = ExecutionLimits.current.stringBytes
    for (count, isRight) in [(limit - 1, true), (limit, false)] {
      #expect(runs(["true", text(count)], []) == isRight)
      #expect(passes(["true", text(count)], []) == isRight)
      #expect(passes(["true"], [text(count)]) == isRight)
    }
  }

  @Test func whatPassesAltogetherIsTakenByTheKernel() {
    let total = ExecutionLimits.current.totalBytes
    let many = { (share: Double) in (0..<Int(Double(total) * share / 1009)).map { _ in self.text(1000) } }
    #expect(passes(["true"] + many(0.5), many(0.49)))
    #expect(runs(["true"] + many(0.5), many(0.49)))
    #expect(!passes(["true"] + many(0.6), many(0.41)))
    #expect(!runs(["true"] + many(0.6), many(0.41)))
  }

  @Test func whatIsTooLongIsNamed() {
    let limits = ExecutionLimits(stringBytes: 10, totalBytes: 9000)
    let check = { (arguments: [ByteString], environment: [ByteString]) in
      #expect(throws: BatchError.self) { try limits.check(arguments: arguments, environment: environment, task: 12) }?
        .description ?? ""
    }
    #expect(check(["a", "xxxxxxxxxx"], []).hasPrefix("task 12: argument 1, 'xxxxxxxxxx', has 10 bytes"))
    #expect(check(["a"], ["NAME=xxxxx"]).hasPrefix("task 12: the variable 'NAME' has 10 bytes"))
    #expect(check(Array(repeating: "x", count: 100), []).hasPrefix("task 12: its arguments take 1000 bytes"))
  }
}
