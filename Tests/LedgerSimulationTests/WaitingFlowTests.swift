/// What waits of demand that flows, against the closed form: a steady demand whose credit ends and comes again.

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
}
