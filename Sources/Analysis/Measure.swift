/// What is measured of a plan: one list, a line each. Each measure is one exact whole number for each future, from
/// which come its total, mean, spread and quantiles; or the share of futures in which something happens; or a ratio
/// of two totals.
///
///     waste          = expired + revoked + undelivered (face value); waste at cost: at their share of the price paid
///     blocked        = the sum of its causes, at the plan's prices
///     total cost     = paid + debt - value left over + stated cost of blocked work, the last rounded once in each future: what
///                      is owed at the end was used, and the next dollar of credit goes to it
///     value left over: left at cost, or nothing, as the scenario says (`left over`)
///     served         = used + debt - opening debt + allowance: a debt that a later lot repays was counted as used
///                      when it was repaid, one that is still owed was served as well, and the one that the account
///                      opened with was served before the start
///     effective price = total (paid + debt - value left over) / total served, at list price
///
/// With negotiated prices `served` is at these; it is put back to list price in each future by what was asked for
/// there: x (demand - throttled) at list price / (served + blocked) at the plan's, rounded once.

import Simulation

public struct Measure: Hashable, Sendable {
  /// As shown, and as `--until-half-width` and the files name it.
  public let name: String
  public let unit: Unit
  let formula: Formula

  /// What a base unit of a measure is and what people read.
  public enum Unit: String, Hashable, Sendable {
    /// Base unit: the nano-dollar.
    case dollars
    /// Base unit: the second.
    case hours, days
    case count
    /// 0 to 1: the share of futures.
    case probability
    /// A plain factor: dollars paid for a dollar of usage.
    case ratio

    /// Base units in one unit as people read it.
    public var baseUnits: Double {
      switch self {
      case .dollars: 1_000_000_000
      case .hours: 3_600
      case .days: 86_400
      case .count, .probability, .ratio: 1
      }
    }
  }

  /// How a future's number comes from its outcomes.
  enum Formula: Hashable, Sendable {
    case sum([Outcome])
    case totalCost
    case leftValue
    /// Of the futures in which the outcome is 0 or more.
    case ifAny(Outcome)
    /// The share of futures in which the outcome is above 0.
    case share(of: Outcome)
    case effectivePrice
  }

  init(_ name: String, _ unit: Unit, _ formula: Formula) {
    self.name = name
    self.unit = unit
    self.formula = formula
  }

  public static func == (a: Measure, b: Measure) -> Bool { a.name == b.name }
  public func hash(into hasher: inout Hasher) { hasher.combine(name) }
}

extension Measure {
  static let wasted: [Outcome] = [.expired, .revoked, .undelivered]
  static let blockedCauses: [Outcome] = [
    .noCredit, .dailyCap, .monthlyLimit, .paymentFailed, .allowanceUsedUp, .revokedCredit,
  ]

  public static let totalCost = Measure("total cost", .dollars, .totalCost)
  public static let paid = Measure("paid", .dollars, .sum([.paid]))
  public static let used = Measure("used", .dollars, .sum([.used]))
  public static let allowance = Measure("allowance", .dollars, .sum([.allowance]))
  public static let expired = Measure("expired", .dollars, .sum([.expired]))
  public static let revoked = Measure("revoked", .dollars, .sum([.revoked]))
  public static let undelivered = Measure("undelivered", .dollars, .sum([.undelivered]))
  public static let waste = Measure("waste", .dollars, .sum(wasted))
  public static let wasteAtCost = Measure("waste at cost", .dollars, .sum([.wasteAtCost]))
  public static let leftOver = Measure("left over", .dollars, .sum([.left]))
  public static let leftOverAtCost = Measure("left over at cost", .dollars, .sum([.leftAtCost]))
  public static let leftOverValue = Measure("value left over", .dollars, .leftValue)
  public static let effectivePrice = Measure("effective price", .ratio, .effectivePrice)
  public static let blocked = Measure("blocked", .dollars, .sum(blockedCauses))
  public static let noCredit = Measure("blocked: no credit", .dollars, .sum([.noCredit]))
  public static let dailyCap = Measure("blocked: daily cap", .dollars, .sum([.dailyCap]))
  public static let monthlyLimit = Measure("blocked: monthly limit", .dollars, .sum([.monthlyLimit]))
  public static let paymentFailed = Measure("blocked: payment failed", .dollars, .sum([.paymentFailed]))
  public static let allowanceUsedUp = Measure(
    "blocked: allowance used up", .dollars, .sum([.allowanceUsedUp]))
  public static let revokedCredit = Measure("blocked: revoked", .dollars, .sum([.revokedCredit]))
  public static let blockedHours = Measure("blocked hours", .hours, .sum([.blockedSeconds]))
  public static let outageRisk = Measure("outage risk", .probability, .share(of: .outages))
  public static let outages = Measure("outages", .count, .sum([.outages]))
  /// From the start, over the futures that have one.
  public static let firstOutage = Measure("first outage", .days, .ifAny(.firstOutage))
  public static let longestOutage = Measure("longest outage", .hours, .sum([.longestOutage]))
  public static let lowestBalance = Measure("lowest balance", .dollars, .sum([.lowestBalance]))
  public static let debt = Measure("debt", .dollars, .sum([.debt]))
  public static let reloads = Measure("reloads", .count, .sum([.reloads]))
  public static let declines = Measure("declines", .count, .sum([.declines]))

  /// In the order in which results list them.
  public static let all: [Measure] = [
    totalCost, paid, used, allowance, expired, revoked, undelivered, waste, wasteAtCost, leftOver,
    leftOverAtCost, leftOverValue, effectivePrice, blocked, noCredit, dailyCap, monthlyLimit, paymentFailed,
    allowanceUsedUp, revokedCredit, blockedHours, outageRisk, outages, firstOutage, longestOutage,
    lowestBalance, debt, reloads, declines,
  ]

  /// Of a workload, not of a plan: the same for every plan.
  public static let demand = Measure("demand", .dollars, .sum([]))
  public static let throttled = Measure("throttled", .dollars, .sum([]))

  /// The measure of this name, in any case of letters.
  public static func named(_ name: some StringProtocol) -> Measure? {
    let wanted = name.lowercased()
    return all.first { $0.name == wanted }
  }
}
