/// What a provider is: a rate card, and beside it what no rule of the ledger knows by itself: tiers, rate
/// limits, seat plans, how long credit lasts, caps, the names that invoices bear, caveats. All of it is data
/// (Tables.swift reads it), dated, with a source for each row.
///
/// An entry holds on `[from, to)`. Before the first entry of its name the first one stands in: a scenario that
/// begins earlier looks forward to it. From the last one's `to` on it is not offered any more.

import Ledger
import Pricing
import Quantities

public struct Provider: Sendable {
  public let card: RateCard
  /// By their texts, all of `Fact`.
  let facts: [Fact: String]
  let tiers: [Tier]
  let limits: [TierLimit]
  let classes: [ModelClass]
  let plans: [SeatPlan]
  let validities: [CreditValidity]
  let caps: [DailyCap]
  let caveats: [String: String]

  /// As `rates` and `extends` write it.
  public var name: String { card.name }
}

/// Something that holds for a time.
protocol Timed {
  var name: String { get }
  var from: Instant { get }
  var to: Instant { get }
}

extension Array where Element: Timed {
  /// The entry of this name at an instant; nil if there is none any more.
  func entry(_ name: String, at instant: Instant) -> Element? {
    let own = filter { $0.name == name }
    return own.last { $0.from <= instant }.flatMap { instant < $0.to ? $0 : nil }
      ?? own.first.flatMap { instant < $0.from ? $0 : nil }
  }

  /// Each name once, in the order of the table.
  var names: [String] {
    var names: [String] = []
    for entry in self where !names.contains(entry.name) { names.append(entry.name) }
    return names
  }
}

/// A text or a number that there is one of; required all.
enum Fact: String, CaseIterable {
  /// What a file of costs calls them (FOCUS).
  case provider, publisher, service
  case serviceCategory = "service category"
  case serviceSubcategory = "service subcategory"
  /// The tier of an account that names none.
  case standardTier = "standard tier"
  /// Of an allowance's session that states none.
  case sessionLength = "session length"
  /// What messages and help show as examples.
  case exampleModel = "example model"
  case usualModel = "usual model"
  case countedModel = "counted model"
  case examplePlan = "example plan"
  case ratesExample = "rates example"
}

extension Provider {
  private func fact(_ name: Fact) -> String { facts[name] ?? "" }

  // MARK: Names

  public var title: String { fact(.provider) }
  public var publisher: String { fact(.publisher) }
  public var service: String { fact(.service) }
  public var serviceCategory: String { fact(.serviceCategory) }
  public var serviceSubcategory: String { fact(.serviceSubcategory) }

  // MARK: Examples

  public var exampleModel: String { fact(.exampleModel) }
  public var usualModel: String { fact(.usualModel) }
  public var countedModel: String { fact(.countedModel) }
  public var examplePlan: String { fact(.examplePlan) }
  public var ratesExample: String { fact(.ratesExample) }

  // MARK: Tiers

  /// What the provider lets an account spend in a calendar month.
  public struct Tier: Hashable, Sendable, Timed {
    public let name: String
    public let from: Instant
    public let to: Instant
    /// Nil: none.
    public let monthlyCap: Nanodollars?
    /// The only channel whose use counts; nil: all.
    public let channel: Channel?
    public let source: String
  }

  public var tierNames: [String] { tiers.names }
  public var standardTier: String { fact(.standardTier) }

  /// Nil: not offered any more.
  public func tier(_ name: String, at instant: Instant) -> Tier? { tiers.entry(name, at: instant) }

  /// What passes in a minute, for models that share it.
  public struct SharedLimit: Hashable, Sendable {
    public var models: Set<String>
    public var requests: Int64?
    public var inputTokens: Int64?
    public var outputTokens: Int64?
  }

  struct TierLimit: Sendable, Timed {
    /// Of tier and class, which is "" for the models that are in none with a limit of its own.
    let tier: String
    let modelClass: String
    let from: Instant
    let to: Instant
    let requests: Int64?
    let inputTokens: Int64?
    let outputTokens: Int64?

    var name: String { TierLimit.name(tier, modelClass) }
    static func name(_ tier: String, _ modelClass: String) -> String { "\(tier)/\(modelClass)" }
  }

  /// Models that share their limits: those whose name one of the patterns matches.
  struct ModelClass: Sendable {
    let name: String
    let patterns: [String]
  }

