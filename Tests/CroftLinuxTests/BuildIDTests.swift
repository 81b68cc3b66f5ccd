import Glibc
import Testing

@testable import CroftLinux

@Suite struct BuildIDTests {
  private static func word(_ value: Int, bytes: Int = 4) -> [UInt8] {
    (0..<bytes).map { UInt8(value >> ($0 * 8) & 0xFF) }
  }

  private static func note(_ type: Int, owner: String, _ content: [UInt8]) -> [UInt8] {
    func filled(_ bytes: [UInt8]) -> [UInt8] { bytes + Array(repeating: 0, count: (4 - bytes.count % 4) % 4) }
    let name = Array(owner.utf8) + [0]
    return word(name.count) + word(content.count) + word(type) + filled(name) + filled(content)
  }

  /// A binary of 64 bits whose segments are notes and no more.
  private static func binary(_ segments: [[UInt8]]) -> [UInt8] {
    var bytes = [0x7F] + Array("ELF".utf8) + [2, 1, 1] + Array(repeating: UInt8(0), count: 25)
    bytes += word(64, bytes: 8) + Array(repeating: 0, count: 14)
    bytes += word(56, bytes: 2) + word(segments.count, bytes: 2) + Array(repeating: 0, count: 6)
    var start = 64 + 56 * segments.count
    for segment in segments {
      bytes += word(4) + word(4) + word(start, bytes: 8) + Array(repeating: 0, count: 16)
      bytes += word(segment.count, bytes: 8) + word(segment.count, bytes: 8) + word(4, bytes: 8)
      start += segment.count
    }
    return bytes + segments.flatMap { $0 }
  }

  @Test func itIsFoundAmongOtherNotes() {
    let others = [Self.note(1, owner: "GNU", [1, 2, 3, 4]), Self.note(3, owner: "Go", [5])]
    let mark: [UInt8] = [9, 8, 7, 6, 5]
    let segments = [others[0], others[1] + Self.note(3, owner: "GNU", mark)]
    #expect(BuildID.find(inBeginning: Self.binary(segments)) == mark)
    #expect(BuildID.find(inBeginning: Self.binary(others)) == nil)
    #expect(BuildID.find(inBeginning: Self.binary([])) == nil)
    #expect(BuildID.find(inBeginning: Array("#!/bin/sh\n".utf8)) == nil)
  }

  @Test func thisProgramsIsOfItsFirstPage() throws {
    let program = try FileDescriptor.open("/proc/self/exe", flags: O_RDONLY)
    let beginning = try program.readBeginning(maximumBytes: BinaryHeaders.beginningBytes)
    let again = try FileDescriptor.open("/proc/self/exe", flags: O_RDONLY)
    #expect(try BuildID.find(in: again) == BuildID.find(inBeginning: beginning))
  }

  @Test func whateverIsCutOrChangedNoByteOutsideIsRead() {
    let whole = Self.binary([Self.note(1, owner: "GNU", [1]), Self.note(3, owner: "GNU", [2, 3])])
    for length in 0..<whole.count { _ = BuildID.find(inBeginning: Array(whole[..<length])) }
    for place in whole.indices {
      for value in [0, 1, 0x7F, 0x80, 0xFF] as [UInt8] {
        var changed = whole
        changed[place] = value
        _ = BuildID.find(inBeginning: changed)
      }
    }
  }
}
