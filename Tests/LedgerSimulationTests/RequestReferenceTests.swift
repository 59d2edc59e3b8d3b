/// The flow against its requests where these are large beside a lot, a cap or a threshold: the same random requests are
/// replayed one by one, and lived as steps of a curve by a flow that knows only how large they are on average. What
/// both come to in the mean must agree: docs/ledger-rules.md, section 9.

import Foundation
import Ledger
import Quantities
import Testing

/// The costs of requests.
enum SizeLaw: CaseIterable, CustomTestStringConvertible, Sendable {
  case fixed, lognormal, wide

  static let mean = 750_000_000.0

  private var sigma: Double {
    switch self {
    case .fixed: 0
    case .lognormal: 0.6
    case .wide: 1
    }
  }

  var testDescription: String {
    self == .fixed ? "requests of $0.75" : "lognormal requests of $0.75 in the mean, sigma \(sigma)"
  }

  func draw(_ dice: inout Dice) -> Int64 {
    if self == .fixed { return Int64(SizeLaw.mean) }
    let normal = (-2 * log(dice.unit())).squareRoot() * cos(2 * .pi * dice.unit())
    return Int64(SizeLaw.mean * exp(sigma * normal - sigma * sigma / 2))
  }

  var sizes: RequestSizes {
    if self == .fixed { return RequestSizes(each: Int64(SizeLaw.mean)) }
    return RequestSizes(mean: Int64(SizeLaw.mean), residual: Int64(SizeLaw.mean * exp(sigma * sigma) / 2))
  }
}

extension Dice {
  fileprivate mutating func unit() -> Double { (Double(roll() >> 11) + 0.5) * 0x1p-53 }
}

/// A plan whose limits are a few requests wide; `dice` moves its lots about.
struct NarrowPlan: CustomTestStringConvertible, Sendable {
  let testDescription: String
  let make: @Sendable (inout Dice) -> LedgerPlan

  static let start = Instant(seconds: 1_796_083_200)
  static let days: Int64 = 20

  private init(
    _ name: String, _ larger: LargerThanBalance, lots: [ClosedRange<Int>],
    _ change: @escaping @Sendable (inout LedgerPlan) -> Void = { _ in }
  ) {
    testDescription = name
    make = { dice in
      var plan = LedgerPlan(start: NarrowPlan.start)
      plan.largerThanBalance = larger
      var terms = LotTerms()
      terms.validity = .lasting(.seconds(10 * 86_400))
      for (number, cents) in lots.enumerated() {
        let face = Nanodollars(Int64(dice.int(cents)) * 10_000_000)
        let from = NarrowPlan.start.after(Int64(number) * 5 * 86_400)
        plan.purchases.append(
          Purchase(
            name: "lot \(number)", source: .official, orderedAt: from, face: face, price: face, terms: terms))
      }
      change(&plan)
      return plan
    }
  }

  static let all: [NarrowPlan] = [
    NarrowPlan("overdraw", .overdraw, lots: [500...3_000, 500...3_000, 500...3_000, 500...3_000]),
    NarrowPlan("refuse", .refuse, lots: [500...3_000, 500...3_000, 500...3_000, 500...3_000]),
    NarrowPlan("refuse, one lot that outlasts its use", .refuse, lots: [6_000...9_000]),
    NarrowPlan("pay in part", .payInPart, lots: [500...3_000, 500...3_000, 500...3_000, 500...3_000]),
    NarrowPlan("cap, crossing request served", .overdraw, lots: [4_000...9_000, 4_000...9_000]) {
      $0.usageCaps = [UsageCap(amount: .dollars(8), window: .day(.utc), crossing: .served)]
    },
    NarrowPlan("cap, latched", .overdraw, lots: [4_000...9_000, 4_000...9_000]) {
      $0.usageCaps = [UsageCap(amount: .dollars(8), window: .day(.utc), crossing: .latched)]
    },
    NarrowPlan("cap, each by itself", .overdraw, lots: [4_000...9_000, 4_000...9_000]) {
      $0.usageCaps = [UsageCap(amount: .dollars(8), window: .day(.utc), crossing: .each)]
    },
    NarrowPlan("small cap, latched", .overdraw, lots: [4_000...9_000, 4_000...9_000]) {
      $0.usageCaps = [UsageCap(amount: .dollars(2), window: .day(.utc), crossing: .latched)]
    },
    NarrowPlan("reload up to a target", .overdraw, lots: [500...3_000]) {
      $0.autoReloads = [
        AutoReload(
          offer: Offer(name: "reload", source: .autoReload, delay: 3_600), threshold: .dollars(3),
          amount: .upTo(.dollars(13)))
      ]
    },
    NarrowPlan("reload in fixed amounts, refusal", .refuse, lots: [500...3_000]) {
      $0.autoReloads = [
        AutoReload(
          offer: Offer(name: "reload", source: .autoReload, delay: 3_600), threshold: .dollars(1),
          amount: .fixed(.dollars(10)))
      ]
    },
    NarrowPlan("reload after a refusal, overdraw", .overdraw, lots: [500...3_000]) { afterRefusal(&$0) },
    NarrowPlan("reload after a refusal, refuse", .refuse, lots: [500...3_000]) { afterRefusal(&$0) },
    NarrowPlan("reload after a refusal, in part", .payInPart, lots: [500...3_000]) { afterRefusal(&$0) },
    NarrowPlan("somebody who notices, overdraw", .overdraw, lots: [500...3_000]) { watched(&$0) },
    NarrowPlan("somebody who notices, in part", .payInPart, lots: [500...3_000]) { watched(&$0) },
  ]