  /// The limits of a tier for the models of a card, class by class: a model that is in no class has its
  /// limits for itself.
  public func rateLimits(tier: String, models: [String], at instant: Instant) -> [SharedLimit] {
    var shared: [(name: String, isClass: Bool, models: Set<String>)] = []
    for model in models {
      let own = classes.first { $0.patterns.contains { matches(model, pattern: $0) } }
      let name = own?.name ?? model
      if let known = shared.firstIndex(where: { $0.name == name && $0.isClass == (own != nil) }) {
        shared[known].models.insert(model)
      } else {
        shared.append((name, own != nil, [model]))
      }
    }
    return shared.compactMap { entry in
      let own = entry.isClass ? limits.entry(TierLimit.name(tier, entry.name), at: instant) : nil
      guard let limit = own ?? limits.entry(TierLimit.name(tier, ""), at: instant) else { return nil }
      return SharedLimit(
        models: entry.models, requests: limit.requests, inputTokens: limit.inputTokens,
        outputTokens: limit.outputTokens)
    }
  }

  // MARK: Seat plans

  /// A subscription that is sold by the seat.
  public struct SeatPlan: Hashable, Sendable, Timed {
    public let name: String
    public let from: Instant
    public let to: Instant
    /// Of one seat, a month, before tax.
    public let price: Nanodollars
    /// That one seat brings each month.
    public let credit: Nanodollars
    /// The most that all seats bring together; nil: any.
    public let creditCap: Nanodollars?
    /// What its credit pays for; nil: all channels.
    public let channel: Channel?
    /// What it was called before; nil: the same.
    public let formerly: String?
    public let source: String

    /// Of all seats, a month. Both are checked to be ledger amounts for the most seats that a file may name.
    public func price(seats: Int) -> Nanodollars { Nanodollars(price.count * Int64(seats)) }
    public func credit(seats: Int) -> Nanodollars {
      let whole = Nanodollars(credit.count * Int64(seats))
      return creditCap.map { min($0, whole) } ?? whole
    }
  }

  public var planNames: [String] { plans.names }

  /// The present names, and then the former ones with what they are called now.
  public var planNamesAsWritten: [(name: String, value: String)] {
    let present = planNames.map { (name: $0, value: $0) }
    return plans.reduce(into: present) { names, plan in
      guard let former = plan.formerly, !names.contains(where: { $0.name == former }) else { return }
      names.append((former, plan.name))
    }
  }

  /// Nil: not sold any more.
  public func plan(_ name: String, at instant: Instant) -> SeatPlan? { plans.entry(name, at: instant) }

  // MARK: Credit

  struct CreditValidity: Sendable, Timed {
    let credit: Source
    let from: Instant
    let to: Instant
    let validity: StatedValidity

    var name: String { credit.rawValue }
  }

  /// How long credit lasts, and how that is written.
  public struct StatedValidity: Hashable, Sendable {
    public let text: String
    public let validity: Validity
  }

  /// Of credit from a source that says nothing of its own. Every source has one (the reader sees to it).
  public func validity(of credit: Source, at instant: Instant) -> StatedValidity {
    guard let entry = validities.entry(credit.rawValue, at: instant) else {
      preconditionFailure("the validity of \(credit.rawValue) credit has no end")
    }
    return entry.validity
  }

  /// A cap on what is drawn in a day, which holds with a subscription unless the file states one.
  public struct DailyCap: Hashable, Sendable, Timed {
    /// Of what the provider calls the credit it is about.
    public let name: String
    public let from: Instant
    public let to: Instant
    public let amount: Nanodollars
    /// As the table writes it, which is how a file writes it.
    public let text: String
    public let zone: Zone
    public let zoneName: String
    public let channel: Channel?
    public let source: String
  }

  public func dailyCaps(at instant: Instant) -> [DailyCap] {
    caps.names.compactMap { caps.entry($0, at: instant) }
  }

  /// Of an allowance's session that states none, as a file writes it.
  public var sessionLength: String { fact(.sessionLength) }

  // MARK: Caveats

  /// What a page must say of credit that was resold, or nothing.
  public var resaleCaveat: String? { caveats["resale"] }
  /// The same in a few words, for a table.
  public var resaleNote: String? { caveats["resale in short"] }
}

/// Whether a name is one that a pattern stands for: `*` is any run of letters, also none.
func matches(_ name: String, pattern: String) -> Bool {
  let (name, pattern) = (Array(name.utf8), Array(pattern.utf8))
  // The last star, and where the name is tried again after it.
  var (at, in_, star, retry) = (0, 0, -1, 0)
  while at < name.count {
    if in_ < pattern.count, pattern[in_] == UInt8(ascii: "*") {
      (star, retry) = (in_, at)
      in_ += 1
    } else if in_ < pattern.count, pattern[in_] == name[at] {
      at += 1
      in_ += 1
    } else if star >= 0 {
      retry += 1
      (at, in_) = (retry, star + 1)
    } else {
      return false
    }
  }
  return pattern[in_...].allSatisfy { $0 == UInt8(ascii: "*") }
}
