/// What a scenario comes to with some of its values at others, as plain values: Analysis/VariantRuns.swift finds it.

public struct VariantResult: Sendable {
  public let name: String
  /// What it sets, as the file has it.
  public let settings: [String]
  /// Simulated: the first ones of the comparison's own.
  public let futures: Int
  /// At list price, on average; nano-dollars.
  public let usage: Double
  /// In the variant's order.
  public let plans: [VariantPlan]
  /// The first answer there, into these plans.
  public let answer: Answer
  /// What total cost does from the plan to go by in the scenario to the answer of the variant; nil where either has none.
  public let best: PairedChange?

  public init(
    name: String, settings: [String], futures: Int, usage: Double, plans: [VariantPlan], answer: Answer,
    best: PairedChange?
  ) {
    self.name = name
    self.settings = settings
    self.futures = futures
    self.usage = usage
    self.plans = plans
    self.answer = answer
    self.best = best
  }

  public subscript(plan: String) -> VariantPlan? { plans.first { $0.name == plan } }
}

/// One plan under a variant.
public struct VariantPlan: Sendable {
  public let name: String
  /// Total cost, future by future against the plan of that name in the scenario; nil: it has none.
  public let change: PairedChange?
  /// Means, in nano-dollars.
  public let cost: Double
  public let paid: Double
  /// Of the dollars asked for.
  public let refused: Double
  public let outageRisk: Double
  /// In the running for the first answer.
  public let isServing: Bool

  public init(
    name: String, change: PairedChange?, cost: Double, paid: Double, refused: Double, outageRisk: Double,
    isServing: Bool
  ) {
    self.name = name
    self.change = change
    self.cost = cost
    self.paid = paid
    self.refused = refused
    self.outageRisk = outageRisk
    self.isServing = isServing
  }
}
