import GRDB
import Glibc
import Testing

@testable import CroftManager

@Suite struct StoreErrorTests {
  static let failures: [(result: ResultCode, errno: CInt, code: StoreError.Code)] = [
    (.SQLITE_FULL, 0, .diskFull), (.SQLITE_IOERR, EDQUOT, .diskFull), (.SQLITE_IOERR, ENOSPC, .diskFull),
    (.SQLITE_IOERR, EIO, .failed), (.SQLITE_IOERR, 0, .failed), (.SQLITE_BUSY, EDQUOT, .failed),
    (.SQLITE_CORRUPT, 0, .damaged),
  ]

  @Test(arguments: failures)
  func aQuotaThatIsUsedUpIsAFullDisk(result: ResultCode, errno: CInt, code: StoreError.Code) {
    let error = StoreError("write to", "/x/croft.db", DatabaseError(resultCode: result), errno: errno)
    #expect(error.code == code)
    #expect(error.description.hasPrefix("couldn't write to the database /x/croft.db: "))
  }
}
