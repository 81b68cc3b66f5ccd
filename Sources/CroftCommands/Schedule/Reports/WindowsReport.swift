import CroftLinux

/// Windows that would run.
struct WindowsReport: Listing {
  struct Payload: Encodable {
    struct Element: Encodable {
      let logicalTime: Int
      let windowStart: Int?
    }

    let windows: [Element]
  }

  let payload: Payload

  init(_ windows: [Window]) {
    payload = Payload(windows: windows.map { .init(logicalTime: $0.logicalTime, windowStart: $0.start) })
  }

  var ids: [String] { payload.windows.map { UnixTime.utc(milliseconds: $0.logicalTime) } }

  var table: Table {
    var table = Table(columns: [.init(heading: "LOGICAL TIME"), .init(heading: "WINDOW START")])
    table.rows = payload.windows.map { window in
      [
        .text(UnixTime.utc(milliseconds: window.logicalTime)),
        window.windowStart.map { .text(UnixTime.utc(milliseconds: $0)) } ?? .missing,
      ]
    }
    return table
  }
}
