/// What one request used, as the provider's `usage` object counts it.

import Quantities

public struct Usage: Hashable, Sendable {
  /// Input tokens that were neither read from nor written to a cache.
  public var input: Int64 = 0
  public var output: Int64 = 0
  public var cacheRead: Int64 = 0
  public var cacheWrite5m: Int64 = 0
  public var cacheWrite1h: Int64 = 0
  public var isBatch = false
  public var isFast = false
  /// Inference kept in the United States.
  public var isUSOnly = false
  public var webSearches: Int64 = 0
  /// Container seconds of code execution that are billed (past the free hours).
  public var codeExecutionSeconds: Int64 = 0

  public init() {}

  /// What a price band looks at: everything the model was given to read.
  public var promptTokens: Int64 {
    Int64(clamping: Int128(input) + Int128(cacheRead) + Int128(cacheWrite5m) + Int128(cacheWrite1h))
  }

  public subscript(_ category: TokenCategory) -> Int64 {
    switch category {
    case .input: input
    case .output: output
    case .cacheRead: cacheRead
    case .cacheWrite5m: cacheWrite5m
    case .cacheWrite1h: cacheWrite1h
    }
  }

  /// The same once `checkRange` has passed: no overflow.
  @inline(__always)
  var checkedPromptTokens: Int64 { input &+ cacheRead &+ cacheWrite5m &+ cacheWrite1h }

  /// Every count is from 0 to 2^60 - 1, so that no sum or product on the way to a charge overflows.
  @inline(__always)
  func checkRange() throws(QuantityError) {
    let bits =
      input | output | cacheRead | cacheWrite5m | cacheWrite1h | webSearches | codeExecutionSeconds
    if UInt64(bitPattern: bits) >= 1 << 60 {
      throw QuantityError(
        "a count of a request's usage is negative or past 2^60",
        remedy: "state counts as the provider's usage object does")
    }
  }
}
