/// Which member of each family of a scenario, and which plan over all, costs least within the limits: see README.md.

import Analysis
import Demand
import Quantities
import Results
import Scenario
import Simulation

public struct Optimiser: Sendable {
  public struct Options: Sendable {
    public var seed: UInt64
    public var goal = Goal.totalCost
    /// Beside those of the scenario.
    public var gates: [Gate] = []
    /// The share of the work that the scenario wants served is a limit as well.
    public var servesEnough = true
    /// By name; nil: all.
    public var families: [String]?
    /// Futures of the search, each a multiple of the one before.
    public var sizes = [256, 1_024, 4_096]
    /// Futures of the selection at most; of the evaluation.
    public var selection = 65_536
    public var evaluation = 4_096
    /// In base units of the goal's measure; nil: the larger of $1 and half a per cent of the figure.
    public var tolerance: Double?
    public var confidence = 0.95
    public var sampling = Sampling.points
    /// The share of a budget of time that is used up, asked for again and again; nil: there is none, and the result is the same
    /// whenever and however fast it is made.
    public var spent: (@Sendable () -> Double)?

    public init(seed: UInt64) { self.seed = seed }
  }

  /// Where it is. `total` is 0 where nobody knows.
  public struct Progress: Sendable {
    public enum Stage: Hashable, Sendable {
      /// A family, by name, on so many futures; counted are members.
      case searching(family: String, futures: Int)
      /// Counted are futures.
      case selecting(plans: Int)
      case evaluating(plans: Int)
    }

    public let stage: Stage
    public let done: Int
    public let total: Int
  }

  private let scenario: Scenario
  private let options: Options
  private let limits: Limits

  /// Members that take part in the selection; at least one of each family does.
  static let mostSelected = 10

  public init(_ scenario: Scenario, _ options: Options) {
    precondition(!options.sizes.isEmpty && options.sizes == options.sizes.sorted(), "samples that grow")
    precondition(options.sizes[0] >= 32 && options.evaluation >= 32 && options.selection >= 32, "futures")
    precondition(options.confidence > 0 && options.confidence < 1, "a confidence between none and all")
    var own = scenario
    if let wanted = options.families { own.families = scenario.families.filter { wanted.contains($0.name) } }
    self.scenario = own
    self.options = options
    limits = Limits(scenario, further: options.gates, servesEnough: options.servesEnough)
  }

  public func run(
    threads: Int, isInterrupted: @escaping @Sendable () -> Bool = { false },
    progress: @escaping (Progress) -> Void = { _ in }
  ) throws(SimulationError) -> Optimum {
    let pace = Pace(isInterrupted: isInterrupted, spent: options.spent)
    var dice = Scramble(options.seed)
    let seeds = Optimum.Seeds(search: options.seed, selection: dice.word(), evaluation: dice.word())
    var optimum = Optimum(
      title: scenario.title, start: scenario.start, end: scenario.end, goal: options.goal, seeds: seeds)
    optimum.limits = limits.told
    let base = try Simulation(scenario, seed: options.seed, sampling: options.sampling)
    var trials = try Trials(
      base, families: scenario.families, goal: options.goal, limits: limits, sizes: sizes,
      selection: options.selection, threads: threads, pace: pace)
    try search(&trials, progress)
    let finalists = Finalists(trials, limits)
    optimum.searched = sizes.indices.map { size in
      (sizes[size], trials.known.count { $0.lives[size] != nil })
    }.filter { $0.1 > 0 }
    optimum.wasCutShort = trials.isCut
    var roster = Roster(scenario)
    if trials.known.contains(where: { $0.best != nil }) { optimum.stage = .searched }

    var selection = self.selection(finalists.chosen(Optimiser.mostSelected), trials, &roster)
    let count = roster.members.count
    try selection.run(trials.base, seed: seeds.selection, threads: threads, pace: pace) {
      progress(Progress(stage: .selecting(plans: count), done: $0, total: options.selection))
    }
    optimum.wasCutShort = optimum.wasCutShort || selection.wasCutShort
    settle(&optimum, &roster, selection, finalists, trials)
    try evaluate(&optimum, &roster, trials, finalists, pace, threads, progress)
    if optimum.stage == .selected { selection.tell(&roster, limits, threads: threads) }
    optimum.members = roster.members
    return optimum
  }

  // MARK: The search

