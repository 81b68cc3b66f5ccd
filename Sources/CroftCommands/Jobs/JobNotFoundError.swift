import CroftLinux
import CroftProtocol

/// What was given for a job names none, or several.
enum JobNotFoundError: Error, CustomStringConvertible {
  case unknownNumber(Int, newest: Int?)
  case unknownName(String, nearest: String?)
  /// One that was there, and that the history has dropped since.
  case forgotten(Int)
  /// Of those that have that name, one for each user.
  case severalUsers(String, newest: [(id: Int, userID: Int)])
  case ambiguous(String, candidates: [(id: Int, name: String)], others: Int)

  var description: String {
    switch self {
    case .unknownNumber(let number, let newest):
      let known = newest.map { "the newest you may see is \($0)" } ?? "there is none that you may see"
      return "there is no job \(number): \(known); croft list --all lists them"
    case .forgotten(let number):
      return
        "job \(number) isn't in the history any more, so that how it ended isn't known: to keep jobs longer, raise "
        + "MaxAgeSec= in croftd.conf(5)"
    case .severalUsers(let name, let newest):
      var users = UserNames()
      let listed = newest.map { "\($0.id) (\(users.name(ofUser: $0.userID).printable)'s)" }.joined(separator: ", ")
      return "'\(name.printable)' is what several users call a job, \(listed): give the number"
    case .unknownName(let name, let nearest):
      let suggestion = nearest.map { "did you mean '\($0.printable)'?" } ?? "croft list --all lists them"
      return "there is no job whose name is or begins with '\(name.printable)': \(suggestion)"
    case .ambiguous(let name, let candidates, let others):
      let listed = candidates.map { "'\($0.name.printable)' (\($0.id))" }.joined(separator: ", ")
      return
        "'\(name.printable)' may be any of \(listed)\(others > 0 ? " and \(others) more" : ""): give the number"
    }
  }
}

/// What was asked can only be told or done of a job that runs.
struct JobIsOverError: Error, CustomStringConvertible {
  let description: String

  init(_ record: ApplicationRecord) {
    description =
      "job \(record.id) (\(record.name.printable)) is over: \(record.end?.printable ?? "how it ended isn't known"); "
      + "croft show \(record.id) tells more"
  }
}
