/// The choice among few plans on fresh futures: doubled until the cheapest that surely keeps the limits is surely within the
/// tolerance of the best of the rest.
///
/// The confidence is that of every pair of candidates and of every look together (Bonferroni): the interval of a difference at one
/// look misses with (1 - confidence) / (pairs x looks). Differences are those of Analysis, future by future. At a look
///
/// - whoever surely breaks a limit that binds is out;
/// - whoever is surely dearer by more than the tolerance than the leader, or than the best of its own group, is out. A group is a
///   family's members, those that buy from a reseller apart, or one of the scenario's own plans; its best one stays to the end, so
///   that every family has an answer;
/// - it is over when the leader is less than the tolerance dearer than everybody who is left;
/// - of those that are all surely within the tolerance, one that is cut off surely more often than the safest of them is not taken;
///   of the others the one that costs least with a twentieth of its cash on top (a year's interest) is: a difference in cost that was
///   called none must not buy risk or tie up money.
///
/// The leader is one of those that have been shown to keep every limit, with 99 % for all judgements together: of those that keep
/// the provider's terms, if there is one. It is set against those alone then. Who is still undecided at the last look has not
/// been shown to. It is the cheapest of them, or one that is as good and is preferred.
/// At the boundary: an upper end of the interval that equals the tolerance is within it.

import Analysis
import Numerics
import Results
import Scenario
import Simulation

struct SelectionRun {
  struct Candidate {
    let member: Int
    let plan: PurchasePlan
    /// Those of one group are compared with each other.
    let group: Group
    let gates: [Int]
    var findings: [Int: GateFinding] = [:]
    var keepsLimits = false
    var fate = Optimum.Selection.Candidate.Fate.stayed
    var futures = 0
    var figure = Double.infinity

    init(member: Int, plan: PurchasePlan, group: Group, gates: [Int]) {
      (self.member, self.plan, self.group, self.gates) = (member, plan, group, gates)
    }
  }

  struct Group: Hashable {
    let family: Int?
    /// Of a plan of the scenario.
    let plan: Int
    let usesReseller: Bool
  }

  let goal: Goal
  let limits: Limits
  let most: Int
  let confidence: Double
  let tolerance: Double?
  private(set) var candidates: [Candidate]
  /// Into the candidates.
  private(set) var leader: Int?
  private(set) var wasCutShort = false
  private(set) var outcome: Optimum.Selection?
  private var looked = 0
  /// Of the last look.
  private var simulation: Simulation?

  private static let first = 2_048
  private static let fewest = 256
  /// The chance that any limit is called kept or broken and is not.
  private static let gateMiss = 0.01

  init(
    _ candidates: [Candidate], goal: Goal, limits: Limits, most: Int, confidence: Double, tolerance: Double?
  ) {
    (self.candidates, self.goal, self.limits) = (candidates, goal, limits)
    (self.most, self.confidence, self.tolerance) = (most, confidence, tolerance)
  }

  /// Doublings from the first look to the last.
  private var looks: Int {
    var (count, futures) = (1, min(SelectionRun.first, most))
    while futures < most { (count, futures) = (count + 1, min(2 * futures, most)) }
    return count
  }

  private var pairs: Double { Double(max(1, candidates.count * (candidates.count - 1) / 2)) }

  mutating func run(
    _ base: Simulation, seed: UInt64, threads: Int, pace: Pace, told: (_ done: Int) -> Void
  ) throws(SimulationError) {
    guard !candidates.isEmpty else { return }
    var simulation = try base.living(candidates.map(\.plan), seed: seed, everyVariant: true)
    var futures = min(SelectionRun.first, most)
    while true {
      let before = simulation.paths
      try simulation.run(
        upTo: futures, threads: threads, isInterrupted: pace.stopping(at: Pace.selection))
      wasCutShort = simulation.paths < futures
      if simulation.paths >= SelectionRun.fewest, simulation.paths > before {
        let isOver = look(simulation, threads)
        told(simulation.paths)
        if isOver { break }
      }
      if wasCutShort || futures >= most { break }
      futures = min(2 * futures, most)
      simulation = simulation.keeping(Set(running))
    }
  }

  // MARK: A look

