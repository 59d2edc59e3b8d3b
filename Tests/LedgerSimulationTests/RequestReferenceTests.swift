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
  mutating func unit() -> Double { (Double(roll() >> 11) + 0.5) * 0x1p-53 }
}

/// A plan whose limits are a few requests wide; `dice` moves its lots about.
struct NarrowPlan: CustomTestStringConvertible, Sendable {
  let testDescription: String
  /// How far the means of used and blocked dollars may part, of $360 that are asked for: where a request meets two limits at
  /// once, or a delay is as short as the time between two, the mean and the square of requests do not say enough.
  let tolerance: Double
  let make: @Sendable (inout Dice) -> LedgerPlan

  static let start = Instant(seconds: 1_796_083_200)
  static let days: Int64 = 20

  private init(
    _ name: String, _ larger: LargerThanBalance, lots: [ClosedRange<Int>], tolerance: Double = 0.6,
    _ change: @escaping @Sendable (inout LedgerPlan) -> Void = { _ in }
  ) {
    testDescription = name
    self.tolerance = tolerance
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
    NarrowPlan("reload up to a target", .overdraw, lots: [500...3_000], tolerance: 3.5) {
      $0.autoReloads = [
        AutoReload(
          offer: Offer(name: "reload", source: .autoReload, delay: 3_600), threshold: .dollars(3),
          amount: .upTo(.dollars(13)))
      ]
    },
    NarrowPlan("reload in fixed amounts, refusal", .refuse, lots: [500...3_000], tolerance: 7) {
      $0.autoReloads = [
        AutoReload(
          offer: Offer(name: "reload", source: .autoReload, delay: 3_600), threshold: .dollars(1),
          amount: .fixed(.dollars(10)))
      ]
    },
    NarrowPlan("reload after a refusal, overdraw", .overdraw, lots: [500...3_000]) { afterRefusal(&$0) },
    NarrowPlan("reload after a refusal, refuse", .refuse, lots: [500...3_000], tolerance: 2.5) {
      afterRefusal(&$0)
    },
    NarrowPlan("reload after a refusal, in part", .payInPart, lots: [500...3_000], tolerance: 1.2) {
      afterRefusal(&$0)
    },
    NarrowPlan("somebody who notices, overdraw", .overdraw, lots: [500...3_000], tolerance: 1.2) {
      watched(&$0)
    },
    NarrowPlan("somebody who notices, in part", .payInPart, lots: [500...3_000], tolerance: 2) {
      watched(&$0)
    },
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

@Suite struct `A flow against its requests` {
  private static let step: Int64 = 3_600
  private static let futures = 1_000
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
    var (byRequests, byFlow) = (Self.names.map { _ in 0.0 }, Self.names.map { _ in 0.0 })
    for seed in 1...UInt64(Self.futures) {
      var dice = Dice(seed: seed &* 7_919)
      let plan = narrow.make(&dice)
      let (requests, curve) = Self.requests(law, &dice)
      var replay = try ReplayLedger(plan: plan)
      try replay.serve(requests)
      replay.advance(through: NarrowPlan.start.after(NarrowPlan.days * 86_400 - 1))
      let kind = FlowShape.Kind(mask: ScopeMask(bits: 0), offset: 0, sizes: law.sizes)
      let shape = FlowShape(
        start: NarrowPlan.start, step: Self.step, steps: curve.count - 1, kinds: [kind])
      let flow = try curve.withUnsafeBufferPointer {
        try ReplayLedger.living(plan: plan, shape: shape, values: $0, chance: nil)
      }
      for (index, (x, y)) in zip(Self.figures(replay), Self.figures(flow)).enumerated() {
        byRequests[index] += x
        byFlow[index] += y
      }
    }
    for (name, (exact, flow)) in zip(Self.names, zip(byRequests, byFlow)) {
      let apart = (flow - exact) / Double(Self.futures)
      // A reload is of about $10.
      let tolerance = name == "reloads" ? narrow.tolerance / 10 : narrow.tolerance
      #expect(
        abs(apart) < tolerance, "\(name): by the flow \(apart) more than \(exact / Double(Self.futures))")
    }
  }
}