  private static func afterRefusal(_ plan: inout LedgerPlan) {
    var reload = AutoReload(
      offer: Offer(name: "reload", source: .autoReload), threshold: .zero, amount: .fixed(.dollars(10)))
    reload.afterRefusal = true
    plan.autoReloads = [reload]
  }

  private static func watched(_ plan: inout LedgerPlan) {
    plan.people = [
      Person(offer: Offer(name: "person", source: .official), buys: .dollars(10), reaction: 6 * 3_600)
    ]
  }
}

extension Instant {
  fileprivate func after(_ seconds: Int64) -> Instant { Instant(seconds: self.seconds + seconds) }
}

/// Sums of one figure over futures, by requests and by the flow.
private struct Comparison {
  var (requests, squares, flow, apart) = (0.0, 0.0, 0.0, 0.0)

  mutating func add(_ requests: Nanodollars, _ flow: Nanodollars) {
    add(Double(requests.count) / 1e9, Double(flow.count) / 1e9)
  }

  mutating func add(_ x: Double, _ y: Double) {
    requests += x
    squares += x * x
    flow += y
    apart += (x - y) * (x - y)
  }

  func means(_ count: Double) -> (requests: Double, flow: Double, error: Double, paired: Double) {
    let (mean, other) = (requests / count, flow / count)
    let variance = max(squares / count - mean * mean, 0)
    let between = max(apart / count - (mean - other) * (mean - other), 0)
    return (mean, other, (variance / count).squareRoot(), (between / count).squareRoot())
  }
}

@Suite struct `A flow against its requests` {
  private static let step: Int64 = 3_600
  private static let futures = 2_000
  private static let names = ["used", "blocked", "expired", "left", "debt", "reloads"]

  /// About one request an hour.
  private static func requests(_ law: SizeLaw, _ dice: inout Dice) -> (requests: [Request], curve: [Int64]) {
    var requests: [Request] = []
    var curve = [Int64](repeating: 0, count: Int(NarrowPlan.days * 86_400 / step) + 1)
    var second = 0.0
    while true {
      second -= 3_600 * log(dice.unit())
      guard second < Double(NarrowPlan.days * 86_400) else { break }
      let amount = law.draw(&dice)
      requests.append(Request(at: NarrowPlan.start.after(Int64(second)), amount: Nanodollars(amount)))
      curve[Int(Int64(second) / step) + 1] += amount
    }
    for index in 1..<curve.count { curve[index] += curve[index - 1] }
    return (requests, curve)
  }

  private static func figures(_ ledger: ReplayLedger) -> [Double] {
    let totals = ledger.totals
    let blocked = totals.blocked.reduce(0) { $0 + $1.count }
    let amounts = [totals.used.count, blocked, totals.expired.count, totals.left.count, totals.debt.count]
    return amounts.map { Double($0) / 1e9 } + [Double(ledger.counts.reloads)]
  }

  @Test(arguments: NarrowPlan.all, SizeLaw.allCases)
  func `the means agree`(_ narrow: NarrowPlan, _ law: SizeLaw) throws {
    var comparisons = Self.names.map { _ in Comparison() }
    var fluids = comparisons
    for seed in 1...UInt64(Self.futures) {
      var dice = Dice(seed: seed &* 7_919)
      let plan = narrow.make(&dice)
      let (requests, curve) = Self.requests(law, &dice)
      var replay = try ReplayLedger(plan: plan)
      try replay.serve(requests)
      replay.advance(through: NarrowPlan.start.after(NarrowPlan.days * 86_400 - 1))
      let exact = Self.figures(replay)
      for sizes in [law.sizes, .fluid] {
        let kind = FlowShape.Kind(mask: ScopeMask(bits: 0), offset: 0, sizes: sizes)
        let shape = FlowShape(
          start: NarrowPlan.start, step: Self.step, steps: curve.count - 1, kinds: [kind])
        let flow = try curve.withUnsafeBufferPointer {
          try ReplayLedger.living(plan: plan, shape: shape, values: $0, chance: nil)
        }
        for (index, (x, y)) in zip(exact, Self.figures(flow)).enumerated() {
          if sizes == .fluid { fluids[index].add(x, y) } else { comparisons[index].add(x, y) }
        }
      }
    }
    for (name, (comparison, fluid)) in zip(Self.names, zip(comparisons, fluids)) {
      let (exact, flow, error, paired) = comparison.means(Double(Self.futures))
      let old = fluid.means(Double(Self.futures)).flow
      func text(_ x: Double) -> String { String(format: "%9.4f", x) }
      let z = error > 0 ? (flow - exact) / error : 0
      print(
        "REF|\(narrow.testDescription)|\(law)|\(name)|\(text(exact))|fluid \(text(old))|flow \(text(flow))|se \(text(error))|z \(text(z))|paired \(text(paired))"
      )
      #expect(abs(flow - exact) <= max(4 * error, 0.005), "\(name): \(exact) by requests, \(flow)")
    }
  }
}
