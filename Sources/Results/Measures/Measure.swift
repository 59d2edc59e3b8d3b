/// What is measured of a plan: one list, an entry each (`all`, below), from which every table, file, schema, gate and
/// comparison takes what it needs. Each measure is one exact whole number for each future, from which come its total,
/// mean, spread and quantiles; or the share of futures in which something happens; or a ratio of two totals.
///
///     waste          = expired + revoked + undelivered (face value); waste at cost: what was paid for them, tax included
///     refused        = the sum of its causes, at the plan's prices
///     net cost       = paid + debt + instalments - value left over: what is owed at the end was used, and the next dollar of
///                      credit goes to it
///     total cost     = net cost + stated cost of refused work at its list price, the last rounded once in each future
///     value left over: what was paid for what will be used after the end (with what comes back for the rest), or for all that
///                      is left, or a share of that, or nothing, as the scenario says (`left over`)
///     served         = used + debt - opening debt + allowance: a debt that a later lot repays was counted as used
///                      when it was repaid, one that is still owed was served as well, and the one that the account
///                      opened with was served before the start
///     effective price = total net cost / total served, at list price
///     refused share   = total refused, at list price / total of what was asked for and a rate limit did not stop
///
/// With negotiated prices `served` is at these; it is put back to list price in each future by what was asked for
/// there: x (demand - throttled) at list price / (served + blocked) at the plan's, rounded once.
///
/// A new measure over what a future's outcomes say (Outcome.swift) is one entry of `all`, and nothing else.

import Ledger
import Quantities

public struct Measure: Hashable, Sendable {
  /// As shown, and as gates, `--measure` and the pins of a suite name it.
  public let name: String
  public let unit: Unit
  public let formula: Formula
  /// Its column in the table of plans; nil: it has none. The files have every measure.
  public let column: Column?
  /// Its place among the figures in which a change is told (`lotwise diff`); nil: it is none of them.
  let change: Int?
  /// Its place among those whose range over unknown switches is told; nil: it is none of them. What is told there as
  /// the worst value is the one that makes it largest.
  let range: Int?
  /// Two results are compared by it future by future: results and pins keep its sums in batches.
  public let isCompared: Bool
  /// A gate may bound it.
  public let isBounded: Bool
  /// Its mean is made surer by control variates.
  public let isAdjusted: Bool
  /// It may be below 0.
  public let isSigned: Bool
  /// The same of one replay; nil: a replay has no such figure.
  public let ofReplay: (@Sendable (ReplayResult) -> Nanodollars)?

  /// What a base unit of a measure is and what people read.
  public enum Unit: String, CaseIterable, Hashable, Sendable {
    /// Base unit: the nano-dollar.
    case dollars
    /// Base unit: the second.
    case hours, days
    case count
    /// 0 to 1: the share of futures.
    case probability
    /// A plain factor: dollars paid for a dollar of usage.
    case ratio
    /// 0 to 1: a part of a sum of dollars.
    case share

    /// Shown in per cent.
    public var isShare: Bool { self == .probability || self == .share }

    /// Base units in one unit as people read it.
    public var baseUnits: Double {
      switch self {
      case .dollars: 1_000_000_000
      case .hours: 3_600
      case .days: 86_400
      case .count, .probability, .ratio, .share: 1
      }
    }
  }

  /// A number that every future has.
  public enum Amount: Hashable, Sendable {
    case sum([Outcome])
    case leftValue, netCost, totalCost, served, refused, asked
  }

  /// How a measure comes from its futures.
  public enum Formula: Hashable, Sendable {
    case each(Amount)
    /// Of the futures in which the outcome is 0 or more.
    case ifAny(Outcome)
    /// The share of futures in which the outcome is above a bound.
    case share(of: Outcome, above: Int64)
    /// Of the totals over all futures.
    case ratio(Amount, to: Amount)

    public var isRatio: Bool {
      if case .ratio = self { true } else { false }
    }

    static func sum(_ outcomes: Outcome...) -> Formula { .each(.sum(outcomes)) }
  }

  /// In the table of plans.
  public struct Column: Hashable, Sendable {
    let place: Int
    public let title: String
    /// With its interval beside it; else it stands by one that has one.
    public let hasInterval: Bool

    init(_ place: Int, _ title: String, hasInterval: Bool = true) {
      self.place = place
      self.title = title
      self.hasInterval = hasInterval
    }
  }