  private mutating func look(_ simulation: Simulation, _ threads: Int) -> Bool {
    looked += 1
    let (run, scenario) = (simulation.result, simulation.scenario)
    let compared = GoalRun(goal, run, of: scenario, threads: threads)
    var places: [Int: Int] = [:]
    for (place, plan) in compared.plans.enumerated() { places[plan] = place }
    let judgements = Double(max(1, looks * candidates.count * limits.gates.count))
    for index in staying {
      guard let place = places[index] else { continue }
      candidates[index].futures = run.paths
      candidates[index].figure = compared.figure(place)
      judge(index, run, scenario, missing: SelectionRun.gateMiss / judgements)
    }
    leader =
      cheapest { candidates[$0].keepsLimits && !candidates[$0].plan.usesReseller }
      ?? cheapest { candidates[$0].keepsLimits }
    let keepsTerms = leader.map { !candidates[$0].plan.usesReseller } ?? false
    let z = Normal.z(twoSided: (1 - confidence) / (pairs * Double(looks)))
    let members = candidates.map(\.member)
    func apart(_ a: Int, _ b: Int) -> (result: PairResult, wide: Interval)? {
      guard let first = places[a], let second = places[b] else { return nil }
      let known = compared.difference(first, second, z: z)
      return (
        PairResult(
          a: members[a], b: members[b], difference: known.result.difference,
          aCheaper: known.result.aCheaper, bCheaper: known.result.bCheaper), known.wide
      )
    }
    let allowed = tolerance ?? SelectionRun.usual(goal, leader.map { candidates[$0].figure } ?? 0)
    drop(allowed) { apart($0, $1)?.wide }
    let rivals = staying.filter { !(keepsTerms && candidates[$0].plan.usesReseller) }
    func against(_ own: Int) -> [(result: PairResult, wide: Interval)] {
      rivals.filter { $0 != own }.compactMap { apart(own, $0) }
    }
    func reach(_ own: Int) -> Double { against(own).reduce(0) { max($0, $1.wide.high) } }
    let cheapest = leader
    let keepers = rivals.filter { candidates[$0].keepsLimits }
    leader = cheapest.map { cheapest in
      // Whoever may be as good is waited for; at the end those that were shown to be are chosen from.
      let most = candidates[cheapest].figure + allowed / 2
      let wanted = preferred(keepers.filter { candidates[$0].figure <= most }, simulation, places, threads)
      if let wanted, reach(wanted) <= allowed || run.paths < self.most && !wasCutShort { return wanted }
      return preferred(keepers.filter { reach($0) <= allowed }, simulation, places, threads) ?? cheapest
    }
    let apartFromLeader = leader.map(against) ?? []
    let reached = leader.map(reach) ?? .infinity
    outcome = Optimum.Selection(
      candidates: candidates.map {
        Optimum.Selection.Candidate(
          member: $0.member, fate: $0.fate, keepsLimits: $0.keepsLimits, futures: $0.futures,
          figure: $0.figure)
      }, futures: run.paths, most: most, looks: looks, confidence: confidence, tolerance: allowed,
      reach: reached,
      sureness: leader == nil ? 0 : sureness(apartFromLeader.map(\.result.difference), allowed),
      pairs: apartFromLeader.map(\.result), cheapest: cheapest.map { candidates[$0].member })
    self.simulation = simulation
    return staying.isEmpty || reached <= allowed
  }

  /// Of those whose costs are called the same.
  private func preferred(
    _ near: [Int], _ simulation: Simulation, _ places: [Int: Int], _ threads: Int
  ) -> Int? {
    if near.count < 2 { return near.first }
    let (run, scenario) = (simulation.result, simulation.scenario)
    let risks = GoalRun(Goal(.outageRisk), run, of: scenario, threads: threads)
    let placed = near.compactMap { index in places[index].map { (index: index, place: $0) } }
    guard let safest = placed.min(by: { risks.figure($0.place) < risks.figure($1.place) }) else { return nil }
    let safe = placed.filter { other in
      // Nothing is promised by it, so the usual interval does.
      other.index == safest.index
        || risks.difference(other.place, safest.place, z: Normal.z95).wide.low <= 0
    }
    // A price has no cash to be set beside it.
    let isCost = goal.measure.unit == .dollars
    let cash = isCost ? GoalRun(Goal(.paid), run, of: scenario, threads: threads) : nil
    func worth(_ one: (index: Int, place: Int)) -> Double {
      SelectionRun.withCash(candidates[one.index].figure, cash?.figure(one.place) ?? 0)
    }
    return safe.min { (worth($0), $0.index) < (worth($1), $1.index) }?.index
  }

