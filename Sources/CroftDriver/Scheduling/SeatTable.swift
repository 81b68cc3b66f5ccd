import CroftProtocol

/// The executors' seats, in the order of their numbers.
///
/// Not a dictionary: a seat is looked up with every task, and all of them in order with every turn.
struct SeatTable {
  private(set) var ids: [ExecutorID] = []
  /// As many as `ids`, and none is nil: optional only so that a seat can be changed in its place.
  private var seats: [ExecutorSeat?] = []

  var count: Int { ids.count }
  var isEmpty: Bool { ids.isEmpty }
  var values: some Collection<ExecutorSeat> { seats.lazy.map { $0! } }

  subscript(id: ExecutorID) -> ExecutorSeat? {
    _read {
      let place = place(of: id)
      if place < ids.count, ids[place] == id { yield seats[place] } else { yield nil }
    }
    _modify {
      let place = place(of: id)
      if place == ids.count || ids[place] != id {
        ids.insert(id, at: place)
        seats.insert(nil, at: place)
      }
      yield &seats[place]
      if seats[place] == nil {
        ids.remove(at: place)
        seats.remove(at: place)
      }
    }
  }

  mutating func removeValue(forKey id: ExecutorID) -> ExecutorSeat? {
    let seat = self[id]
    if seat != nil { self[id] = nil }
    return seat
  }

  /// Changes every seat, in order.
  mutating func updateAll(_ body: (inout ExecutorSeat) -> Void) {
    for place in seats.indices { body(&seats[place]!) }
  }

  /// Where an executor is, or would be; the last one's number is the highest there has been.
  private func place(of id: ExecutorID) -> Int {
    var (lower, upper) = (0, ids.count)
    while lower < upper {
      let middle = (lower + upper) / 2
      if ids[middle] < id { lower = middle + 1 } else { upper = middle }
    }
    return lower
  }
}
