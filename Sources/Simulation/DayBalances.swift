/// The balance at each day's end in each of the first futures, as many as bands are drawn from. It lies as it was noted, future
/// after future; whoever wants a day gets eight of them at once, since eight days of a future share a line of the cache.

public struct DayBalances: Sendable {
  public let days: Int
  /// Day after day of the block's first future, then of its next one.
  private let blocks: [[Int64]]

  init(days: Int, blocks: [[Int64]]) {
    self.days = days
    self.blocks = blocks.filter { !$0.isEmpty }
    precondition(blocks.allSatisfy { days == 0 ? $0.isEmpty : $0.count % days == 0 }, "whole futures")
  }

  /// Of days with a balance for each future.
  public init(byDay columns: [[Int64]] = []) {
    let futures = columns.first?.count ?? 0
    self.init(
      days: futures == 0 ? 0 : columns.count,
      blocks: [(0..<futures).flatMap { future in columns.map { $0[future] } }])
  }

  /// Calls `body` with each day, and its balances by future.
  public func eachDay(_ body: (_ day: Int, _ balances: [Int64]) -> Void) {
    let futures = blocks.reduce(0) { $0 + $1.count } / max(1, days)
    guard futures > 0 else { return }
    var columns = [[Int64]](repeating: [], count: DayBalances.together)
    for first in stride(from: 0, to: days, by: DayBalances.together) {
      let count = min(DayBalances.together, days - first)
      for column in 0..<count { columns[column] = [Int64](repeating: 0, count: futures) }
      var row = 0
      for block in blocks {
        block.withUnsafeBufferPointer { block in
          for column in 0..<count {
            columns[column].withUnsafeMutableBufferPointer { balances in
              var place = first + column
              for future in row..<row + block.count / days {
                balances[future] = block[place]
                place &+= days
              }
            }
          }
        }
        row += block.count / days
      }
      for column in 0..<count { body(first + column, columns[column]) }
    }
  }

  private static let together = 8
}

extension DayBalances: Equatable {
  public static func == (a: DayBalances, b: DayBalances) -> Bool {
    a.days == b.days && a.blocks.joined().elementsEqual(b.blocks.joined())
  }
}
