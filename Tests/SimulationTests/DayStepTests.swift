/// What `step: auto` changes, which draws a local day at once: the same plans by the day, by the hour, and request by request.
/// Each figure of each is printed with what parts them, and may not part by more than docs/ledger-rules.md says, section 9.

import Demand
import Ledger
import Numerics
import Pricing
import Providers
import Quantities
import Results
import Scenario
import Simulation
import Testing

/// A workload of requests, and a plan that has something to do.
struct DayCase: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let workload: Workload
  let plan: LedgerPlan
  /// What auto comes to; nil: a day.
  let step: Int64?
  /// How far the outage risk may part.
  let risk: Double

  static let length = days(90)

  private init(
    _ name: String, step: Int64? = nil, risk: Double = 0.03, _ count: Int64, _ unit: Rate.Unit,
    prompts: TokenLaw,
    _ shape: WeeklyShape = WeeklyShape(), lots: [(day: Int64, dollars: Int64)], lasting: Int64,
    change: (inout Workload, inout LedgerPlan) -> Void = { _, _ in }
  ) {
    guard let model = try? RateCard.builtIn.model(named: "claude-sonnet-5-5") else {
      preconditionFailure("the card has it")
    }
    var workload = Workload(
      name: "use",
      size: .requests(
        RequestProfile(
          rate: Rate(count: Ratio(millionths: count * 1_000_000), unit: unit),
          mix: [ModelShare(model: model, share: .one)], input: prompts, output: .fixed(TokenCount(2_000)))),
      active: [Period(from: beginning, to: beginning.after(DayCase.length))])
    workload.shape = shape
    var plan = LedgerPlan(start: beginning)
    var terms = LotTerms()
    terms.validity = .lasting(.seconds(days(lasting)))
    plan.purchases = lots.enumerated().map { number, lot in
      Purchase(
        name: "lot \(number)", source: .official,
        orderedAt: beginning.after(lot.day == 0 ? 0 : days(lot.day) + 36_000), face: .dollars(lot.dollars),
        price: .dollars(lot.dollars), terms: terms)
    }
    change(&workload, &plan)
    (testDescription, self.workload, self.plan) = (name, workload, plan)
    (self.step, self.risk) = (step, risk)
  }

  /// Short prompts, and long ones now and then.
  private static let mixed = TokenLaw.table([
    .init(tokens: TokenCount(5_000), weight: .percent(70)),
    .init(tokens: TokenCount(60_000), weight: .percent(30)),
  ])

  static let office: WeeklyShape = {
    var shape = WeeklyShape()
    if let zone = try? Zone(named: "America/New_York") { shape.zone = zone }
    shape.days = (0..<7).map { $0 < 5 ? .one : .zero }
    shape.hours = (0..<24).map { (12..<22).contains($0) ? .one : .zero }
    return shape
  }()

  static let all: [DayCase] = [
    DayCase(
      "day and night, lots that expire", 10, .hour, prompts: mixed,
      lots: [(0, 520), (30, 520), (60, 405)], lasting: 33),
    DayCase(
      "an office in New York, a daily cap", 200, .day, prompts: mixed, office,
      lots: [(0, 900), (45, 900)], lasting: 60
    ) { $1.usageCaps = [UsageCap(amount: Nanodollars(15_500_000_000), window: .day(.utc))] },
    DayCase(
      "two requests a day", step: TimeSpan.hour, 2, .day, prompts: .fixed(TokenCount(200_000)),
      lots: [(0, 30), (30, 30), (60, 30)], lasting: 25),
    DayCase(
      "dispersed, with reloads", risk: 0.1, 600, .day, prompts: mixed, lots: [(0, 1_500)], lasting: 40
    ) { workload, plan in
      workload.dispersion = .percent(900)
      plan.autoReloads = [
        AutoReload(
          offer: Offer(name: "reload", source: .autoReload, delay: 3_600), threshold: .dollars(4),
          amount: .fixed(.dollars(400)))
      ]
    },
    DayCase(
      "regimes, and somebody who notices", 80, .day, prompts: mixed, lots: [(0, 200)], lasting: 60
    ) { workload, plan in
      workload.regimes = [
        Regime(
          name: "busy", level: .percent(180), lasts: days(8), next: [.init(regime: 1, share: .one)]),
        Regime(
          name: "quiet", level: .percent(30), lasts: days(6), next: [.init(regime: 0, share: .one)]),
      ]
      plan.people = [
        Person(offer: Offer(name: "person", source: .official), buys: .dollars(60), reaction: 6 * 3_600)
      ]
    },
  ]
}

