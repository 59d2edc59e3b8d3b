/// Seconds spent on one phase of a run, added up. Shown to people; no result depends on it.

import Glibc

struct Stopwatch {
  private(set) var seconds = 0.0

  mutating func measure<Result, Failure: Error>(
    _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let start = Stopwatch.now
    defer { seconds += Stopwatch.now - start }
    return try body()
  }

  private static var now: Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }
}
