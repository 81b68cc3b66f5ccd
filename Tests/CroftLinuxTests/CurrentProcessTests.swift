import CroftLinux
import Glibc
import Testing

@Suite struct CurrentProcessTests {
  @Test func theEnvironmentIsReadable() {
    setenv("CROFT_LINUX_TEST", "a=b", 1)
    #expect(Environment.value("CROFT_LINUX_TEST") == "a=b")
    #expect(Environment.all.contains("CROFT_LINUX_TEST=a=b"))
    #expect(Environment.dictionary["CROFT_LINUX_TEST"] == "a=b")
    #expect(Environment.value("CROFT_LINUX_TEST_NONE") == nil)
  }

  @Test func theTitleIsTheThreadsName() throws {
    let name = try NamedThread.value {
      ProcessTitle.set("croft-title")
      return try FileSystem.readText("/proc/thread-self/comm", maximumBytes: 100)
    }
    #expect(name == "croft-title\n")
  }

  @Test func theCurrentExecutableIsAProgram() throws {
    let file = try MappedFile(descriptor: currentExecutable())
    #expect(Array(file.bytes.prefix(4)) == [0x7F] + Array("ELF".utf8))
  }
}
