/// A plan with ranges, which stands for one plan for each combination of their values. Each of those is a member, and is
/// read when it is asked for: a family of ten million members costs what its ranges cost.
///
/// At the boundary: a family all of whose ranges have a chosen value is pinned, and its chosen member is a plan of the
/// scenario; one without is open, and only a search has to do with it.

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

  /// The number of combinations; `Int.max` when it overflows.
  public var count: Int { UnknownDesign.combinations(ranges.map(\.values.count)) }

  /// Nil: not pinned.
  public var chosen: [Int]? {
    let indices = ranges.compactMap(\.chosen)
    return indices.count == ranges.count ? indices : nil
  }
}

/// One range of a family: what one value of its plan may be.
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

extension Scenario {
  /// The families of which no member is chosen.
  public var openFamilies: [Family] { families.filter { $0.chosen == nil } }
}
