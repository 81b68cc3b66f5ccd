import CroftDataset
import CroftLinux
import CroftProtocol
import CroftTesting
import Glibc
import Testing

@testable import CroftDriver

@Suite struct BroadcastTests {
  /// Stores a value and gives what an executor's own process would read: a handle at a path that this process has not
  /// seen.
  private func received<Value: Sendable>(
    _ value: Value, in directory: String, damage: (String) throws -> Void = { _ in }
  ) throws -> Broadcast<Value> {
    let stored = try BroadcastWriter.store(value, number: 1, in: ScratchPaths(root: directory))
    let path = "\(directory)/received"
    try FileSystem.rename(stored.path, to: path)
    try damage(path)
    return Broadcast(storedAt: path)
  }

  @Test func aHandleTravelsAndItsValueIsRead() async throws {
    try await TemporaryDirectory.with { directory in
      let names: [Int: Text] = [1: "one", 2: "two", 3: ""]
      let found = try received(names, in: directory).value
      #expect(found == names)
    }
  }

  @Test func theValueIsDecodedOnceForAllHandles() async throws {
    try await TemporaryDirectory.with { directory in
      let first = try received([1, 2, 3], in: directory)
      let second = try BinaryDecoder.decode(
        Broadcast<[Int]>.self, from: try BinaryEncoder.encode(first))
      #expect(first == second)
      let addresses = try [first, second].map { try $0.value.withUnsafeBytes { $0.baseAddress } }
      #expect(addresses[0] == addresses[1])
    }
  }

  @Test(arguments: [0, 1, 1000])
  func aPlainArrayIsReadWhereItLies(count: Int) async throws {
    try await TemporaryDirectory.with { directory in
      let numbers = PlainArray((0..<count).map { Double($0) })
      let pair = (Text("numbers"), numbers)
      let value = try received(pair, in: directory).value
      #expect(value.0 == "numbers")
      #expect(value.1 == numbers)
      let address = value.1.withUnsafeBufferPointer { Int(bitPattern: $0.baseAddress) }
      #expect(address % 64 == 0 || count == 0)
    }
  }

  @Test func aBroadcastThatIsGoneSaysSo() async throws {
    try await TemporaryDirectory.with { directory in
      let handle = try received("value", in: directory)
      handle.destroy()
      let error = #expect(throws: BroadcastUnavailable.self) { _ = try handle.value }
      #expect(error?.description.contains("No such file") == true)
      #expect(error?.description.contains("broadcast it again") == true)
    }
  }

  @Test func whatWasReadOutlivesItsFile() async throws {
    try await TemporaryDirectory.with { directory in
      let handle = try received(["a", "b"] as [Text], in: directory)
      let value = try handle.value
      handle.destroy()
      #expect(value == ["a", "b"])
    }
  }

  @Test func aDamagedBroadcastIsNotRead() async throws {
    try await TemporaryDirectory.with { directory in
      let handle = try received("value", in: directory) { #expect(truncate($0, 10) == 0) }
      #expect(throws: BroadcastUnavailable.self) { _ = try handle.value }
    }
  }

  @Test func aValueThatCannotBeEncodedIsRefused() {
    struct Opaque: Sendable {}
    #expect(throws: UnsupportedRecord.self) {
      try BroadcastWriter.store(Opaque(), number: 1, in: ScratchPaths(root: "/nonexistent"))
    }
  }
}