  /// Where limits may bind, a sample follows that is four times the last one.
  private var sizes: [Int] {
    // A search on more futures than the selection may have finds differences that nobody can show.
    let sizes = Array(options.sizes.prefix { $0 == options.sizes[0] || 4 * $0 <= options.selection })
    return limits.isEmpty || sizes.count < options.sizes.count ? sizes : sizes + [4 * sizes[sizes.count - 1]]
  }

  private func search(_ trials: inout Trials, _ progress: @escaping (Progress) -> Void)
    throws(SimulationError)
  {
    for size in sizes.indices {
      for family in scenario.families.indices where !trials.isCut {
        var done = 0
        let stage = Progress.Stage.searching(
          family: scenario.families[family].name, futures: sizes[size])
        let search = FamilySearch(trials, family)
        let total = size == 0 && search.isSmall ? scenario.families[family].count : 0
        trials.told = {
          done += $0
          progress(Progress(stage: stage, done: done, total: total))
        }
        try search.search(size, &trials, seed: options.seed)
      }
    }
  }

  // MARK: The selection

  private func selection(_ finalists: [Int], _ trials: Trials, _ roster: inout Roster) -> SelectionRun {
    var candidates = roster.owns.map { own in
      let plan = scenario.plans[own]
      return SelectionRun.Candidate(
        member: own, plan: plan,
        group: SelectionRun.Group(family: nil, plan: own, usesReseller: plan.usesReseller),
        gates: limits.about([plan.name]))
    }
    for number in finalists {
      let trial = trials.known[number]
      candidates.append(
        SelectionRun.Candidate(
          member: roster.add(number, trials), plan: trial.plan,
          group: SelectionRun.Group(
            family: trial.point.family, plan: 0, usesReseller: trial.plan.usesReseller),
          gates: trial.gates))
    }
    return SelectionRun(
      candidates, goal: options.goal, limits: limits, most: options.selection,
      confidence: options.confidence, tolerance: options.tolerance)
  }

  /// What the selection decided; without one, what the search says.
  private func settle(
    _ optimum: inout Optimum, _ roster: inout Roster, _ selection: SelectionRun, _ finalists: Finalists,
    _ trials: Trials
  ) {
    func best(of family: Int) -> Int? {
      guard optimum.stage >= .selected else {
        return finalists.sought { trials.known[$0].point.family == family }.map { roster.add($0, trials) }
      }
      if let leader = selection.leader, selection.candidates[leader].group.family == family {
        return selection.candidates[leader].member
      }
      return selection.cheapest {
        selection.candidates[$0].group.family == family && selection.candidates[$0].keepsLimits
      }.map { selection.candidates[$0].member }
    }
    if let outcome = selection.outcome {
      optimum.stage = .selected
      optimum.selection = outcome
      for candidate in selection.candidates {
        let findings = candidate.gates.compactMap { candidate.findings[$0] }
        roster.change(candidate.member) { $0.findings = findings }
      }
      optimum.chosen = selection.leader.map { selection.candidates[$0].member }
      optimum.cheapestOfAll = selection.cheapest { selection.candidates[$0].keepsLimits }
        .map { selection.candidates[$0].member }
    } else {
      optimum.cheapestOfAll = finalists.sought { _ in true }.map { roster.add($0, trials) }
      optimum.chosen =
        finalists.sought { !trials.known[$0].plan.usesReseller }.map { roster.add($0, trials) }
        ?? optimum.cheapestOfAll
    }
    optimum.families = scenario.families.indices.map { number in
      let family = scenario.families[number]
      let found = best(of: number)
      let indices = found.map { roster.members[$0].indices }
      return Optimum.FamilyOutcome(
        name: family.name,
        ranges: family.ranges.enumerated().map { place, range in
          let index = indices?[place]
          let isAtEnd = index == 0 || index == range.values.count - 1
          return Optimum.FamilyOutcome.Range(
            key: range.key, isOrdered: range.isOrdered, count: range.values.count,
            first: range.values.first ?? "", last: range.values.last ?? "",
            best: index.map { range.values[$0] }, isAtEnd: range.isOrdered && isAtEnd)
        }, count: family.count,
        simulated: trials.known.count { $0.point.family == number && $0.best != nil },
        isExhaustive: !trials.isCut && trials.asked(of: number) == family.count, best: found)
    }
  }

  // MARK: The evaluation

