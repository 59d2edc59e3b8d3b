/// Which plan to choose: the three answers of Results/Comparison/Answers.swift, from total costs future by future and from
/// what each plan refuses, pays and breaks.

import Numerics
import Quantities
import Results
import Scenario
import Simulation

/// What decides between plans beside their total costs.
struct PlanFacts: Sendable {
  let cost: Double
  /// Means over the futures; nano-dollars.
  let refused: Double
  let asked: Double
  let paid: Double
  /// The most within any 24 hours.
  let peak: Double
  let keepsTerms: Bool

  /// The same at another cost.
  func costing(_ cost: Double) -> PlanFacts {
    PlanFacts(
      cost: cost, refused: refused, asked: asked, paid: paid, peak: peak, keepsTerms: keepsTerms)
  }

  /// Of the dollars asked for.
  var served: Double { asked > 0 ? 1 - refused / asked : 1 }
}

struct Answering {
  /// A difference below this share of the cost is a tie, whatever its interval.
  static let hair = 0.005
  /// Refused dollars that differ by less than this share of what is asked for decide nothing.
  static let fewRefused = 0.001

  let facts: [PlanFacts]
  let standings: [Standing]
  let hasGates: Bool
  /// Plans by mean cost, the cheapest first.
  let order: [Int]

  init(_ facts: [PlanFacts], gates: [[GateFinding]], serveAtLeast: Ratio) {
    self.facts = facts
    hasGates = gates.contains { !$0.isEmpty }
    let least = Double(serveAtLeast.millionths) / 1e6
    standings = facts.indices.map {
      // Rounding of a share that is met exactly.
      Standing(
        servesEnough: facts[$0].served >= least - 1e-12, keepsTerms: facts[$0].keepsTerms, gates: gates[$0])
    }
    order = facts.indices.sorted { (facts[$0].cost, $0) < (facts[$1].cost, $1) }
  }

  private var serving: [Int] { order.filter { standings[$0].isServing } }
  private var withinLimits: [Int] { order.filter { standings[$0].keepsLimits } }

  /// The cheapest of each question: against these every other plan is compared.
  var leaders: [Int] { [serving.first, hasGates ? withinLimits.first : nil, order.first].compactMap(\.self) }

  /// `isWithin`: whether the difference of two plans lies inside its interval.
  func ranking(serveAtLeast: Ratio, isWithin: (Int, Int) -> Bool) -> Ranking {
    Ranking(
      order: order, serveAtLeast: serveAtLeast, serving: answer(serving, isWithin),
      withinLimits: hasGates ? answer(withinLimits, isWithin) : nil, ofAll: answer(order, isWithin),
      standings: standings)
  }

  /// The answer to the first question alone.
  func serving(isWithin: (Int, Int) -> Bool) -> Answer { answer(serving, isWithin) }

  private func answer(_ candidates: [Int], _ isWithin: (Int, Int) -> Bool) -> Answer {
    guard let leader = candidates.first else { return .none }
    let tied = candidates.filter { other in
      guard other != leader else { return true }
      let gap = facts[other].cost - facts[leader].cost
      return gap < Answering.hair * abs(facts[leader].cost) || isWithin(leader, other)
    }
    var left = tied
    var ordered: [Int] = []
    // One at a time: what differs by a hair from one plan may differ by more from another.
    while let least = left.map({ facts[$0].refused }).min() {
      let few = Answering.fewRefused * (left.map { facts[$0].asked }.max() ?? 0)
      let equal = left.filter { facts[$0].refused - least <= few }
      func rank(_ plan: Int) -> (Double, Int, Double, Int) {
        (facts[plan].paid, standings[plan].breaksGate ? 1 : 0, facts[plan].peak, plan)
      }
      guard let next = equal.min(by: { rank($0) < rank($1) }) else { break }
      ordered.append(next)
      left.removeAll { $0 == next }
    }
    return Answer(plan: ordered.first, ties: Array(ordered.dropFirst()))
  }
}

/// Whether chance would part two columns so far with more than 5 %.
func isWithinChance(_ a: [Int64], _ b: [Int64]) -> Bool {
  let gap = Summary(apart(a, b), detail: .moments)
  let known = MeanVariance(gap)
  let mean = Double(gap.total) / Double(max(1, gap.count))
  guard gap.count > 1 else { return true }
  return abs(mean) <= Student.t(Normal.z95, degrees: known.degrees) * known.variance.squareRoot()
}

extension Scenario {
  /// How else what is left over could be valued, the scenario's own way first.
  var leftOverChoices: [LeftOverWorth] { [leftOver] + LeftOverWorth.named.filter { $0 != leftOver } }
}

extension Gate {
  func isAbout(_ plan: PurchasePlan) -> Bool { plans?.contains(plan.name) ?? true }
}

extension GateFinding {
  package init(_ gate: Gate, _ judged: GateJudgement) {
    let verdict: Verdict =
      switch judged.verdict {
      case .kept: .kept
      case .broken: .broken
      case .undecided: .undecided
      }
    self.init(
      text: gate.text, verdict: verdict, measure: judged.measure, value: judged.value,
      interval: judged.interval, isShareOfFutures: gate.share != nil, isFailing: gate.otherwise == .fail)
  }
}
