/// One future's demand: a curve for each column. Made once and drawn into again and again; only the first draw
/// allocates.

public struct DemandPath: Sendable {
  /// Nano-dollars used since the start, at the boundaries of the steps: columns x (steps + 1), column c from
  /// c x (steps + 1) on; each begins at 0 and never falls.
  public internal(set) var curves: [Int64] = []
  /// Nano-dollars at list price that rate limits held back for too long, as an expectation given the day's level.
  public internal(set) var throttled: Int64 = 0
  /// In the order of `DemandModel.controlNames`, in millionths of a standard deviation; the expectation of
  /// each is 0.
  public internal(set) var controls: [Int64] = []

  /// A step asked for more than can be counted.
  public internal(set) var isOutOfRange = false

  var words: [UInt64] = []
  /// Standard normals by shock and day.
  var shocks: [Double] = []
  /// Of the workload being drawn, by day: the level around its trend, and with the trend.
  var noise: [Double] = []
  var levels: [Double] = []
  var stays = RegimeStays()
  /// Of the workload being drawn, where they differ within its runs: by step of a run, expected requests, and those lost to a
  /// rate limit.
  var expected: [Double] = []
  var held: [Double] = []
  /// A rate limit is met; only then what follows is of this future.
  var isHeldBack = false
  /// By workload and step: expected requests; the share of them that gets through in that step; those that were held back and
  /// get through now, and those that are lost.
  var asked: [Double] = []
  var passing: [Double] = []
  var late: [Double] = []
  var lost: [Double] = []

  public init() {}
}