  /// What a plan costs for its user, of several whose costs are called the same.
  static func withCash(_ figure: Double, _ cash: Double) -> Double { figure + 0.05 * cash }

  /// Told of on the futures that they were chosen by, for want of better ones.
  func tell(_ roster: inout Roster, _ limits: Limits, threads: Int) {
    guard let simulation else { return }
    let (run, scenario) = (simulation.result, simulation.scenario)
    let known = Evaluation.told(run, scenario, limits.gates, goal, threads)
    for (plan, known) in zip(GoalRun(goal, run, of: scenario, threads: threads).plans, known) {
      roster.change(candidates[plan].member) { $0.estimates = known }
    }
    for candidate in candidates { roster.change(candidate.member) { $0.figure = candidate.figure } }
  }

  /// Those that live through more futures. What breaks the provider's terms is only told of where the leader keeps them, and is known
  /// well enough after a few looks.
  private var running: [Int] {
    let leaderKeepsTerms = leader.map { !candidates[$0].plan.usesReseller } ?? false
    return staying.filter {
      !(leaderKeepsTerms && looked >= SelectionRun.looksOfResold && candidates[$0].plan.usesReseller)
    }
  }

  private static let looksOfResold = 3

  private var staying: [Int] { candidates.indices.filter { candidates[$0].fate == .stayed } }

  /// Of those that stayed, the cheapest of some; the first of equal ones.
  func cheapest(where holds: (Int) -> Bool) -> Int? {
    staying.filter(holds).min { (candidates[$0].figure, $0) < (candidates[$1].figure, $1) }
  }

  /// What was decided at an earlier look stays decided.
  private mutating func judge(
    _ index: Int, _ run: SimulationRun, _ scenario: Scenario, missing: Double
  ) {
    for number in candidates[index].gates {
      let gate = limits.gates[number]
      guard let judged = Analysis.judge(gate, plan: index, in: run, of: scenario, missing: missing) else {
        continue
      }
      let finding = GateFinding(gate, judged)
      let known = candidates[index].findings[number]
      if finding.verdict == .undecided, let known, known.verdict != .undecided { continue }
      candidates[index].findings[number] = finding
    }
    let binding = candidates[index].gates.filter { limits.gates[$0].binds }
    let verdicts = binding.map { candidates[index].findings[$0]?.verdict }
    candidates[index].keepsLimits = verdicts.allSatisfy { $0 == .kept }
    if verdicts.contains(.broken) { candidates[index].fate = .broke }
  }

  private mutating func drop(_ allowed: Double, _ apart: (Int, Int) -> Interval?) {
    let groups = Set(candidates.map(\.group))
    var heads: [Group: Int] = [:]
    for group in groups {
      heads[group] =
        cheapest { candidates[$0].group == group && candidates[$0].keepsLimits }
        ?? cheapest { candidates[$0].group == group }
    }
    var beaten: [Int] = []
    for index in staying where index != leader && index != heads[candidates[index].group] {
      let rivals = [leader, heads[candidates[index].group]].compactMap(\.self)
      let isBeaten = rivals.contains { rival in
        candidates[rival].keepsLimits && (apart(index, rival)?.low ?? -.infinity) > allowed
      }
      if isBeaten { beaten.append(index) }
    }
    for index in beaten { candidates[index].fate = .beaten }
  }

  // MARK: How sure

  /// The larger of $1 and half a per cent; of what is no dollars, half a per cent.
  static func usual(_ goal: Goal, _ figure: Double) -> Double {
    let part = figure.isFinite ? 0.005 * abs(figure) : 0
    return goal.measure.unit == .dollars ? max(1e9, part) : part
  }

  /// The confidence at which every interval's upper end is just the tolerance.
  private func sureness(_ differences: [Difference], _ allowed: Double) -> Double {
    let missing = differences.reduce(0.0) { worst, difference in
      let (mean, error, interval) = difference.best
      let room = allowed - mean
      if error == 0 { return max(worst, room >= 0 ? 0 : 1) }
      guard room > 0 else { return 1 }
      // Its own ends say how wide it is at 95 %, what was never seen included.
      let half = max(interval.high - mean, 0)
      let z = half > 0 ? Normal.z95 * room / half : room / error
      return max(worst, 2 * Normal.probability(atMost: -z))
    }
    return max(0, 1 - missing * pairs * Double(looks))
  }
}
