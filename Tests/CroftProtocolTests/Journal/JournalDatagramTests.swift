import CroftProtocol
import Testing

@Suite struct JournalDatagramTests {
  @Test func valuesOfOneLineAreWrittenAsTheyAre() {
    var entry = JournalDatagram()
    entry.append(.warning)
    entry.append(.application, 7)
    entry.append(.message, [0, 0x1B, 0xFF, UInt8(ascii: "=")])
    #expect(entry.bytes == Array("PRIORITY=4\nCROFT_APPLICATION=7\nMESSAGE=".utf8) + [0, 0x1B, 0xFF, 0x3D, 0x0A])
  }

  @Test func valuesOfSeveralLinesHaveTheirLengthBeforeThem() {
    var entry = JournalDatagram()
    entry.append(.message, "a\nPRIORITY=0\n")
    #expect(
      entry.bytes == Array("MESSAGE\n".utf8) + [13, 0, 0, 0, 0, 0, 0, 0] + Array("a\nPRIORITY=0\n\n".utf8))
  }

  @Test func everyNumberOfSeveralAttemptsIsThereOnce() {
    let attempts = [(1, 0, 5, 0), (1, 0, 6, 0), (2, 1, 5, 1)].map {
      TaskAttempt(task: TaskID(job: JobID($0.0), stage: $0.1, partition: $0.2), number: $0.3)
    }
    var entry = JournalDatagram()
    entry.append(attempts)
    #expect(
      String(decoding: entry.bytes, as: UTF8.self) == """
        CROFT_JOB=1
        CROFT_JOB=2
        CROFT_STAGE=0
        CROFT_STAGE=1
        CROFT_TASK=5
        CROFT_TASK=6
        CROFT_ATTEMPT=0
        CROFT_ATTEMPT=1

        """)
    entry.removeAll()
    entry.append([TaskAttempt]())
    #expect(entry.bytes.isEmpty)
  }

  @Test func messageIDsAreWholeAndDiffer() {
    let ids = JournalMessageID.allCases.map(\.rawValue)
    #expect(Set(ids).count == ids.count)
    #expect(ids.allSatisfy { $0.count == 32 && $0.allSatisfy { $0.isHexDigit && !$0.isUppercase } })
  }
}
