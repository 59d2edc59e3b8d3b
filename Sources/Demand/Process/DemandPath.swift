/// One future's demand: a curve for each column. Made once and drawn into again and again; only the first draw
/// allocates.

import Quantities

public struct DemandPath: Sendable {
  /// Nano-dollars used since the start, at the boundaries of the steps: columns x (steps + 1), column c from
  /// c x (steps + 1) on; each begins at 0 and never falls.
  public internal(set) var curves: [Int64] = []
  /// Nano-dollars at list price that rate limits held back for too long, as an expectation given the day's level.
  public internal(set) var throttled: Int64 = 0
  /// In the order of `DemandModel.controlNames`, in millionths of a standard deviation; the expectation of
  /// each is 0.
  public internal(set) var controls: [Int64] = []

  /// What each part came to: nano-dollars, workload after workload in the order in which the model was given their parts.
  public internal(set) var partSums: [Int64] = []
  /// Where each workload has come to at the end of the horizon.
  public internal(set) var endings: [WorkloadEnding] = []

  /// What it counts for, where futures are tilted.
  public internal(set) var weight = 1.0

  /// A step asked for more than can be counted.
  public internal(set) var isOutOfRange = false

  /// Of the fitted workload being drawn.
  var fitted = FittedFuture()
  var words: [UInt64] = []
  /// Standard normals by shock and day.
  var shocks: [Double] = []
  /// By workload and day: the normal numbers of its growth, and of noise that is no shock.
  var growth: [Double] = []
  var ownNoise: [Double] = []
  /// Of each column, while it is drawn.
  var columnSums: [Int64] = []
  /// Of the workload being drawn: how far the logarithm of its level has walked.
  var walked = 0.0
  /// Of the workload being drawn, by day: the level around its trend, and with the trend.
  var noise: [Double] = []
  var levels: [Double] = []
  var stays = RegimeStays()
  /// By day: their mean level.
  var stayMeans: [Double] = []
  /// Of the workload being drawn, where they differ within its runs: by step of a run (or by local day), expected requests, and
  /// those lost to a rate limit.
  var expected: [Double] = []
  /// Of the model being drawn by the day: the words of its days, and what they draw.
  var picked: [UInt64] = []
  var amounts: [Int64] = []
  /// Of a time after a horizon, by workload: what goes by the day.
  var kept: [(levels: [Double], stays: RegimeStays)] = []
  /// So many of its legs are drawn.
  var legs = 0
  /// Of a workload with regimes that is drawn by the day: by cell, the share of the day's amount that comes before its end.
  var upTo: [Double] = []
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

  /// What is read of a future that is drawn, without what drawing it needed: to be kept. It is not to be drawn into.
  public var remembered: DemandPath {
    var slim = DemandPath()
    slim.curves = curves
    slim.throttled = throttled
    slim.controls = controls
    slim.partSums = partSums
    slim.endings = endings
    slim.weight = weight
    slim.isOutOfRange = isOutOfRange
    slim.legs = legs
    return slim
  }

  mutating func makeRoom(draws: Int) {
    guard amounts.count < draws else { return }
    amounts = Array(repeating: 0, count: draws)
    picked = Array(repeating: 0, count: draws)
  }

  /// What the parts of a workload in dollars have added to their columns; those in one column share it as they share the dollars.
  mutating func noteSums(of parts: [DemandPart], steps: Int) {
    let first = partSums.count
    partSums.append(contentsOf: repeatElement(0, count: parts.count))
    var seen: Set<Int> = []
    for part in parts where seen.insert(part.column).inserted {
      noteSum(ofColumn: part.column, steps: steps)
      let sum = partSums.removeLast()
      let sharing = parts.indices.filter { parts[$0].column == part.column }
      let whole = sharing.reduce(Int128(0)) { $0 + Int128(parts[$1].share.millionths) }
      var (before, share) = (Int64(0), Int128(0))
      for index in sharing where whole > 0 {
        share += Int128(parts[index].share.millionths)
        let through = Int64((Int128(sum) * share).divided(by: whole, rounding: .nearestEven))
        partSums[first + index] = through - before
        before = through
      }
    }
  }

  /// What each part has added to its column, where that is known.
  mutating func noteSums(_ sums: [Int64], of parts: [DemandPart]) {
    for (part, sum) in zip(parts, sums) {
      partSums.append(sum)
      columnSums[part.column] &+= sum
    }
  }

  /// What a part has added to its column.
  mutating func noteSum(ofColumn column: Int, steps: Int) {
    let begin = column * (steps + 1) + 1
    let sum = curves.withUnsafeBufferPointer { curves in
      var sum: Int64 = 0
      for step in begin..<(begin + steps) { sum &+= curves[step] }
      return sum
    }
    partSums.append(sum &- columnSums[column])
    columnSums[column] = sum
  }
}