  init(
    _ name: String, _ unit: Unit, _ formula: Formula, column: Column? = nil, change: Int? = nil,
    range: Int? = nil, isCompared: Bool = false, isBounded: Bool = false, isAdjusted: Bool = false,
    isSigned: Bool = false, ofReplay: (@Sendable (ReplayResult) -> Nanodollars)? = nil
  ) {
    self.name = name
    self.unit = unit
    self.formula = formula
    self.column = column
    self.change = change
    self.range = range
    self.isCompared = isCompared
    self.isBounded = isBounded
    self.isAdjusted = isAdjusted
    self.isSigned = isSigned
    self.ofReplay = ofReplay
  }

  public static func == (a: Measure, b: Measure) -> Bool { a.name == b.name }
  public func hash(into hasher: inout Hasher) { hasher.combine(name) }

  /// Results name it only where it is not 0 (`Outcome.isNamedWhereSeen`).
  public var isNamedWhereSeen: Bool {
    switch formula {
    case .each(.sum(let added)): !added.isEmpty && added.allSatisfy(\.isNamedWhereSeen)
    case .share(let of, _): of.isNamedWhereSeen
    default: false
    }
  }

  /// For machines: `blocked_no_credit`.
  public var key: String {
    String(name.filter { $0 != ":" }.map { $0 == " " ? "_" : $0 })
  }
}

// MARK: The list

extension Measure {
  /// In the order in which results list them. Those that code asks for by name are stated below, in the same order.
  public static let all: [Measure] = [
    totalCost,
    paid,
    netCost,
    used,
    Measure("allowance", .dollars, .sum(.allowance)),
    served,
    expired,
    revoked,
    undelivered,
    waste,
    wasteAtCost,
    leftOver,
    leftOverAtCost,
    usedAfterEnd,
    worthAfterEnd,
    Measure("waste to come", .dollars, .sum(.wasteLater), isBounded: true),
    wasteToCome,
    Measure("refunds to come", .dollars, .sum(.refundedLater)),
    valueLeftOver,
    effectivePrice,
    refusedShare,
    blocked,
    Measure("blocked: no credit", .dollars, .sum(.noCredit)),
    Measure("blocked: daily cap", .dollars, .sum(.dailyCap)),
    Measure("blocked: monthly limit", .dollars, .sum(.monthlyLimit)),
    Measure("blocked: tier limit", .dollars, .sum(.tierLimit)),
    Measure("blocked: payment failed", .dollars, .sum(.paymentFailed)),
    Measure("blocked: allowance used up", .dollars, .sum(.allowanceUsedUp)),
    Measure("blocked: revoked", .dollars, .sum(.revokedCredit)),
    Measure("blocked: account closed", .dollars, .sum(.accountClosed)),
    Measure("blocked: weekly limit", .dollars, .sum(.weeklyLimit)),
    Measure("blocked hours", .hours, .sum(.blockedSeconds), isBounded: true),
    outageRisk,
    cutOffRisk,
    closedRisk,
    Measure("outages", .count, .sum(.outages), isBounded: true),
    firstOutage,
    Measure("longest outage", .hours, .sum(.longestOutage), isBounded: true),
    Measure("lowest balance", .dollars, .sum(.lowestBalance), isBounded: true, isSigned: true),
    Measure("debt", .dollars, .sum(.debt), isBounded: true),
    Measure("corrected", .dollars, .sum(.corrected), isSigned: true),
    Measure("instalments to come", .dollars, .sum(.instalments)),
    cashInDay,
    cashIn24Hours,
    Measure("reloads", .count, .sum(.reloads), isBounded: true),
    declines,
  ]

