/// What a comparison finds: plain values for a table, a sentence, JSON or a page. Amounts are in nano-dollars
/// and times in seconds, totals and quantiles exactly; the units of a measure say what people read.

import Ledger
import Quantities

public struct ComparisonResult: Sendable {
  public let title: String
  public let start: Instant
  public let end: Instant
  public let seed: UInt64
  /// Simulated, of so many asked for.
  public let paths: Int
  public let asked: Int
  public let wasInterrupted: Bool
  public let leftOver: LeftOverWorth
  /// The cost of refused work, as a share of its list price; and how long it waits to be tried again (nil: not at all).
  public let blockedWorkCosts: Ratio
  public let patience: Int64?
  /// At list price, of all workloads; and what rate limits hold back of it. Nil: no futures.
  public let demand: Estimate?
  public let throttled: Estimate?
  /// By workload and model.
  public let usage: [UsageShare]
  /// The instants at which the calendar months (UTC) of the horizon begin, the first of them the start; and what is asked
  /// for in each, at list price.
  public let months: [Instant]
  public let usageByMonth: [Band]
  /// In the scenario's order.
  public var plans: [PlanResult]
  /// Each pair once, the one listed first as `a`: all of them, or of many plans some (Pairs.swift).
  public let pairs: [PairResult]
  public let ranking: Ranking
  /// As the scenario says first, then the other ways to value what is left over.
  public let leftOverViews: [LeftOverView]
  /// The plans with unknown switches.
  public let unknown: [UnknownRules]
  /// The control variates that were there to be used.
  public let controls: [String]
  /// What moves the total cost of each plan, and the gap between the two cheapest.
  public let sensitivities: [Sensitivity]
  /// The rule that said how many futures are enough: its measure has the intervals that it earned. Nil: there was none.
  public let stopped: StoppedBy?
  /// Of very many futures: what was kept of them. Nil: all of them.
  public let summedUp: SummedUp?
  /// What would change the answer; nil: nobody asked.
  public var turningPoints: TurningPoints?
  /// Numbers that nobody knows, and at which value of each the answer turns.
  public var unknownNumbers: [UnknownNumberResult] = []
  /// What its owner would be warned of.
  public var alerts: [AlertResult] = []
  /// The same with some values of the scenario at others.
  public var variants: [VariantResult] = []

  public init(
    title: String, start: Instant, end: Instant, seed: UInt64, paths: Int, asked: Int, wasInterrupted: Bool,
    leftOver: LeftOverWorth, blockedWorkCosts: Ratio, patience: Int64?, demand: Estimate?,
    throttled: Estimate?, usage: [UsageShare], months: [Instant], usageByMonth: [Band], plans: [PlanResult],
    pairs: [PairResult], ranking: Ranking, leftOverViews: [LeftOverView], unknown: [UnknownRules],
    controls: [String],
    sensitivities: [Sensitivity], stopped: StoppedBy? = nil, summedUp: SummedUp? = nil,
    turningPoints: TurningPoints? = nil
  ) {
    self.title = title
    self.start = start
    self.end = end
    self.seed = seed
    self.paths = paths
    self.asked = asked
    self.wasInterrupted = wasInterrupted
    self.leftOver = leftOver
    self.blockedWorkCosts = blockedWorkCosts
    self.patience = patience
    self.usage = usage
    self.months = months
    self.usageByMonth = usageByMonth
    self.leftOverViews = leftOverViews
    self.demand = demand
    self.throttled = throttled
    self.plans = plans
    self.pairs = pairs
    self.ranking = ranking
    self.unknown = unknown
    self.controls = controls
    self.sensitivities = sensitivities
    self.stopped = stopped
    self.summedUp = summedUp
    self.turningPoints = turningPoints
  }

  /// The plan to go by, in words, budgets, bills and examples: the first answer, or, where none is in the running for it, the
  /// plan that comes nearest: one that keeps the provider's terms and refuses the least. Nil: nothing is ranked.
  public var planToGoBy: Int? {
    if let serving = ranking.serving.plan { return serving }
    func rank(_ plan: Int) -> (Int, Double) {
      (ranking.standings[plan].keepsTerms ? 0 : 1, plans[plan][.refusedShare]?.mean ?? 0)
    }
    return ranking.order.min { rank($0) < rank($1) }
  }

  /// The comparison of two plans, whichever was listed first: `a` less `b`.
  public func pair(_ a: Int, _ b: Int) -> PairResult? {
    if let pair = pairs.first(where: { $0.a == a && $0.b == b }) { return pair }
    return pairs.first { $0.a == b && $0.b == a }?.swapped
  }
}

/// Of more futures than are kept one by one, sums are kept, and tables of how many are near which number.
public struct SummedUp: Hashable, Sendable {
  /// So many of the first futures were kept as they are: unknown rules, what moves the cost, what the worth of the rest changes, and
  /// the controls' slopes come from these.
  public let kept: Int

