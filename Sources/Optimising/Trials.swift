/// The first futures of a seed, in samples that grow, and every plan that has lived through one of them. All plans see the same
/// futures; none lives through a sample twice; two members that come to the same plan are one.

import Analysis
import Ledger
import Quantities
import Results
import Scenario
import Simulation

/// A member on trial.
struct Trial: Sendable {
  let point: Point
  let plan: PurchasePlan
  /// Indices of the limits that are about it.
  let gates: [Int]
  /// By size.
  var lives: [Life?]
  /// The engine refused it.
  var isRefused = false

  /// On the largest sample that it has lived through.
  var best: Life? { lives.last { $0 != nil } ?? nil }
}

/// What a plan came to on one sample.
struct Life: Sendable {
  let futures: Int
  let goal: GoalColumn
  /// By gate that is about it and binds.
  let standings: [GateStanding]
  let figures: FrontierFigures

  /// How far it is on the wrong side of what binds, beyond a margin: 0, if it keeps that everywhere.
  func excess(_ margin: Double) -> Double { standings.reduce(0) { $0 + $1.excess(margin) } }
}

/// What is set against each other on the frontiers, and what decides where that is the same.
struct FrontierFigures: Sendable {
  let values: [Double]
  var risk: Double { values[1] }
  /// On average.
  var cash: Double { values[4] }

  static let goals: [Goal] = [.totalCost, Goal(.outageRisk), Goal(.waste), .cash, Goal(.paid)]
  /// Of `goals`.
  static let planes: [(across: Int, up: Int)] = [(0, 1), (0, 2), (0, 3)]

  init(_ plan: PlanRun, _ run: SimulationRun, _ scenario: Scenario) {
    values = FrontierFigures.goals.map { GoalColumn($0, of: plan, in: run, scenario).figure }
  }
}

/// What a walker with a margin likes better: less of an excess, then less of the goal, then less risk of an outage, then what was found
/// first.
struct Merit: Comparable {
  let excess: Double
  let figure: Double
  let risk: Double
  let number: Int

  static func < (a: Merit, b: Merit) -> Bool {
    (a.excess, a.figure, a.risk, a.number) < (b.excess, b.figure, b.risk, b.number)
  }
}

struct Trials {
  let goal: Goal
  let limits: Limits
  let sizes: [Int]
  /// By size: how far inside the limits walkers keep, one after another.
  let margins: [[Double]]
  let families: [Family]
  private let threads: Int
  private let pace: Pace
  /// With the tables of demand that all members share, and the time after the horizon that the longest of their lots needs: so
  /// that a member comes to the same whatever is simulated beside it.
  private(set) var base: Simulation

  private(set) var known: [Trial] = []
  /// Nil: this combination is no valid plan.
  private var byPoint: [Point: Int?] = [:]
  private var byTerms: [PurchasePlan: Int] = [:]
  /// Of each future of the smallest sample, at list price.
  private(set) var demand: [Int64] = []
  private(set) var isCut = false
  var told: (_ simulated: Int) -> Void = { _ in }

  /// Of demand that is remembered: 4,096 futures of a year by the hour are 300 million.
  private static let bytes = 400_000_000
  /// Plans that are simulated together; and futures of plans, where each batch draws its demand anew.
  private static let batch = 64
  private static let drawnBatch = 1_000_000

  init(
    _ base: Simulation, families: [Family], goal: Goal, limits: Limits, sizes: [Int], selection: Int,
    threads: Int, pace: Pace
  ) throws(SimulationError) {
    (self.base, self.families, self.goal, self.limits) = (base, families, goal, limits)
    (self.sizes, self.threads, self.pace) = (sizes, threads, pace)
    margins = sizes.map { limits.margins($0, selection: selection) }
    let kinds = families.flatMap { family in
      Lattice(family).kinds().compactMap(family.member)
        .filter { (try? $0.headline.ledger.validate()) != nil }
    }
    if let wide = try? base.living(base.scenario.plans + kinds) { self.base = wide }
    let stop = pace.stopping(at: Pace.search)
    var bare = try self.base.living([], block: Trials.block(of: sizes[0]))
    try bare.run(upTo: sizes[0], threads: threads, isInterrupted: stop)
    demand = bare.result.demand
    isCut = bare.paths < sizes[0]
  }

  /// Small enough that a few threads share the smallest sample; a multiple of the replicates.
  private static func block(of futures: Int) -> Int {
    max(32, min(Simulation.usualBlock, futures / 128 * 32))
  }

  /// The last sample is only for families of which a limit keeps the cheapest away: what is near a limit has to be known better than
  /// what is near the least cost, which is flat.
  func isForLimits(_ size: Int) -> Bool { !limits.isEmpty && size == sizes.count - 1 && size > 0 }

  /// Draws the demand of a sample once for all, or of as many of its futures as there is room for.
  mutating func remember(_ size: Int) {
    guard !isCut else { return }
    base = base.remembering(
      min(sizes[size], base.futures(fitting: Trials.bytes)), threads: threads,
      isInterrupted: pace.stopping(at: Pace.search))
  }

  /// Its futures are remembered, so that another batch of members costs no more than they do.
  func isRemembered(_ size: Int) -> Bool { sizes[size] <= base.remembered }

  // MARK: Who is on trial

  /// Of these points, those that are valid plans; each once.
  mutating func numbers(_ family: Int, _ points: [[Int]]) -> [Int] {
    var seen: Set<Int> = []
    return points.compactMap { number(Point(family: family, indices: $0)) }
      .filter { seen.insert($0).inserted }
  }