  public static let totalCost = Measure(
    "total cost", .dollars, .each(.totalCost), column: Column(1, "total cost"), change: 1, range: 1,
    isCompared: true, isBounded: true, isAdjusted: true, isSigned: true)
  public static let paid = Measure(
    "paid", .dollars, .sum(.paid), column: Column(2, "cash paid (one in twenty above)", hasInterval: false),
    change: 2, isCompared: true,
    isBounded: true, isAdjusted: true, ofReplay: \.cash)
  public static let netCost = Measure("net cost", .dollars, .each(.netCost), isSigned: true)
  public static let used = Measure(
    "used", .dollars, .sum(.used), isCompared: true, isBounded: true, ofReplay: \.totals.used)
  public static let served = Measure("served", .dollars, .each(.served), isBounded: true)
  public static let expired = Measure("expired", .dollars, .sum(.expired))
  public static let revoked = Measure("revoked", .dollars, .sum(.revoked))
  public static let undelivered = Measure("undelivered", .dollars, .sum(.undelivered))
  public static let waste = Measure(
    "waste", .dollars, .sum(.expired, .revoked, .undelivered), change: 3, range: 3, isCompared: true,
    isBounded: true, isAdjusted: true, ofReplay: \.wasted)
  public static let wasteAtCost = Measure(
    "waste at cost", .dollars, .sum(.wasteAtCost),
    column: Column(4, "waste, in money paid (to come)", hasInterval: false),
    isBounded: true)
  public static let leftOver = Measure(
    "left over", .dollars, .sum(.left), isBounded: true, ofReplay: \.totals.left)
  public static let leftOverAtCost = Measure("left over at cost", .dollars, .sum(.leftAtCost))
  public static let usedAfterEnd = Measure("used after the end", .dollars, .sum(.usedLater))
  /// What was paid for what is used after the end.
  public static let worthAfterEnd = Measure("worth after the end", .dollars, .sum(.usedLaterWorth))
  /// What was paid for what is left over and will be lost after all.
  public static let wasteToCome = Measure(
    "waste to come at cost", .dollars, .sum(.wasteLaterAtCost), isBounded: true)
  public static let valueLeftOver = Measure("value left over", .dollars, .each(.leftValue))
  public static let effectivePrice = Measure(
    "effective price", .ratio, .ratio(.netCost, to: .served),
    column: Column(6, "a served dollar costs", hasInterval: false), change: 6, isBounded: true)
  public static let refusedShare = Measure(
    "refused share", .share, .ratio(.refused, to: .asked), column: Column(3, "refused", hasInterval: false),
    isBounded: true)
  public static let blocked = Measure(
    "blocked", .dollars, .each(.sum(Outcome.blockedCauses)), change: 4, isCompared: true, isBounded: true,
    ofReplay: \.blocked)
  public static let outageRisk = Measure(
    "outage risk", .probability, .share(of: .outages, above: 0), change: 5, range: 2, isCompared: true,
    isBounded: true)
  /// Of an outage of more than an hour.
  public static let cutOffRisk = Measure(
    "risk of an outage over an hour", .probability, .share(of: .longestOutage, above: 3_600),
    column: Column(5, "cut off for over an hour (at all)", hasInterval: false), isBounded: true)
  /// Of an account that the provider closes, for a time or for good.
  public static let closedRisk = Measure(
    "risk of a closed account", .probability, .share(of: .closings, above: 0), isBounded: true)
  public static let cashInDay = Measure("cash out in a day", .dollars, .sum(.cashInDay), isBounded: true)
  public static let cashIn24Hours = Measure(
    "cash out in 24 hours", .dollars, .sum(.cashIn24Hours), isBounded: true)
  /// From the start, over the futures that have one.
  public static let firstOutage = Measure("first outage", .days, .ifAny(.firstOutage))
  public static let declines = Measure("declines", .count, .sum(.declines))

  /// Of a workload, not of a plan: the same for every plan.
  public static let demand = Measure("demand", .dollars, .sum())
  public static let throttled = Measure("throttled", .dollars, .sum())
}

// MARK: Who takes part in what

extension Measure {
  /// What was refused, by cause, in the order of `Outcome.blockedCauses`.
  public static let refusals = all.filter { $0.name.hasPrefix("blocked: ") }

  /// The columns of the table of plans, from the left.
  public static let columns = placed { $0.column?.place }
  /// In which a change is told.
  public static let told = placed(\.change)
  /// Whose range over unknown switches is told.
  public static let ranged = placed(\.range)
  public static let compared = all.filter(\.isCompared)
  public static let bounded = all.filter(\.isBounded)

  private static func placed(_ place: (Measure) -> Int?) -> [Measure] {
    all.compactMap { measure in place(measure).map { (place: $0, measure: measure) } }
      .sorted { $0.place < $1.place }.map(\.measure)
  }

  /// The measure of this name, in any case of letters.
  public static func named(_ name: some StringProtocol) -> Measure? {
    let wanted = name.lowercased()
    return all.first { $0.name == wanted }
  }
}