  public init(kept: Int) { self.kept = kept }

  /// A quantile is known to this part of its distance from the median of the kept futures.
  public static let part = 1_024
}

/// One plan, its switches at their defaults where they are unknown.
public struct PlanResult: Sendable {
  /// Into the scenario's plans.
  public let plan: Int
  public let name: String
  /// Some lot or trigger of it buys from a reseller, which breaks the provider's terms.
  public let usesReseller: Bool
  /// In the order of `Measure.all`, without those that do not exist here: no outage in any future has no first
  /// outage, and where nothing was served there is no effective price.
  public private(set) var estimates: [Estimate]
  public let lots: [LotResult]
  /// The total cost that 0, 2.5, 5, ... 100 % of the futures do not exceed: 41 numbers that occurred.
  public let costQuantiles: [Int64]
  /// By day from the start.
  public let days: [DayBand]
  /// By the result's months.
  public let months: [MonthOfPlan]
  /// Listed purchases, triggers, fees.
  public let buying: [Buying]
  /// Of `Measure.compared`, to compare this result with another one.
  public let batches: [Batches]

  public init(
    plan: Int, name: String, usesReseller: Bool, estimates: [Estimate], lots: [LotResult],
    costQuantiles: [Int64], days: [DayBand], months: [MonthOfPlan], buying: [Buying], batches: [Batches]
  ) {
    self.plan = plan
    self.name = name
    self.usesReseller = usesReseller
    self.estimates = estimates
    self.lots = lots
    self.costQuantiles = costQuantiles
    self.days = days
    self.months = months
    self.buying = buying
    self.batches = batches
  }

  public subscript(measure: Measure) -> Estimate? { estimates.first { $0.measure == measure } }

  /// Knows the mean of a measure better.
  public mutating func adjust(_ measure: Measure, _ adjusted: Adjusted) {
    estimates = estimates.map { $0.measure == measure ? $0.adjusted(adjusted) : $0 }
  }

  public var outageRisk: Probability? {
    self[.outageRisk].map { Probability(count: Int($0.total ?? 0), of: $0.futures, interval: $0.interval) }
  }
}

/// A listed purchase, or all lots of one trigger.
public struct LotResult: Sendable {
  public let name: String
  public let source: Source
  public let isTrigger: Bool
  /// Lots ordered in a future, on average.
  public let orders: Double
  /// Of a future, on average.
  public let face: Double
  public let price: Double
  /// The probability that some of it expires unused; that some of it is lost in any way.
  public let expiresUnused: Probability
  public let isLost: Probability
  /// Expected loss of a future: expired, revoked and undelivered, face value and its share of the price paid.
  public let expired: Double
  public let expiredAtCost: Double
  public let lost: Double
  public let lostAtCost: Double
  /// Face value, of a future on average.
  public let used: Double
  public let revoked: Double
  public let undelivered: Double
  public let left: Double
  /// Of what is left: used after the end, and lost after all.
  public let usedLater: Double
  public let lostLater: Double

  public init(
    name: String, source: Source, isTrigger: Bool, orders: Double, face: Double, price: Double,
    expiresUnused: Probability, isLost: Probability, expired: Double, expiredAtCost: Double, lost: Double,
    lostAtCost: Double, used: Double, revoked: Double, undelivered: Double, left: Double, usedLater: Double,
    lostLater: Double
  ) {
    self.name = name
    self.source = source
    self.isTrigger = isTrigger
    self.orders = orders
    self.face = face
    self.price = price
    self.expiresUnused = expiresUnused
    self.isLost = isLost
    self.expired = expired
    self.expiredAtCost = expiredAtCost
    self.lost = lost
    self.lostAtCost = lostAtCost
    self.used = used
    self.revoked = revoked
    self.undelivered = undelivered
    self.left = left
    self.usedLater = usedLater
    self.lostLater = lostLater
  }
}

/// One day in all futures.
public struct DayBand: Sendable {
  public let day: Int
  /// The balance at the day's end; nil where no balances were kept.
  public let balance: Band?
  /// In an outage at some time of the day.
  public let outage: Probability

  public init(
    day: Int, balance: Band?, outage: Probability
  ) {
    self.day = day
    self.balance = balance
    self.outage = outage
  }

  public struct Band: Hashable, Sendable {
    public let p05: Int64
    public let p50: Int64
    public let p95: Int64

    public init(
      p05: Int64, p50: Int64, p95: Int64
    ) {
      self.p05 = p05
      self.p50 = p50
      self.p95 = p95
    }
  }
}

/// Two plans on the same futures, by total cost: `a` less `b`, so that below 0 `a` is the cheaper.
public struct PairResult: Sendable {
  /// Into the result's plans.
  public let a: Int
  public let b: Int
  public let difference: Difference
  /// Futures in which `a` is strictly cheaper, in which `b` is; in the others they cost the same.
  public let aCheaper: Probability
  public let bCheaper: Probability