  private func evaluate(
    _ optimum: inout Optimum, _ roster: inout Roster, _ trials: Trials, _ finalists: Finalists,
    _ pace: Pace, _ threads: Int, _ progress: @escaping (Progress) -> Void
  ) throws(SimulationError) {
    if pace.isOver(Pace.evaluation) {
      optimum.wasCutShort = true
      return
    }
    var trials = trials
    for number in finalists.ofFrontiers { _ = roster.add(number, trials) }
    let chosen = optimum.chosen
    var neighbours = chosen.map { self.neighbours($0, &roster, &trials) } ?? []
    var nearest: [(limit: Int, member: Int)] = []
    if chosen == nil {
      optimum.nearest = finalists.nearest.map { roster.add($0, trials) }
      nearest = finalists.nearestByLimit.map { ($0.limit, roster.add($0.number, trials)) }
    }
    let others = finalists.scattered(chosen.flatMap { roster.members[$0].family }).filter { number in
      !roster.plans.contains(trials.known[number].plan)
    }
    let plans = roster.plans + others.map { trials.known[$0].plan }
    let evaluation = try Evaluation(
      trials.base, plans, goal: options.goal, seed: optimum.seeds.evaluation, futures: options.evaluation,
      threads: threads, pace: pace
    ) {
      progress(
        Progress(stage: .evaluating(plans: plans.count), done: $0, total: options.evaluation))
    }
    guard let evaluation else {
      optimum.wasCutShort = true
      return
    }
    if evaluation.futures < options.evaluation { optimum.wasCutShort = true }
    if optimum.stage == .selected || scenario.families.isEmpty { optimum.stage = .evaluated }
    optimum.evaluationFutures = evaluation.futures
    evaluation.tell(&roster, limits, families: scenario.families.map(\.name))
    optimum.frontiers = evaluation.frontiers(roster)
    optimum.reaches = limits.gates.indices.compactMap { limit in
      let reaches = nearest.filter { $0.limit == limit }.compactMap { near in
        evaluation.finding(limits.gates[limit], of: near.member).map {
          Optimum.Reach(limit: limit, member: near.member, finding: $0)
        }
      }
      return reaches.min { limits.gates[limit].isCloser($0.finding.value, than: $1.finding.value) }
    }
    guard let chosen else { return }
    optimum.against = roster.owns.filter { $0 != chosen }.map {
      ($0, evaluation.difference($0, from: chosen))
    }
    if let sought = roster.members[chosen].sought {
      optimum.optimism = evaluation.optimism(of: chosen, sought)
    }
    for index in neighbours.indices {
      neighbours[index].difference = neighbours[index].member.map {
        evaluation.difference($0, from: chosen)
      }
    }
    optimum.neighbours = neighbours
    optimum.foresight = evaluation.foresight(chosen)
    if let family = roster.members[chosen].family,
      let rule = NewsvendorRule(
        scenario.families[family], chosen: roster.members[chosen].indices, in: scenario)
    {
      optimum.newsvendor = evaluation.newsvendor(rule, chosen)
    }
  }

  private static let offs = [-0.3, -0.1, 0.1, 0.3]

  /// Each ordered range of the chosen member 10 % and 30 % off: of its amount where it is money, else of the range's width; at least one
  /// notch, and no further than the range goes.
  private func neighbours(_ chosen: Int, _ roster: inout Roster, _ trials: inout Trials) -> [Optimum
    .Neighbour]
  {
    guard let number = roster.members[chosen].family else { return [] }
    let (family, indices) = (scenario.families[number], roster.members[chosen].indices)
    var found: [Optimum.Neighbour] = []
    for (place, range) in family.ranges.enumerated() where range.isOrdered {
      var seen: Set<Int> = [indices[place]]
      for off in Optimiser.offs {
        let index = range.index(off, from: indices[place])
        guard seen.insert(index).inserted else { continue }
        var point = indices
        point[place] = index
        let trial = trials.number(Point(family: number, indices: point))
        found.append(
          Optimum.Neighbour(
            range: place, off: off, index: index, value: range.values[index],
            member: trial.map { roster.add($0, trials) }, difference: nil))
      }
    }
    return found
  }
}

extension FamilyRange {
  /// The place of the value that is so much more or less than one.
  fileprivate func index(_ off: Double, from index: Int) -> Int {
    let last = values.count - 1
    if let amounts, amounts[index] > 0 {
      let wanted = Double(amounts[index]) * (1 + off)
      let near = amounts.indices.min {
        (abs(Double(amounts[$0]) - wanted), $0) < (abs(Double(amounts[$1]) - wanted), $1)
      }
      if let near, near != index { return near }
      return max(0, min(last, index + (off < 0 ? -1 : 1)))
    }
    let notches = max(1, Int((abs(off) * Double(last)).rounded()))
    return max(0, min(last, index + (off < 0 ? -notches : notches)))
  }
}