@Suite struct `A day at once against its hours and its requests` {
  private static let names = ["used", "expired", "left", "blocked", "outage risk", "reloads and orders"]

  /// By future: dollars as a share of what is asked for on average, a risk, a number.
  private typealias Figures = [[Double]]

  private static func simulated(_ subject: DayCase, step: Int64?, paths: Int) throws -> Figures {
    var scenario = world(subject.plan, [subject.workload], length: DayCase.length)
    scenario.step = step
    #expect(scenario.stepUsed.seconds == step ?? subject.step)
    var simulation = try Simulation(scenario, seed: 11)
    try simulation.run(upTo: paths, threads: 2)
    let result = simulation.result
    let run = result.runs[0]
    let blocked = [Outcome.noCredit, .dailyCap].map { run.column($0) }
    let columns = [Outcome.used, .expired, .left, .outages, .reloads].map { run.column($0) }
    let orders = run.column(.paid)
    return (0..<paths).map { path in
      let refused = blocked.reduce(0) { $0 + $1[path] }
      return [
        Double(columns[0][path]), Double(columns[1][path]), Double(columns[2][path]), Double(refused),
        columns[3][path] > 0 ? 1 : 0, Double(orders[path]) / 1e9 / 50, Double(result.demand[path]),
      ]
    }
  }

  /// Every request at its own instant.
  private static func replayed(_ subject: DayCase, paths: Int) throws -> Figures {
    guard case .requests(let profile) = subject.workload.size else { return [] }
    let shape = subject.workload.shape
    let open = shape.hours.reduce(0) { $0 + Double($1.millionths) / 1e6 }
    let perHour = Double(profile.rate.count.millionths) / 1e6 / (profile.rate.unit == .day ? open : 1)
    let costs = try costs(profile)
    let extra = Double(subject.workload.dispersion.millionths) / 1e6 - 1
    return try (0..<paths).map { path in
      var dice = Scramble(UInt64(path) &* 0x9E37_79B9 &+ 12_345)
      let regimes = levels(subject.workload.regimes, &dice)
      var requests: [Request] = []
      for hour in 0..<Int(DayCase.length / 3_600) {
        let second = beginning.seconds + Int64(hour) * 3_600
        let local = second + shape.zone.offset(at: Instant(seconds: second))
        let day = local / 86_400
        let level =
          Double(shape.hours[Int(local % 86_400 / 3_600)].millionths) / 1e6
          * Double(shape.days[CivilDate(day: day).weekday].millionths) / 1e6
        guard level > 0 else { continue }
        // A regime changes within the hour at its middle.
        var expected = perHour * level * regimes(Double(hour) + 0.5)
        if extra > 0 { expected = gamma(expected / extra, &dice) * extra }
        var offsets: [Int64] = []
        var time = -Mathematics.log(dice.uniform()) / max(expected, 1e-12)
        while time < 1 {
          offsets.append(Int64(time * 3_600))
          time -= Mathematics.log(dice.uniform()) / expected
        }
        for offset in offsets {
          let u = dice.uniform()
          let cost = costs.first { u < $0.upTo }?.cost ?? costs[costs.count - 1].cost
          requests.append(Request(at: Instant(seconds: second + offset), amount: cost))
        }
      }
      var ledger = try ReplayLedger(plan: subject.plan)
      try ledger.serve(requests)
      ledger.advance(through: beginning.after(DayCase.length - 1))
      let totals = ledger.totals
      let refused = totals.blocked.reduce(0) { $0 + $1.count }
      let paid = ledger.lots.reduce(0.0) { $0 + Double($1.price.count) } / 1e9
      return [
        Double(totals.used.count), Double(totals.expired.count), Double(totals.left.count), Double(refused),
        refused > 0 ? 1 : 0, paid / 50, Double(totals.demand.count),
      ]
    }
  }

  private static func costs(_ profile: RequestProfile) throws -> [(upTo: Double, cost: Nanodollars)] {
    var sum = 0.0
    let prompts: [(tokens: TokenCount, weight: Double)] =
      switch profile.input {
      case .fixed(let tokens): [(tokens, 1)]
      case .table(let values): values.map { ($0.tokens, Double($0.weight.millionths) / 1e6) }
      case .lognormal: []
      }
    return try prompts.map { prompt in
      var usage = Usage()
      usage.input = prompt.tokens.count
      if case .fixed(let answer) = profile.output { usage.output = answer.count }
      guard
        case .charged(let cost) = try RateCard.builtIn.charge(
          usage, model: profile.mix[0].model, at: beginning)
      else { throw QuantityError("the card does not charge it", remedy: "name a model of the card") }
      sum += prompt.weight
      return (sum, cost)
    }
  }

