/// The search of one family on growing samples of the same futures (retrospective approximation): see README.md.
///
/// Walkers look at the points around them, a step away in each range and in every value of a choice, and go to the best; where none
/// is better they halve their steps; where steps are one notch they look along diagonals; then they are done. As all points see the
/// same futures the surface that they walk on is fixed, and the walk ends. All walkers of a sample go together, so that what they
/// ask for is simulated in one batch.

import Results
import Simulation

struct FamilySearch {
  let number: Int
  let lattice: Lattice

  /// So many members are all simulated.
  static let few = 1_000
  /// Of a larger family, on the smallest sample.
  private static let most = 2_000
  /// Members that live on with a larger sample, by margin.
  private static let promoted = 24
  private static let ofFrontier = 10
  private static let mostOfDrawn = 3

  init(_ trials: Trials, _ number: Int) {
    self.number = number
    lattice = Lattice(trials.families[number])
  }

  var isSmall: Bool { lattice.counts.reduce(1) { min($0 * $1, FamilySearch.few + 1) } <= FamilySearch.few }

  /// On one size of sample; what chance cannot tell from the best on the one before lives on.
  func search(_ size: Int, _ trials: inout Trials, seed: UInt64) throws(SimulationError) {
    if trials.isForLimits(size), !limitsBind(trials, size - 1) { return }
    // What comes nearest to the limits is known well enough then.
    if size > 1, trials.isHopeless(number, size - 1) { return }
    trials.remember(size)
    if size > 0 {
      try refine(size, &trials)
    } else if isSmall {
      try trials.live(trials.numbers(number, lattice.all()), 0)
    } else {
      try explore(&trials, seed)
    }
  }

  /// The best that knows no limits does not keep them.
  private func limitsBind(_ trials: Trials, _ size: Int) -> Bool {
    guard let free = best(trials, size, .infinity), let life = trials.known[free].lives[size] else {
      return false
    }
    return life.excess(trials.margins[size][0]) > 0
  }

  // MARK: The first sample

  private func explore(_ trials: inout Trials, _ seed: UInt64) throws(SimulationError) {
    let starts = lattice.starts(demand: trials.demand, seed: seed &+ UInt64(number))
    try trials.live(trials.numbers(number, starts), 0)
    let margins = trials.margins[0]
    var walkers = margins.flatMap { margin in
      distinct(trials, 0, margin, count: lattice.ordered.count == 1 ? 4 : 6, parts: 8).map {
        Walker($0, trials, lattice.steps(8), margin)
      }
    }
    try walk(&walkers, 0, &trials)
    // Whoever sees a better place from afar goes there.
    for _ in 0..<3 where !trials.isCut {
      let leaders = margins.compactMap { best(trials, 0, $0) }
      let lines = Set(leaders).sorted().flatMap {
        lattice.lines(through: trials.known[$0].point.indices, demand: trials.demand)
      }
      try trials.live(trials.numbers(number, lines), 0)
      walkers = zip(margins, leaders).compactMap { margin, leader in
        best(trials, 0, margin).flatMap { found in
          found == leader ? nil : Walker(found, trials, lattice.steps(16), margin)
        }
      }
      if walkers.isEmpty { break }
      try walk(&walkers, 0, &trials)
    }
  }

  // MARK: Larger samples

  private func refine(_ size: Int, _ trials: inout Trials) throws(SimulationError) {
    let promoted = promoted(trials, from: size - 1)
    try trials.live(trials.isForLimits(size) ? Array(promoted.prefix(FamilySearch.promoted)) : promoted, size)
    // Of a small family every member is known: what lies around the best has had its chance.
    if isSmall, size > 1 { return }
    if trials.isForLimits(size), !trials.isRemembered(size) { return }
    var walkers = trials.margins[size].flatMap { margin in
      distinct(trials, size, margin, count: size == 1 ? 4 : 2, parts: 32).map {
        Walker($0, trials, lattice.steps(size == 1 ? 64 : 256), margin)
      }
    }
    try walk(&walkers, size, &trials)
  }

  /// By margin, those that chance cannot tell from the best; and those that no other one beats in two of the figures of the
  /// frontiers.
  private func promoted(_ trials: Trials, from size: Int) -> [Int] {
    var lists: [[Int]] = []
    for margin in trials.margins[size] {
      let order = ranked(trials, size, margin)
      guard let leader = order.first else { continue }
      let near = order.filter { !trials.isWorse($0, than: leader, size, margin) }
      lists.append(
        Array(
          trials.different(near, size, margin)
            .prefix(size == 0 ? FamilySearch.promoted : FamilySearch.promoted / 2)))
      // The ends of other walks, as far as they are apart.
      lists.append(distinct(trials, size, margin, count: size == 0 ? 6 : 3, parts: 16))
    }
    // The best of each margin first.
    var chosen = (0..<(lists.map(\.count).max() ?? 0)).flatMap { rank in
      lists.compactMap { rank < $0.count ? $0[rank] : nil }
    }
    if size == 0 {
      for plane in FrontierFigures.planes {
        chosen += thinned(frontier(trials, trials.living(number, 0), 0, plane), FamilySearch.ofFrontier)
      }
    }
    var seen: Set<Int> = []
    return chosen.filter { seen.insert($0).inserted }
  }

  // MARK: Walking

  private struct Walker {
    var at: Int
    var point: [Int]
    var steps: [Int]
    let margin: Double
    /// Where the last step led from, if it was one.
    var last: [Int]?
    var looksAlongDiagonals = false
    var isDone = false

    init(_ number: Int, _ trials: Trials, _ steps: [Int], _ margin: Double) {
      at = number
      point = trials.known[number].point.indices
      self.steps = steps
      self.margin = margin
    }
  }

