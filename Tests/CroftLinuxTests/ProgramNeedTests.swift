import Glibc
import Testing

@testable import CroftLinux

@Suite struct ProgramNeedTests {
  @Test(arguments: [
    ("#!/bin/sh\necho", "/bin/sh"), ("#! /usr/bin/env python3\n", "/usr/bin/env"), ("#!/bin/sh\r\n", "/bin/sh\r"),
    ("#!/bin/sh", "/bin/sh"),
  ]) func aScriptNamesItsInterpreter(text: String, name: String) {
    #expect(ProgramNeed(beginning: Array(text.utf8)) == .interpreter(Array(name.utf8)))
  }

  @Test(arguments: ["", "#", "#!", "#! \n/bin/sh", "echo", "\u{7F}ELF"]) func othersNameNone(text: String) {
    #expect(ProgramNeed(beginning: Array(text.utf8)) == nil)
  }

  @Test func aBinaryNamesItsLoader() throws {
    let program = try FileDescriptor.open("/bin/sh", flags: O_RDONLY).readBeginning(maximumBytes: 4096)
    guard case .loader(let name) = ProgramNeed(beginning: program) else {
      try Test.cancel("/bin/sh is linked statically here")
    }
    #expect(access(PathBytes.text(name), X_OK) == 0)
    // Whatever is cut or changed, no byte outside of it is read.
    for length in 0..<program.count { _ = ProgramNeed(beginning: Array(program[..<length])) }
    for place in 0..<512 {
      for value in [0, 1, 0x7F, 0x80, 0xFF] as [UInt8] {
        var changed = program
        changed[place] = value
        _ = ProgramNeed(beginning: changed)
      }
    }
  }
}