  /// The level at an hour of one future.
  private static func levels(_ regimes: [Regime], _ dice: inout Scramble) -> (Double) -> Double {
    guard !regimes.isEmpty else { return { _ in 1 } }
    var stays: [(end: Double, level: Double)] = []
    var (time, at) = (0.0, 0)
    while time < Double(DayCase.length) / 3_600 {
      time -= Mathematics.log(dice.uniform()) * Double(regimes[at].lasts) / 3_600
      stays.append((time, Double(regimes[at].level.millionths) / 1e6))
      at = regimes[at].next[0].regime
    }
    return { hour in stays.first { hour < $0.end }?.level ?? 0 }
  }

  private static func gamma(_ shape: Double, _ dice: inout Scramble) -> Double {
    Gamma(mean: shape, deviation: shape.squareRoot()).quantile(dice.uniform())
  }

  private static func mean(_ figures: Figures, _ index: Int) -> (mean: Double, error: Double) {
    let n = Double(figures.count)
    let mean = figures.reduce(0) { $0 + $1[index] } / n
    let variance = figures.reduce(0) { $0 + ($1[index] - mean) * ($1[index] - mean) } / (n - 1)
    return (mean, (variance / n).squareRoot())
  }

  /// Of what is asked for; and of a purchase of $50.
  private static let (amounts, orders) = (0.002, 0.02)

  @Test(arguments: DayCase.all)
  func `the means and the risks agree`(_ subject: DayCase) throws {
    let paths = futures(3_000)
    let auto = try Self.simulated(subject, step: nil, paths: paths)
    let hour = try Self.simulated(subject, step: TimeSpan.hour, paths: paths)
    let exact = try Self.replayed(subject, paths: futures(600))
    let demand = Self.mean(auto, 6).mean
    for (other, name) in [(hour, "by the hour"), (exact, "request by request")] {
      let (a, b) = (Self.mean(auto, 6), Self.mean(other, 6))
      #expect(abs(a.mean - b.mean) < 4 * (a.error * a.error + b.error * b.error).squareRoot(), "demand")
      for (index, figure) in Self.names.enumerated() {
        let unit = index < 4 ? demand : 1
        let (a, b) = (Self.mean(auto, index), Self.mean(other, index))
        let apart = (a.mean - b.mean) / unit
        let error = (a.error * a.error + b.error * b.error).squareRoot() / unit
        print(
          "\(subject.testDescription): \(figure) \(rounded(a.mean / unit)), \(name) \(rounded(b.mean / unit)), "
            + "apart \(rounded(apart)) +- \(rounded(error))")
        let bound = index < 4 ? Self.amounts : index == 4 ? subject.risk : Self.orders
        #expect(abs(apart) < bound + 4 * error, "\(figure), \(name): \(apart) +- \(error)")
      }
    }
  }

  /// In hundred-thousandths.
  private func rounded(_ value: Double) -> Double { (value * 1e5).rounded() / 1e5 }

  @Test func `a workload's draws are its own, whatever else is there`() throws {
    let own = DayCase.all[1].workload
    var other = DayCase.all[0].workload
    other.name = "another"
    func usage(_ workloads: [Workload]) throws -> [Int128] {
      var scenario = world(DayCase.all[0].plan, workloads, length: DayCase.length)
      scenario.step = nil
      var simulation = try Simulation(scenario, seed: 3)
      try simulation.run(upTo: 50, threads: 1)
      return simulation.result.usage.filter { $0.workload == "use" }.map(\.total)
    }
    let alone = try usage([own])
    #expect(try usage([own, other]) == alone)
    #expect(alone[0] > 0)
  }

  @Test func `the day's sum has the law of its hours`() throws {
    let subject = DayCase.all[3]
    let paths = futures(4_000)
    func squares(_ step: Int64?) throws -> (mean: Double, variance: Double) {
      let demand = try Self.simulated(subject, step: step, paths: paths).map { $0[6] / 1e9 }
      let mean = demand.reduce(0, +) / Double(paths)
      return (mean, demand.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(paths - 1))
    }
    let (day, hour) = (try squares(nil), try squares(TimeSpan.hour))
    // A variance is known to a share of the root of two over the futures.
    #expect(abs(day.variance / hour.variance - 1) < 4 * (4 / Double(paths)).squareRoot())
    #expect(abs(day.mean - hour.mean) < 4 * (2 * hour.variance / Double(paths)).squareRoot())
  }
}