  /// In steps: on a small sample a batch of few members is cheap; on a large one the drawing of demand, once for a batch, is what counts,
  /// and fewer, larger batches are.
  private func reaches(_ size: Int) -> [Int] { size == 0 ? [1] : [1, 2, 4] }

  private func walk(_ walkers: inout [Walker], _ size: Int, _ trials: inout Trials) throws(SimulationError) {
    var rounds = 0
    while walkers.contains(where: { !$0.isDone }), !trials.isCut {
      // Where each round draws all demand anew, a few have to do.
      if rounds == FamilySearch.mostOfDrawn, !trials.isRemembered(size) { return }
      rounds += 1
      var proposed: [[Int]] = []
      for index in walkers.indices where !walkers[index].isDone {
        let walker = walkers[index]
        var points =
          walker.looksAlongDiagonals
          ? [] : lattice.neighbours(of: walker.point, walker.steps, reaches: reaches(size))
        if walker.looksAlongDiagonals || lattice.ordered.count <= 3 {
          points += lattice.diagonals(of: walker.point, walker.steps)
        }
        if let last = walker.last { points += lattice.beyond(walker.point, from: last).map { [$0] } ?? [] }
        proposed.append(trials.numbers(number, points))
      }
      try live(proposed, walkers.filter { !$0.isDone }, size, &trials)
      if trials.isCut { return }
      let isFull = size == 0 && trials.living(number, 0).count >= FamilySearch.most
      var place = 0
      for index in walkers.indices where !walkers[index].isDone {
        move(&walkers[index], proposed[place], size, trials)
        place += 1
        if isFull { walkers[index].isDone = true }
      }
      leaveOne(&walkers)
    }
  }

  /// Those that are worth a larger sample: they live through the smaller ones first, and whoever is surely worse there than the walker
  /// that asks for it is dropped.
  private func live(
    _ proposed: [[Int]], _ walkers: [Walker], _ size: Int, _ trials: inout Trials
  ) throws(SimulationError) {
    var left = proposed
    // Where it would have to be drawn anew, a smaller sample spares nothing.
    for smaller in 0..<size where smaller == 0 || trials.isRemembered(smaller) {
      try trials.live(left.flatMap(\.self) + walkers.map(\.at), smaller)
      if trials.isCut { return }
      for (index, walker) in walkers.enumerated() {
        left[index] = left[index].filter { !trials.isWorse($0, than: walker.at, smaller, walker.margin) }
      }
    }
    try trials.live(left.flatMap(\.self), size)
  }

  private func move(_ walker: inout Walker, _ proposed: [Int], _ size: Int, _ trials: Trials) {
    let best = proposed.compactMap { trials.merit($0, size, walker.margin) }.min()
    if let best, let own = trials.merit(walker.at, size, walker.margin),
      (best.excess, best.figure, best.risk) < (own.excess, own.figure, own.risk)
    {
      walker.last = walker.point
      walker.at = best.number
      walker.point = trials.known[best.number].point.indices
      walker.looksAlongDiagonals = false
    } else if let smaller = lattice.shorter(walker.steps, by: reaches(size).count == 1 ? 2 : 8),
      !walker.looksAlongDiagonals
    {
      walker.steps = smaller
      walker.last = nil
    } else if !walker.looksAlongDiagonals {
      walker.looksAlongDiagonals = true
      walker.last = nil
    } else {
      walker.isDone = true
    }
  }

  /// Of walkers that have met, one goes on.
  private func leaveOne(_ walkers: inout [Walker]) {
    var seen: Set<[Int]> = []
    for index in walkers.indices where !walkers[index].isDone {
      let walker = walkers[index]
      let place =
        [Int(walker.margin * 1_000), walker.looksAlongDiagonals ? 1 : 0] + walker.point + walker.steps
      if !seen.insert(place).inserted { walkers[index].isDone = true }
    }
  }

  // MARK: Order

  /// Of those that have lived through a sample, the best first.
  func ranked(_ trials: Trials, _ size: Int, _ margin: Double) -> [Int] {
    trials.living(number, size).compactMap { trials.merit($0, size, margin) }.sorted().map(\.number)
  }

  func best(_ trials: Trials, _ size: Int, _ margin: Double) -> Int? {
    trials.living(number, size).compactMap { trials.merit($0, size, margin) }.min()?.number
  }

  /// The best of different places of the lattice.
  private func distinct(_ trials: Trials, _ size: Int, _ margin: Double, count: Int, parts: Int) -> [Int] {
    var found: [Int] = []
    for number in ranked(trials, size, margin) where found.count < count {
      let point = trials.known[number].point.indices
      let isNew = found.allSatisfy {
        !lattice.isNear(point, trials.known[$0].point.indices, parts: parts)
      }
      if isNew { found.append(number) }
    }
    return found
  }

  private func frontier(
    _ trials: Trials, _ numbers: [Int], _ size: Int, _ plane: (across: Int, up: Int)
  ) -> [Int] {
    let points = numbers.map { number in
      let values = trials.known[number].lives[size]?.figures.values ?? []
      return values.isEmpty ? (Double.infinity, Double.infinity) : (values[plane.across], values[plane.up])
    }
    return undominated(points).map { numbers[$0] }
  }
}

/// Indices of the points that no other one beats in both numbers, by the first; equal ones once.
func undominated(_ points: [(Double, Double)]) -> [Int] {
  let order = points.indices.sorted {
    (points[$0].0, points[$0].1, Double($0)) < (points[$1].0, points[$1].1, Double($1))
  }
  var least = Double.infinity
  return order.filter { index in
    guard points[index].1 < least else { return false }
    least = points[index].1
    return true
  }
}
