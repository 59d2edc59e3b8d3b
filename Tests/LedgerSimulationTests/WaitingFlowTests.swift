/// What waits of demand that flows, against the closed form: a steady demand whose credit ends and comes again; and, at the
/// boundary, requests that met the end of credit before the curve had brought all of them.

import Ledger
import Quantities
import Testing

@Suite struct WaitingFlowTests {
  private static let start = Instant(seconds: 1_796_083_200)
  private static let hour: Int64 = 3_600
  /// A dollar an hour for four days; credit for a day; and so many seconds later enough for all.
  private static func figures(delay: Int64, patience: Int64?, face: Int64 = 200) throws -> FlowFigures {
    var plan = LedgerPlan(start: start)
    plan.retriesWithin = patience
    plan.purchases = [
      Purchase(name: "first", source: .official, orderedAt: start, face: .dollars(24), price: .dollars(24)),
      Purchase(
        name: "second", source: .official, orderedAt: Instant(seconds: start.seconds + 24 * hour + delay),
        face: .dollars(face), price: .dollars(face)),
    ]
    let curve = (0...96).map { Int64($0) * 1_000_000_000 }
    let shape = FlowShape(
      start: start, step: hour, steps: 96, kinds: [FlowShape.Kind(mask: ScopeMask(bits: 0), offset: 0)])
    let ledger = try FlowLedger(plan: plan, shape: shape)
    var figures = FlowFigures()
    // Twice: nothing of one future waits in the next.
    for _ in 0..<2 {
      curve.withUnsafeBufferPointer { ledger.run($0, chance: nil) }
      ledger.read(into: &figures)
    }
    return figures
  }

  /// In nano-dollars: what is asked for in so many seconds, rounded down.
  private static func flow(_ seconds: Int64) -> Int64 { seconds * 1_000_000_000 / hour }

  @Test(
    arguments: [
      0, 1, 1_000, 3_600, 7_199, 7_200, 7_201, 7_202, 10_800, 36_000, 172_800,
    ] as [Int64], [nil, 1, 3_600, 7_200, 36_000] as [Int64?])
  func `what is older than the patience is lost, to the second`(_ delay: Int64, _ patience: Int64?) throws {
    let figures = try Self.figures(delay: delay, patience: patience)
    // What was asked for in second s of the outage may be served through s + P, by credit that comes in second `delay`.
    let lost = Self.flow(max(0, delay - (patience ?? 0)))
    #expect(figures.blocked.reduce(0, +) == lost)
    #expect(figures.used == 96_000_000_000 - lost)
    #expect(figures.outages == (delay > 0 ? 1 : 0) && figures.longestOutage == delay)
    #expect(figures.blockedSeconds == delay)
  }

  @Test func `credit for a part serves the oldest, and what lies behind it waits on and is lost`() throws {
    // $10 have waited ten hours; $4 serve four of them, and what comes then has no credit.
    let figures = try Self.figures(delay: 10 * Self.hour, patience: 20 * Self.hour, face: 4)
    #expect(figures.used == 28_000_000_000 && figures.left == 0)
    #expect(figures.blocked.reduce(0, +) == 68_000_000_000)
    #expect(figures.outages == 2)
  }

  /// What the request that met the end of credit had before it: half a dollar.
  private static let residual: Int64 = 500_000_000

  /// Ten hours of a dollar use up the credit, a request carries half a dollar past it, and that waits. So much of it flows in
  /// the hour after, all else six days later; new credit comes after a day.
  private static func refusedAhead(flowed: Int64, kinds: Int) throws -> ReplayLedger {
    var plan = LedgerPlan(start: start)
    plan.retriesWithin = 2 * 24 * hour
    // Of one kind a part of the request is refused; of two, the one that is served leaves nothing for the other.
    plan.largerThanBalance = kinds == 1 ? .payInPart : .overdraw
    plan.purchases = [(0, 10), (24, 200)].map { (day: Int64, face: Int64) in
      Purchase(
        name: "lot \(face)", source: .official, orderedAt: Instant(seconds: start.seconds + day * hour),
        face: .dollars(face), price: .dollars(face))
    }
    plan.scopes = [Scope(models: ["other"])]
    var (first, last): ([Int64], [Int64]) = ([], [])
    for step in 0...168 {
      first.append(Int64(min(step, 10)) * 1_000_000_000)
      last.append(step > 144 ? 2_000_000_000 : step > 10 ? flowed : 0)
    }
    let sizes = RequestSizes(mean: residual, residual: residual)
    let curves = kinds == 1 ? [zip(first, last).map { $0 + $1 }] : [first, last]
    let shape = FlowShape(
      start: start, step: hour, steps: 168,
      kinds: curves.indices.map {
        FlowShape.Kind(mask: ScopeMask(bits: UInt64($0)), offset: $0 * 169, sizes: sizes)
      })
    return try curves.flatMap { $0 }.withUnsafeBufferPointer {
      try ReplayLedger.living(plan: plan, shape: shape, values: $0, chance: nil)
    }
  }

  @Test(arguments: [0, 1, residual - 1, residual, residual + 1], [1, 2])
  func `what waits of a request comes back at once as far as it has flowed, and the rest as it flows`(
    _ flowed: Int64, _ kinds: Int
  ) throws {
    var ledger = try Self.refusedAhead(flowed: flowed, kinds: kinds)
    // Not one for each second of six days.
    #expect(ledger.rangeProblem == nil && ledger.flowLooks.count < 20)
    #expect(ledger.totals.used == .dollars(12) && ledger.totals.blocked.allSatisfy { $0 == .zero })
    let drawn = ledger.takePostings().filter { $0.kind == .drawn && $0.lot == 1 }
    let back = Instant(seconds: Self.start.seconds + 24 * Self.hour)
    let atOnce = drawn.filter { $0.at == back }.reduce(0) { $0 + $1.amount.count }
    #expect(atOnce == flowed)
    let later = drawn.filter { $0.at.seconds >= back.seconds + 120 * Self.hour }
    #expect(later.reduce(0) { $0 + $1.amount.count } == 2_000_000_000 - flowed)
  }
}
