import CroftLinux

/// A user or group as somebody wrote it, and the number behind it.
struct AccountName: Sendable, Equatable {
  let name: String
  /// nil when no account has the name, or it wasn't looked up yet.
  var id: UInt32?

  /// A number stands for itself.
  init(_ name: String) {
    self.name = name
    id = UInt32(name)
  }
}

/// Where accounts are looked up: the system, or what a test says.
package struct AccountLookup: Sendable {
  let userID: @Sendable (String) -> UInt32?
  let groupID: @Sendable (String) -> UInt32?

  /// What can't be read is as unknown as what isn't there: the name admits nobody, and the problem says so.
  package static let system = AccountLookup(
    userID: { (try? Accounts.userID(named: $0)) ?? nil }, groupID: { (try? Accounts.groupID(named: $0)) ?? nil })
}
