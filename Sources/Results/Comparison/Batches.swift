/// The sums of a measure over the 32 replicates that the futures are dealt to in turn: enough to compare two results pair by
/// pair, replicate against like replicate, without keeping every future of both. The replicates are independent of each
/// other, whatever the futures of one of them are.
///
/// Future p is in batch p % 32; fewer than 32 futures are a batch each.

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
    let count = min(Batches.most, values.count)
    sums = (0..<count).map { batch in
      stride(from: batch, to: values.count, by: count).reduce(Int128(0)) { $0 + Int128(values[$1]) }
    }
  }

  /// How many futures each batch has: of those that there are, no two differ by more than one.
  public static func sizes(of futures: Int) -> [Int] {
    let count = min(most, futures)
    return (0..<count).map { (futures - $0 + count - 1) / count }
  }
}
