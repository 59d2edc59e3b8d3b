/// Of all that were searched, those that are looked at further: the candidates of the selection, the points of the frontiers, and what
/// comes nearest to the limits.

import Analysis
import Numerics
import Results
import Scenario

struct Finalists {
  private let trials: Trials
  private let limits: Limits
  /// The largest sample that every family has lived through; 0, if one has not begun.
  private let least: Int

  /// Those that chance cannot tell from the best with one margin.
  private static let near = 4
  /// Members of one plane that are evaluated, and that foresight may take from beside them.
  private static let ofPlane = 24
  private static let scattered = 32

  init(_ trials: Trials, _ limits: Limits) {
    (self.trials, self.limits) = (trials, limits)
    least =
      trials.families.indices.map { family in
        trials.sizes.indices.last { !trials.living(family, $0).isEmpty } ?? 0
      }.min() ?? 0
  }

  // MARK: For the selection

  /// By family: the best with each margin, the best that keeps the provider's terms, then others by merit; rank by rank over
  /// all families, so many, but at least the first of each.
  func chosen(_ most: Int) -> [Int] {
    let lists = trials.families.indices.map(candidates)
    var found: [Int] = []
    for rank in 0..<(lists.map(\.count).max() ?? 0) {
      for list in lists where rank < list.count {
        if rank == 0 || found.count < most { found.append(list[rank]) }
      }
    }
    return found
  }

  private func candidates(_ family: Int) -> [Int] {
    // A family whose search was cut short has its best on a smaller sample.
    guard let size = trials.sizes.indices.last(where: { !trials.living(family, $0).isEmpty }) else {
      return []
    }
    let living = trials.living(family, size)
    func ranked(_ margin: Double) -> [Int] {
      living.compactMap { trials.merit($0, size, margin) }.sorted().map(\.number)
    }
    let margins = trials.margins[size]
    let orders = margins.map(ranked)
    // Between the margins that walkers kept: one of them is the cheapest that can be shown to be inside.
    let between = limits.isEmpty ? [] : [0.75, -0.75, -1.75].map { ranked(margins[0] + $0) }
    var found: [Int] = []
    func add(_ number: Int?) {
      if let number, !found.contains(number) { found.append(number) }
    }
    for order in orders + between { add(order.first) }
    for order in orders.prefix(1) { add(order.first { !trials.known[$0].plan.usesReseller }) }
    for order in orders.prefix(1) { asGood(order, size, margins[0]).forEach(add) }
    for order in orders {
      guard let leader = order.first else { continue }
      let near = order.prefix(32).filter { !trials.isWorse($0, than: leader, size, margins[0]) }
      trials.different(near, size, margins[0]).prefix(Finalists.near).forEach(add)
    }
    return trials.different(found, size, margins[0])
  }

  /// Of those that keep the limits and cost hardly more than the best, the one that is cut off least and the one with the least cost and
  /// cash: what is taken in the end, if the selection shows that they cost the same.
  private func asGood(_ order: [Int], _ size: Int, _ margin: Double) -> [Int] {
    let lawful = order.filter { !trials.known[$0].plan.usesReseller }
    let merits = (lawful.isEmpty ? order : lawful).compactMap { trials.merit($0, size, margin) }
    guard let best = merits.first, best.excess == 0, trials.goal.measure.unit == .dollars else { return [] }
    let most = best.figure + SelectionRun.usual(trials.goal, best.figure) / 2
    let near = merits.filter { $0.excess == 0 && $0.figure <= most }
    func worth(_ merit: Merit) -> Double {
      SelectionRun.withCash(merit.figure, trials.known[merit.number].lives[size]?.figures.cash ?? .infinity)
    }
    let safest = near.min { ($0.risk, worth($0), $0.number) < ($1.risk, worth($1), $1.number) }
    let lightest = near.min { (worth($0), $0.number) < (worth($1), $1.number) }
    return [safest, lightest].compactMap { $0?.number }
  }

  /// The best of some by what the search alone says: with limits, one that keeps them by two standard errors.
  func sought(where holds: (Int) -> Bool) -> Int? {
    let margin = limits.isEmpty ? 0 : -2.0
    return trials.known.indices.filter(holds)
      .compactMap { number in best(number, margin) }.filter { $0.excess == 0 }.min()?.number
  }

  /// On the largest sample that it has lived through; samples of all sizes are set beside each other.
  private func best(_ number: Int, _ margin: Double) -> Merit? {
    guard let size = trials.known[number].lives.lastIndex(where: { $0 != nil }),
      size >= least
    else { return nil }
    return trials.merit(number, size, margin)
  }

  // MARK: For the evaluation

  /// Undominated on the second sample, where the search has one.
  var ofFrontiers: [Int] {
    let second = min(1, least)
    let living = trials.known.indices.filter { trials.known[$0].lives[second] != nil }
    return FrontierFigures.planes.flatMap { plane in
      let points = living.map { number in
        let values = trials.known[number].lives[second]?.figures.values ?? []
        return (values[plane.across], values[plane.up])
      }
      return thinned(undominated(points).map { living[$0] }, Finalists.ofPlane)
    }
  }

  /// Of one family, or of all, evenly by the order in which they were found: the grid that the search began with comes first.
  func scattered(_ family: Int?) -> [Int] {
    let living = trials.known.indices.filter { number in
      trials.known[number].lives[0] != nil && (family.map { $0 == trials.known[number].point.family } ?? true)
    }
    return thinned(Array(living.prefix(64)), Finalists.scattered)
  }

  /// With the least excess over all limits.
  var nearest: Int? {
    trials.known.indices.compactMap { best($0, 0) }.min()?.number
  }

  /// By limit that binds and by sample, whoever has the best figure for it; the cheapest of equal ones.
  var nearestByLimit: [(limit: Int, number: Int)] {
    limits.gates.indices.filter { limits.gates[$0].binds }.flatMap { limit in
      trials.sizes.indices.compactMap { size in
        let ranked = trials.known.indices.compactMap { number -> Merit? in
          let trial = trials.known[number]
          let binding = trial.gates.filter { limits.gates[$0].binds }
          guard let life = trial.lives[size], let place = binding.firstIndex(of: limit) else { return nil }
          return Merit(
            excess: life.standings[place].beyond, figure: life.goal.figure, risk: 0, number: number)
        }
        return ranked.min().map { (limit, $0.number) }
      }
    }
  }
}
