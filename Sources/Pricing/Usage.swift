/// What one request used, as the provider's `usage` object counts it.
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
  public var promptTokens: Int64 { input + cacheRead + cacheWrite5m + cacheWrite1h }
}
