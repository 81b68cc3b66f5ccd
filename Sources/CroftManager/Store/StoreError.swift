import CroftLinux
internal import GRDB

/// Why the database couldn't be used.
struct StoreError: Error, Sendable, Equatable, CustomStringConvertible {
  enum Code: Sendable, Equatable {
    /// Nothing was written; what was there is whole.
    case diskFull
    /// Its pages contradict each other, or it is no database at all.
    case damaged
    /// A newer croftd has written it.
    case newer
    /// It is somebody else's database.
    case foreign
    case failed
  }

  let code: Code
  let description: String

  init(_ code: Code, _ description: String) {
    self.code = code
    self.description = description
  }

  /// - Parameters:
  ///   - deed: What was tried, such as `write to`.
  ///   - errno: Of the system call that failed, for a failure of input or output; 0 if it isn't known.
  init(_ deed: String, _ path: String, _ error: any Error, errno: CInt = 0) {
    if let error = error as? StoreError {
      self = error
      return
    }
    let result = error is Damage ? .SQLITE_CORRUPT : (error as? DatabaseError)?.resultCode
    let (code, advice): (Code, String) =
      switch result {
      case .SQLITE_FULL?: (.diskFull, "make room on its disk")
      // SQLite calls it full only when a write says ENOSPC.
      case .SQLITE_IOERR? where SystemError("write", errno: errno).isDiskFull:
        (.diskFull, "make room on its disk, or have the user's disk quota raised")
      case .SQLITE_CORRUPT?, .SQLITE_NOTADB?:
        (.damaged, "restart croftd, which sets a damaged database aside and begins a new one")
      case .SQLITE_IOERR?: (.failed, "see the kernel's log for its disk, and the user's disk quota")
      case .SQLITE_BUSY?, .SQLITE_LOCKED?: (.failed, "another program holds a lock on it: close that program")
      case .SQLITE_READONLY?, .SQLITE_CANTOPEN?, .SQLITE_PERM?: (.failed, "let croftd's user write there")
      default: (.failed, "this is a mistake in croftd or in the file; report it")
      }
    // The statement is left out: its arguments hold an application's secret.
    let reason = (error as? DatabaseError).map { $0.message ?? $0.resultCode.description } ?? "\(error)"
    self.init(code, "couldn't \(deed) the database \(path): \(reason); \(advice)")
  }
}

/// What a check of the pages has found.
struct Damage: Error, CustomStringConvertible {
  let description: String
}
