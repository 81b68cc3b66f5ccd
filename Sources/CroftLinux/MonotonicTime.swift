import Glibc

/// The clock that deadlines are measured on: it never jumps, and starts at boot.
package enum MonotonicTime {
  package static var nowNanoseconds: UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }
}
