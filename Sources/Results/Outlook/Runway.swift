/// How long an account lasts as it stands, or under one plan: when work is first refused, what expires unused, what may be charged,
/// and by when to buy. Amounts are nano-dollars; Analysis/RunwayOutlook.swift finds it.

import Ledger
import Quantities

public struct Runway: Sendable {
  /// A day that nobody can name exactly; nil: not within the horizon.
  public struct Moment: Hashable, Sendable {
    public let percent: Int
    public let at: Instant?
    /// Ends of its 95 % interval; nil: not within the horizon.
    public let earliest: Instant?
    public let latest: Instant?

    public init(percent: Int, at: Instant?, earliest: Instant?, latest: Instant?) {
      (self.percent, self.at, self.earliest, self.latest) = (percent, at, earliest, latest)
    }
  }

  /// A lot that is held, or listed to come.
  public struct Lot: Hashable, Sendable {
    public let name: String
    public let source: Source
    public let face: Int64
    /// Nil: never.
    public let expires: Instant?
    /// In a future on average, those after the horizon included.
    public let unused: Double
    /// Futures in which some of it expires within the horizon.
    public let expiring: Double

    public init(
      name: String, source: Source, face: Int64, expires: Instant?, unused: Double, expiring: Double
    ) {
      self.name = name
      self.source = source
      self.face = face
      self.expires = expires
      self.unused = unused
      self.expiring = expiring
    }
  }

  public struct Cause: Hashable, Sendable {
    public let measure: Measure
    /// Of all that is refused.
    public let share: Double

    public init(measure: Measure, share: Double) { (self.measure, self.share) = (measure, share) }
  }

  public let title: String
  public let plan: String
  /// Nothing is bought: what is held is all there is.
  public let buysNothing: Bool
  public let start: Instant
  public let end: Instant
  public let seed: UInt64
  public let paths: Int
  /// Credit that can be used at the start, and what is owed then.
  public let held: Int64
  public let debt: Int64
  /// At list price, on average over the horizon.
  public let usagePerDay: Double
  /// When work is first refused: P10, P50, P90.
  public let dry: [Moment]
  /// Within the horizon at all; and before a date that was asked for.
  public let ever: Probability
  public let before: Before?
  /// The largest first.
  public let causes: [Cause]
  /// Credit that is there by then comes in time in 95 of 100 futures; nil: there is no such day within the horizon, or credit is not
  /// what is lacking.
  public let buyBy: Instant?
  /// What one day may charge: on average, in one future of twenty more than, and at most.
  public let charge: (mean: Double, p95: Int64, most: Int64)
  public let lots: [Lot]

  /// Most of what is refused would be served if there were more credit.
  public var lacksCredit: Bool { Runway.lacksCredit(causes) }

  package static func lacksCredit(_ causes: [Cause]) -> Bool {
    guard let main = causes.first else { return true }
    return ["no credit", "payment failed", "revoked"].contains { main.measure.name.hasSuffix(": \($0)") }
  }

  public struct Before: Hashable, Sendable {
    public let date: Instant
    public let chance: Probability

    public init(date: Instant, chance: Probability) { (self.date, self.chance) = (date, chance) }
  }

  public init(
    title: String, plan: String, buysNothing: Bool, start: Instant, end: Instant, seed: UInt64, paths: Int,
    held: Int64, debt: Int64, usagePerDay: Double, dry: [Moment], ever: Probability, before: Before?,
    causes: [Cause], buyBy: Instant?, charge: (mean: Double, p95: Int64, most: Int64), lots: [Lot]
  ) {
    self.title = title
    self.plan = plan
    self.buysNothing = buysNothing
    self.start = start
    self.end = end
    self.seed = seed
    self.paths = paths
    self.held = held
    self.debt = debt
    self.usagePerDay = usagePerDay
    self.dry = dry
    self.ever = ever
    self.before = before
    self.causes = causes
    self.buyBy = buyBy
    self.charge = charge
    self.lots = lots
  }
}
