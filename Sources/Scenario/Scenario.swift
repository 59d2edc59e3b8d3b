/// A scenario, validated: what will be used, and the ways to buy. Valid by construction: only a reader that found
/// no mistake makes one. Everything is resolved: defaults filled in, repeats written out, names turned into indices.

import Demand
import Ledger
import Pricing
import Providers
import Quantities
import Results

public struct Scenario: Sendable {
  public var title: String
  public var start: Instant
  /// The first instant after the horizon.
  public var end: Instant
  /// Seconds of one step of the simulation: 900, 3,600 or 86,400; nil: none is stated (StepUsed.swift).
  public var step: Int64?
  /// Whose credit is bought: its names stand in files of costs.
  public var provider = Provider.standard
  /// The rate card with the scenario's announced changes in it.
  public var card: RateCard
  public var rounding: Rounding
  public var retirements: [Retirement] = []
  public var currency: Currency?
  public var leftOver = LeftOverWorth.asUsed
  /// The share of the dollars asked for that a plan has to serve to be called best.
  public var serveAtLeast = Ratio.percent(99)
  public var blockedWork = BlockedWork()
  public var rateLimits: [RateLimit] = []
  public var workloads: [ScenarioWorkload] = []
  /// Those that workloads follow.
  public var histories: [WorkloadHistory] = []
  /// Of the workloads' noise; pairs that are not named are 0.
  public var correlations: [Correlation] = []
  /// A family whose member is chosen is here as that member, under its own name.
  public var plans: [PurchasePlan] = []
  /// Numbers that plans state and nobody knows.
  public var unknownNumbers: [UnknownNumber] = []
  /// The plans with ranges.
  public var families: [Family] = []
  /// What its plans have to keep.
  public var gates: [Gate] = []
  /// What its owner is warned of.
  public var alerts: [ScenarioAlert] = []
  /// The same with some of its values at others.
  public var variants: [ScenarioVariant] = []
  /// Of a page of a rule book.
  public var rule: RuleNote?

  public init(
    title: String, start: Instant, end: Instant, step: Int64?, card: RateCard,
    rounding: Rounding = .nearestEven
  ) {
    self.title = title
    self.start = start
    self.end = end
    self.step = step
    self.card = card
    self.rounding = rounding
  }
}

extension Scenario {
  /// The cost of lost work, as a share of its list price.
  public var blockedWorkCosts: Ratio { blockedWork.costs }
}

/// A workload and how it signs in.
public struct ScenarioWorkload: Hashable, Sendable {
  public var workload: Workload
  public var channel: Channel
  /// Of demand in dollars: the models and their shares of the dollars at list price, which sum to 100%; none: the
  /// models are not known.
  public var statedModels: [ModelShare]
  /// Whose it is; nil: nobody's in particular.
  public var person: ScenarioPerson?

  public init(workload: Workload, channel: Channel = .apiKey, statedModels: [ModelShare] = []) {
    self.workload = workload
    self.channel = channel
    self.statedModels = statedModels
  }

  /// As the file names it: that of all its people.
  public var statedName: String { person?.workload ?? workload.name }
}

/// One of the people of a workload.
public struct ScenarioPerson: Hashable, Sendable {
  /// The workload as the file states it.
  public var workload: String
  /// Over the scenario, the heaviest user first; nil: signs in with a key, and has no seat.
  public var number: Int?

  public init(of workload: String, number: Int? = nil) { (self.workload, self.number) = (workload, number) }
}

/// Another currency at a stated rate: amounts may be written in it, and reports show it.
public struct Currency: Hashable, Sendable {
  public var code: String
  /// Dollars for one of it.
  public var rate: Nanodollars

  public init(code: String, rate: Nanodollars) {
    self.code = code
    self.rate = rate
  }
}

extension Scenario {
  /// Every model that a workload names, in the order of naming.
  public var modelsNamed: [ModelID] {
    var named: [ModelID] = []
    for workload in workloads {
      var models = workload.statedModels.map(\.model)
      if case .requests(let profile) = workload.workload.size { models += profile.mix.map(\.model) }
      for model in models where !named.contains(model) { named.append(model) }
    }
    return named
  }
}
