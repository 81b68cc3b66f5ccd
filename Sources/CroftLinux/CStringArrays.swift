/// Arrays of C strings as exec takes them, each of which ends with NULL, in one piece of memory.
final class CStringArrays {
  private let pointers: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
  private let bytes: UnsafeMutablePointer<CChar>
  private var starts: [Int] = []

  init(_ arrays: [[[UInt8]]]) {
    pointers = .allocate(capacity: arrays.reduce(0) { $0 + $1.count + 1 })
    bytes = .allocate(capacity: arrays.joined().reduce(0) { $0 + $1.count + 1 })
    var (place, end) = (0, bytes)
    for array in arrays {
      starts.append(place)
      for string in array {
        string.withUnsafeBufferPointer { source in
          UnsafeMutableRawBufferPointer(start: end, count: string.count).copyMemory(
            from: UnsafeRawBufferPointer(source))
        }
        end[string.count] = 0
        pointers[place] = end
        end += string.count + 1
        place += 1
      }
      pointers[place] = nil
      place += 1
    }
  }

  convenience init(_ arrays: [[String]]) { self.init(arrays.map { $0.map { Array($0.utf8) } }) }

  subscript(index: Int) -> UnsafeMutablePointer<UnsafeMutablePointer<CChar>?> { pointers + starts[index] }

  deinit {
    pointers.deallocate()
    bytes.deallocate()
  }
}
