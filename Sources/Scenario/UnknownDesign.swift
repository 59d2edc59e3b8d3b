/// Which combinations of the values of a plan's unknown switches are run.
///
/// Up to 32 combinations all of them are. Of more, fewer: first every switch at its default; then each other value of each
/// switch by itself, the others at their defaults, which says what the switch does; then as many as it takes for every
/// two values of every two switches to meet in some run (a covering array of strength 2), which shows what two of them do
/// together. What only three or more do together may not be seen.

public struct UnknownDesign: Hashable, Sendable {
  /// The number of the value of each switch, in each run.
  public let runs: [[Int]]
  /// Every combination is run.
  public let isComplete: Bool

  /// So many combinations are all run.
  public static let mostComplete = 32
  /// A plan has no more runs than this, and the plans of a scenario with unknown switches have no more together.
  public static let mostRuns = 128
  public static let mostRunsOfAll = 512

  /// `levels`: how many values each switch has.
  public init(levels: [Int]) {
    precondition(levels.allSatisfy { $0 > 0 }, "a switch has values")
    let combinations = UnknownDesign.combinations(levels)
    let isSmall = combinations <= UnknownDesign.mostComplete
    runs = isSmall ? UnknownDesign.allRuns(levels) : UnknownDesign.fewerRuns(levels)
    isComplete = runs.count == combinations
  }

  /// How many combinations there are; `Int.max`: that many or more.
  public static func combinations(_ levels: [Int]) -> Int {
    levels.reduce(1) { product, count in
      let (next, overflow) = product.multipliedReportingOverflow(by: count)
      return overflow ? .max : next
    }
  }

  /// No design has fewer runs: known without making one.
  public static func leastRuns(_ levels: [Int]) -> Int {
    min(combinations(levels), 1 + levels.reduce(0) { $0 + $1 - 1 })
  }

  /// The last switch changes first.
  private static func allRuns(_ levels: [Int]) -> [[Int]] {
    levels.reduce([[]]) { runs, count in runs.flatMap { run in (0..<count).map { run + [$0] } } }
  }

  private static func fewerRuns(_ levels: [Int]) -> [[Int]] {
    let defaults = levels.map { _ in 0 }
    var runs = [defaults]
    for number in levels.indices {
      for value in 1..<max(levels[number], 1) {
        var run = defaults
        run[number] = value
        runs.append(run)
      }
    }
    var open = OpenPairs(levels)
    for run in runs { open.close(run) }
    while let run = open.next() {
      open.close(run)
      runs.append(run)
    }
    return runs
  }
}

/// The pairs of values of two switches that have met in no run.
private struct OpenPairs {
  private let levels: [Int]
  /// Where the values of each switch begin among all values.
  private let offsets: [Int]
  private let count: Int
  private var isOpen: [Bool]
  private var first = 0

  init(_ levels: [Int]) {
    self.levels = levels
    var offsets: [Int] = []
    var count = 0
    for level in levels {
      offsets.append(count)
      count += level
    }
    (self.offsets, self.count) = (offsets, count)
    isOpen = Array(repeating: false, count: count * count)
    for a in levels.indices {
      for b in levels.indices where a < b {
        for x in 0..<levels[a] { for y in 0..<levels[b] { isOpen[place(a, x, b, y)] = true } }
      }
    }
  }

  /// Of switches a < b.
  private func place(_ a: Int, _ x: Int, _ b: Int, _ y: Int) -> Int {
    (offsets[a] + x) * count + offsets[b] + y
  }

  mutating func close(_ run: [Int]) {
    for a in run.indices {
      for b in run.indices where a < b { isOpen[place(a, run[a], b, run[b])] = false }
    }
  }

  /// A run in which the first open pair meets, and as many others as a greedy choice finds; nil: none is open.
  mutating func next() -> [Int]? {
    while first < isOpen.count, !isOpen[first] { first += 1 }
    guard first < isOpen.count else { return nil }
    var run: [Int?] = levels.map { _ in nil }
    for value in [first / count, first % count] {
      let number = offsets.lastIndex { $0 <= value } ?? 0
      run[number] = value - offsets[number]
    }
    for number in levels.indices where run[number] == nil {
      run[number] = (0..<levels[number]).max { gain(number, $0, run) < gain(number, $1, run) }
    }
    return run.map { $0 ?? 0 }
  }

  /// How many open pairs this value would close with those that are chosen.
  private func gain(_ number: Int, _ value: Int, _ run: [Int?]) -> Int {
    run.indices.count { other in
      guard other != number, let chosen = run[other] else { return false }
      return other < number
        ? isOpen[place(other, chosen, number, value)] : isOpen[place(number, value, other, chosen)]
    }
  }
}
