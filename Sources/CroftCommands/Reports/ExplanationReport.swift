import CroftProtocol

struct ExplanationReport: Listing {
  let application: Int
  let payload: Explain.Reply

  var ids: [String] { payload.requests.map { String($0.request) } }

  /// Sentences under each request, one in a row.
  var table: Table {
    var table = Table(columns: [.init(heading: ""), .init(heading: "")])
    if payload.requests.isEmpty {
      table.rows.append([.text("Application \(application)"), .text("It waits for nothing.")])
    }
    table.rows += payload.requests.flatMap(rows)
    return table
  }

  private func rows(of request: RequestExplanation) -> [[TableValue]] {
    let many = request.remaining == 1 ? "1 executor" : "\(request.remaining) executors"
    return [
      [.text("Request \(request.request)"), .text("It waits for \(many) of \(request.asked).")],
      [.text("Since"), .moment(unixMilliseconds: request.since)],
      [.text("Place"), .number(request.position)],
      [.text("Free"), .text("\(request.free)")],
    ] + (request.priority ?? 0 == 0 ? [] : [[.text("Priority"), .number(request.priority ?? 0)]])
      + request.obstacles.map { [.text("In its way"), .text($0)] }
      + request.holders.map { [.text("Held"), .text(Self.words($0))] }
      + request.remedies.map { [.text("Would help"), .text($0)] }
  }

  private static func words(_ holder: ResourceHolder) -> String {
    let user = holder.userID.map { " of \(UserNames.name(ofUser: $0) ?? String($0))" } ?? ""
    let many = holder.executors == 1 ? "1 executor" : "\(holder.executors) executors"
    return "Application \(holder.application)\(user) has \(many): \(holder.resources)."
  }
}
