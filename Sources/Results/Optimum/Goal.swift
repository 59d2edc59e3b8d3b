/// What a search for a plan makes as small as it can: the mean of a measure, the ratio of two totals, or the number that so many
/// per cent of the futures do not exceed.
///
/// At the boundary: a quantile is the one of rank ceil(p n), as in reports.

public struct Goal: Hashable, Sendable {
  public let measure: Measure
  /// Nil: its mean (of a ratio, that of the totals).
  public let percent: Int?

  public init(_ measure: Measure, percent: Int? = nil) {
    precondition(percent.map { $0 > 0 && $0 < 100 } ?? true, "a quantile between the ends")
    precondition(percent == nil || !measure.formula.isRatio, "a ratio of totals has no quantile")
    self.measure = measure
    self.percent = percent
  }

  public static let totalCost = Goal(.totalCost)
  /// The cash that one future in twenty exceeds.
  public static let cash = Goal(.paid, percent: 95)
  /// What a served dollar costs.
  public static let servedDollar = Goal(.effectivePrice)

  /// Those that are offered by name.
  public static let all: [Goal] = [totalCost, cash, servedDollar]

  /// `total cost`, `paid in 95% of futures`.
  public var name: String { percent.map { "\(measure.name) in \($0)% of futures" } ?? measure.name }
}
