/// Seconds spent on one phase of a run, added up. Shown to people; no result depends on it.

import Glibc

public struct Stopwatch {
  public private(set) var seconds = 0.0
  private let begin = Stopwatch.now

  public init() {}

  public mutating func measure<Result, Failure: Error>(
    _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let start = Stopwatch.now
    defer { seconds += Stopwatch.now - start }
    return try body()
  }

  /// `3.1 s`, `0.012 s`.
  public var text: String {
    seconds >= 1
      ? oneDecimal(seconds) + " s" : "0." + String(String(1_000 + Int(seconds * 1_000)).suffix(3)) + " s"
  }

  /// Seconds since it was made.
  public var running: Double { Stopwatch.now - begin }

  private static var now: Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }
}

/// `8.3`, cut, not rounded.
public func oneDecimal(_ value: Double) -> String {
  let tenths = Int(value * 10)
  return "\(tenths / 10).\(tenths % 10)"
}