  /// Of so many plans every two are compared; of more, as work and result would grow with the square of them, each against
  /// the cheapest and against the next in the order of mean cost. At the boundary: of 24 plans all 276 pairs, of 25 plans 47.
  public static let mostPlans = 24

  public init(
    a: Int, b: Int, difference: Difference, aCheaper: Probability, bCheaper: Probability
  ) {
    self.a = a
    self.b = b
    self.difference = difference
    self.aCheaper = aCheaper
    self.bCheaper = bCheaper
  }

  public var same: Int { aCheaper.of - aCheaper.count - bCheaper.count }

  public var swapped: PairResult {
    PairResult(a: b, b: a, difference: difference.negated, aCheaper: bCheaper, bCheaper: aCheaper)
  }
}

/// A difference future by future: common chance cancels out.
public struct Difference: Hashable, Sendable {
  public let mean: Double
  public let standardError: Double
  /// 95 %.
  public let interval: Interval
  public let adjusted: Adjusted?
  /// What the replicates of the futures say of the error; nil: it is that of independent futures.
  public let replication: Replication?

  public init(
    mean: Double, standardError: Double, interval: Interval, adjusted: Adjusted?,
    replication: Replication? = nil
  ) {
    self.replication = replication
    self.mean = mean
    self.standardError = standardError
    self.interval = interval
    self.adjusted = adjusted
  }

  /// To go by: adjusted where that is surer.
  public var best: (mean: Double, standardError: Double, interval: Interval) {
    if let adjusted { return (adjusted.mean, adjusted.standardError, adjusted.interval) }
    return (mean, standardError, interval)
  }

  /// The interval to go by holds 0: more futures are needed to tell which is less, if either is.
  public var isWithinNoise: Bool { best.interval.low <= 0 && best.interval.high >= 0 }

  var negated: Difference {
    Difference(
      mean: -mean, standardError: standardError, interval: interval.negated,
      adjusted: adjusted.map {
        Adjusted(
          mean: -$0.mean, standardError: $0.standardError, interval: $0.interval.negated, factor: $0.factor)
      }, replication: replication)
  }
}

/// A plan with switches whose value nobody knows: every combination, or a design of fewer, over the same futures.
public struct UnknownRules: Sendable {
  /// Into the result's plans.
  public let plan: Int
  /// Combinations run, of so many that there are; `mostCombinations`: that many or more.
  public let variants: Int
  public let combinations: Int
  /// Over those that were run: of total cost, outage risk, waste.
  public let ranges: [MeasureRange]
  public let switches: [SwitchResult]

  public static let mostCombinations = 1_000_000_000

  public var isComplete: Bool { variants == combinations }

  public init(
    plan: Int, variants: Int, combinations: Int, ranges: [MeasureRange], switches: [SwitchResult]
  ) {
    self.plan = plan
    self.variants = variants
    self.combinations = combinations
    self.ranges = ranges
    self.switches = switches
  }
}

/// The smallest and the largest mean among some variants, with the settings that give them.
public struct MeasureRange: Sendable {
  public let measure: Measure
  public let low: Double
  public let high: Double
  public let lowSettings: [(name: String, value: String)]
  public let highSettings: [(name: String, value: String)]

  public init(
    measure: Measure, low: Double, high: Double, lowSettings: [(name: String, value: String)],
    highSettings: [(name: String, value: String)]
  ) {
    self.measure = measure
    self.low = low
    self.high = high
    self.lowSettings = lowSettings
    self.highSettings = highSettings
  }
}

/// One unknown switch; two of the same name are apart, in the plan's order.
public struct SwitchResult: Sendable {
  public let name: String
  /// The default first.
  public let values: [SwitchValue]
  /// Which value hurts, for each of the measures.
  public let effects: [SwitchEffect]

  public init(
    name: String, values: [SwitchValue], effects: [SwitchEffect]
  ) {
    self.name = name
    self.values = values
    self.effects = effects
  }
}

public struct SwitchValue: Sendable {
  public let name: String
  /// Over the variants with this value.
  public let ranges: [MeasureRange]

  public init(
    name: String, ranges: [MeasureRange]
  ) {
    self.name = name
    self.ranges = ranges
  }
}

/// The value that makes a measure largest, against the one that makes it smallest, future by future: averaged over the
/// settings of the other switches under which each value of this one was run (with all combinations, over all of them).
public struct SwitchEffect: Sendable {
  public let measure: Measure
  /// Into the switch's values; the earlier of equals.
  public let worst: Int
  public let mildest: Int
  /// Worst less mildest.
  public let difference: Difference

  public init(
    measure: Measure, worst: Int, mildest: Int, difference: Difference
  ) {
    self.measure = measure
    self.worst = worst
    self.mildest = mildest
    self.difference = difference
  }
}
