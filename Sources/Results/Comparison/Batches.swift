/// The sums of a measure over 32 consecutive runs of futures: enough to compare two results pair by pair, future against
/// like future, without keeping every future of both.
///
/// Batch b of n futures is those from b n / 32 on, before (b + 1) n / 32; fewer than 32 futures are a batch each.

public struct Batches: Hashable, Sendable {
  public static let most = 32

  public let measure: Measure
  /// In base units, exactly.
  public let sums: [Int128]

  public init(measure: Measure, sums: [Int128]) {
    self.measure = measure
    self.sums = sums
  }

  public init(_ measure: Measure, _ values: [Int64]) {
    self.measure = measure
    sums = Batches.ranges(of: values.count).map { values[$0].reduce(Int128(0)) { $0 + Int128($1) } }
  }

  public static func ranges(of futures: Int) -> [Range<Int>] {
    let count = min(most, futures)
    return (0..<count).map { ($0 * futures / count)..<(($0 + 1) * futures / count) }
  }
}
