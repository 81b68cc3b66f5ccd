import CroftLinux
import CroftProtocol
import Glibc
import Testing

@testable import CroftManager

/// What a manager that is killed leaves behind is the files as they are: they are copied in mid-work here.
@Suite struct StoreDeathTests {
  private func copy(_ store: Store, to directory: String, logBytes: Int? = nil) throws {
    try FileSystem.createDirectory(directory, mode: 0o700)
    for suffix in ["", "-wal"] {
      let bytes = try FileDescriptor.open(store.path + suffix, flags: O_RDONLY).readAll(maximumBytes: 1 << 24)
      let file = try FileDescriptor.open(directory + "/croft.db" + suffix, flags: O_WRONLY | O_CREAT, mode: 0o600)
      let kept = suffix.isEmpty ? bytes : Array(bytes.prefix(logBytes ?? .max))
      #expect(Glibc.write(file.rawValue, kept, kept.count) == kept.count)
    }
  }

  @Test func everyWriteThatReturnedIsThere() throws {
    try withTemporaryDirectory { path in
      try FileSystem.createDirectory(path + "/first", mode: 0o700)
      let store = try Store.quiet(in: path + "/first")
      for id in 1...20 {
        try store.apply(StoreSamples.everything(of: id))
        #expect(try store.nextApplication() == ApplicationID(id))
        try copy(store, to: "\(path)/\(id)")
        let successor = try Store.quiet(in: "\(path)/\(id)")
        #expect(try successor.recover() == StoreSamples.state(of: Array(1...id)))
        #expect(try successor.nextApplication() == ApplicationID(id + 1))
      }
    }
  }

  /// A log that ends anywhere, as when the manager dies within a write: all of a transaction is there, or nothing.
  @Test func aTransactionIsWholeOrNotThere() throws {
    try withTemporaryDirectory { path in
      try FileSystem.createDirectory(path + "/first", mode: 0o700)
      let store = try Store.quiet(in: path + "/first")
      try store.checkpoint()
      var states = [StoredState()]
      for id in 1...5 {
        try store.apply(StoreSamples.everything(of: id))
        states.append(StoreSamples.state(of: Array(1...id)))
      }
      let bytes = try #require(try FileSystem.status(store.path + "-wal")?.size)
      var furthest = 0
      for length in stride(from: 0, through: bytes, by: 1999) {
        try copy(store, to: "\(path)/\(length)", logBytes: length)
        let found = try Store.quiet(in: "\(path)/\(length)").recover()
        let place = try #require(states.firstIndex(of: found), "a state that never was, of \(length) bytes")
        #expect(place >= furthest)
        furthest = place
      }
      #expect(furthest >= 4)
    }
  }
}