  mutating func number(_ point: Point) -> Int? {
    if let known = byPoint[point] { return known }
    let family = families[point.family]
    guard let plan = family.member(point.indices), (try? plan.headline.ledger.validate()) != nil else {
      byPoint[point] = .some(nil)
      return nil
    }
    var terms = plan
    terms.name = ""
    let number: Int
    // The same terms in another family are another choice to tell of.
    terms.name = family.name
    if let same = byTerms[terms] {
      number = same
    } else {
      number = known.count
      byTerms[terms] = number
      known.append(
        Trial(
          point: point, plan: plan, gates: limits.about([family.name, plan.name]),
          lives: sizes.map { _ in nil }))
    }
    byPoint[point] = number
    return number
  }

  /// Combinations asked for that are valid plans or not.
  func asked(of family: Int) -> Int { byPoint.keys.count { $0.family == family } }

  /// Those of a family that have lived through a sample.
  func living(_ family: Int, _ size: Int) -> [Int] {
    known.indices.filter { known[$0].point.family == family && known[$0].lives[size] != nil }
  }

  func merit(_ number: Int, _ size: Int, _ margin: Double) -> Merit? {
    known[number].lives[size].map {
      Merit(excess: $0.excess(margin), figure: $0.goal.figure, risk: $0.figures.risk, number: number)
    }
  }

  // MARK: Lives

  /// Those of them that are not known yet live through a sample.
  mutating func live(_ numbers: [Int], _ size: Int) throws(SimulationError) {
    var seen: Set<Int> = []
    var missing = numbers.filter {
      known[$0].lives[size] == nil && !known[$0].isRefused && seen.insert($0).inserted
    }
    while !missing.isEmpty, !isCut {
      let most = isRemembered(size) ? Trials.batch : max(Trials.batch, Trials.drawnBatch / sizes[size])
      let batch = Array(missing.prefix(most))
      missing.removeFirst(batch.count)
      do throws(SimulationError) {
        try liveTogether(batch, size)
      } catch {
        // One that the engine refuses is none to choose; the others live without it.
        guard let refused = batch.first(where: { known[$0].plan.name == error.plan }) else { throw error }
        known[refused].isRefused = true
        missing = batch.filter { $0 != refused } + missing
      }
    }
  }

  private mutating func liveTogether(_ batch: [Int], _ size: Int) throws(SimulationError) {
    guard !pace.isOver(Pace.search) else {
      isCut = true
      return
    }
    let futures = sizes[size]
    let made = try base.living(batch.map { known[$0].plan }, block: Trials.block(of: futures))
    // Where it had to be made anew it goes as far as any plan so far wanted.
    if made.remembered >= base.remembered { base = made }
    var simulation = made
    try simulation.run(upTo: futures, threads: threads, isInterrupted: pace.stopping(at: Pace.search))
    guard simulation.paths == futures else {
      isCut = true
      return
    }
    let (run, scenario) = (simulation.result, simulation.scenario)
    let (goal, limits, trials) = (goal, limits, known)
    let lives = inOrder(Array(batch.indices), threads: futures * batch.count < 8_192 ? 1 : threads) { place in
      Life(place, trials[batch[place]].gates, goal, limits, run, scenario)
    }
    for (number, life) in zip(batch, lives) { self.known[number].lives[size] = life }
    told(batch.count)
  }

  /// Without those that came to the very same as a better one, the goal in every future and what else decides: ranges that do not matter there. `margin`: one that breaks
  /// a limit is not like one that does not.
  func different(_ numbers: [Int], _ size: Int, _ margin: Double) -> [Int] {
    var seen: [Int: [Int]] = [:]
    return numbers.filter { number in
      guard let life = known[number].lives[size] else { return false }
      let key = life.goal.values.hashValue
      let isNew = seen[key, default: []].allSatisfy { other in
        guard let better = known[other].lives[size] else { return true }
        return better.goal.values != life.goal.values || better.figures.values != life.figures.values
          || better.excess(margin) > life.excess(margin)
      }
      if isNew { seen[key, default: []].append(number) }
      return isNew
    }
  }

  /// So many standard errors of a limit's figure are more than chance.
  private static let surely = 3.5

  /// No member of a family that has lived through a sample may keep the limits, whatever chance did.
  func isHopeless(_ family: Int, _ size: Int) -> Bool {
    known.allSatisfy { trial in
      guard trial.point.family == family, let life = trial.lives[size] else { return true }
      return life.excess(Trials.surely) > 0
    }
  }

  /// Surely worse than another on the same sample; not knowing one of them is worse.
  func isWorse(_ number: Int, than other: Int, _ size: Int, _ margin: Double) -> Bool {
    guard let own = known[number].lives[size], let best = known[other].lives[size] else { return true }
    if number == other { return false }
    // Of those that break limits, whoever may break them less is not worse.
    let (excess, least) = (own.excess(margin + Trials.surely), best.excess(margin))
    if excess > least || least > 0 { return excess > least }
    return own.goal.isSurelyAbove(best.goal)
  }
}

extension Life {
  fileprivate init(
    _ place: Int, _ gates: [Int], _ goal: Goal, _ limits: Limits, _ run: SimulationRun, _ scenario: Scenario
  ) {
    futures = run.paths
    let plan = run.runs[place]
    self.goal = GoalColumn(goal, of: plan, in: run, scenario)
    standings = gates.filter { limits.gates[$0].binds }.map { number in
      let gate = limits.gates[number]
      return gate.standing(
        judge(gate, plan: plan.plan, in: run, of: scenario, missing: Gate.missingInSearch))
    }
    figures = FrontierFigures(plan, run, scenario)
  }
}
