/// A plan with ranges: one plan for each combination of their values.

import Quantities

public struct Family: Sendable {
  public var name: String
  public var ranges: [FamilyRange]
  /// The plan with each range at the value of this index; nil: this combination is no valid plan.
  public let member: @Sendable ([Int]) -> PurchasePlan?
  /// That plan as a block of YAML for the `plans` of a scenario (its name, then indented lines), ranges replaced by values.
  public let block: @Sendable ([Int]) -> String

  public init(
    name: String, ranges: [FamilyRange], member: @escaping @Sendable ([Int]) -> PurchasePlan?,
    block: @escaping @Sendable ([Int]) -> String
  ) {
    self.name = name
    self.ranges = ranges
    self.member = member
    self.block = block
  }

  /// The number of combinations; Int.max when it overflows.
  public var count: Int {
    ranges.reduce(1) { product, range in
      let (next, overflow) = product.multipliedReportingOverflow(by: range.values.count)
      return overflow ? Int.max : next
    }
  }

  /// Nil: not pinned.
  public var chosen: [Int]? {
    let chosen = ranges.compactMap(\.chosen)
    return chosen.count == ranges.count ? chosen : nil
  }
}

/// One range of a family.
public struct FamilyRange: Hashable, Sendable {
  /// Where it stands in the plan, as `buy.first.credit`, `auto-reload.below`.
  public var key: String
  /// As they are written or as the file would write them: "$1,850", "180 days", "2027-03-01".
  public var values: [String]
  /// Values that grow: neighbours are alike. Else a choice.
  public var isOrdered: Bool
  /// In nanodollars, where the values are money.
  public var amounts: [Int64]?
  public var chosen: Int?

  public init(
    key: String, values: [String], isOrdered: Bool, amounts: [Int64]? = nil, chosen: Int? = nil
  ) {
    self.key = key
    self.values = values
    self.isOrdered = isOrdered
    self.amounts = amounts
    self.chosen = chosen
  }
}
