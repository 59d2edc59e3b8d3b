/// Do 95 % intervals hold the truth in 95 % of runs? Scenarios with rare events are run once, for long, and the run is cut into
/// experiments of few futures: each interval is compared with what the whole run says: means, quantiles, shares, and pairs.
///
/// LOTWISE_COVERAGE=1000 makes so many experiments of 500 futures, and prints the table.

import Analysis
import Documents
import Foundation
import Results
import Scenario
import ScenarioFile
import Simulation
import Testing

/// What was asked, and how often its interval held the truth.
private struct Coverage {
  var held = 0
  var asked = 0
  /// Futures of 500 that differ from the usual number, as the long run has them.
  var events = 0.0
  /// Of quantiles and of what takes few values: may be held more often than 98.5 %.
  var isDiscrete = false

  var share: Double { asked == 0 ? 1 : Double(held) / Double(asked) }
}

private let full = ProcessInfo.processInfo.environment["LOTWISE_COVERAGE"].flatMap(Int.init)
private let futures = 500

@Suite struct CoverageTests {
  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  /// Two plans that are equal but for rare events, and one whose events are rare and large.
  private static let rare = """
    lotwise: 1
    title: Rare events
    start: 2026-12-01
    horizon: 2 months
    blocked work costs: 100%
    workloads:
      use: {spend: {law: lognormal, median: $5, p90: $9}, noise: {daily: 30%}}
    plans:
      sure: {buy: {credit: $2000}}
      sold:
        buy: {source: reseller, credit: $2000, pay: $2000, validity: 1 year}
        seller: {undelivered: 0.2%, revoked: 0.1% per month}
      in parts:
        buy: {source: reseller, credit: $120, pay: $110, validity: 1 year, every: 2 weeks, count: 5}
        seller: {undelivered: 0.5%}
        auto-reload: {below: $10, add: $40, declined: 0.1%, off after: 1}
    """

  private static func scenario(_ name: String) throws -> Scenario {
    let path = root.appending(path: "scenarios/\(name).yaml").path
    let file =
      name == "rare" ? CheckedFile(bytes: Array(rare.utf8), path: "rare.yaml") : CheckedFile(path: path)
    guard case .scenario(let scenario)? = file.content else {
      Issue.record("\(name): \(file.diagnostics.rendered(color: false))")
      throw CocoaError(.fileReadCorruptFile)
    }
    return scenario
  }

  /// A long run, its outcomes by plan, and its futures in experiments.
  private struct LongRun {
    let run: SimulationRun
    private let columns: [[[Int64]]]

    init(_ scenario: Scenario, paths: Int) throws {
      var simulation = try Simulation(scenario, seed: 1)
      try simulation.run(upTo: paths, threads: 2)
      run = simulation.result
      columns = run.runs.map { plan in Outcome.allCases.map { plan.column($0) } }
    }

    /// As if these futures had been run alone, but for what is summed over all of them: lots, days and months.
    func part(_ rows: Range<Int>) -> SimulationRun {
      let runs = zip(run.runs, columns).map { plan, columns in
        let block = OutcomeBlock(paths: rows.count, columns: columns.map { Array($0[rows]) })
        return PlanRun(plan: plan.plan, settings: plan.settings, blocks: [block])
      }
      return SimulationRun(
        paths: rows.count, asked: rows.count, seed: run.seed, wasInterrupted: false, runs: runs,
        demand: Array(run.demand[rows]), throttled: Array(run.throttled[rows]),
        controls: run.controls.map { Array($0[rows]) }, controlNames: run.controlNames)
    }
  }

  @Test(arguments: ["rare", "reseller-or-official", "pipeline-that-died"])
  func `an interval said to be of 95 % holds the truth so often, be it of something rare`(
    name: String
  ) throws {
    let scenario = try Self.scenario(name)
    let experiments = full ?? 60
    // Which holds each experiment itself, one part in sixty: what they differ by is smaller by less than a hundredth.
    let long = try LongRun(scenario, paths: experiments * futures)
    let truth = compare(long.run, of: scenario)
    var found: [String: Coverage] = [:]
    var order: [String] = []
    /// `error`: of the long run itself. One future among all of it, which most experiments lack, may carry much of its mean.
    func note(
      _ key: String, _ interval: Interval, _ value: Double, error: Double = 0, events: Double,
      discrete: Bool = false
    ) {
      if found[key] == nil { order.append(key) }
      var coverage = found[key] ?? Coverage()
      // Nine decimals of a sum over the futures are no difference.
      let slack = 1e-9 * abs(value) + (error.isFinite ? error : 0)
      coverage.held += interval.low - slack <= value && value <= interval.high + slack ? 1 : 0
      coverage.asked += 1
      coverage.events = events
      coverage.isDiscrete = discrete
      found[key] = coverage
    }
    for number in 0..<experiments {
      let rows = number * futures..<(number + 1) * futures
      let result = compare(long.part(rows), of: scenario)
      for (plan, known) in zip(result.plans, truth.plans) {
        for estimate in plan.estimates {
          guard let true_ = known[estimate.measure] else { continue }
          let key = "\(plan.name): \(estimate.measure.name)"
          let events = min(Self.events(true_), Self.causes(known))
          note(key, estimate.interval, true_.mean, error: true_.standardError, events: events)
          if estimate.adjusted != nil {
            note(key + ", adjusted", estimate.best.interval, true_.best.mean, events: events)
          }
          guard let quantiles = estimate.quantiles, let trueQuantiles = true_.quantiles else { continue }
          for (share, quantile, value) in [
            ("p05", quantiles.p05, trueQuantiles.p05.value), ("p50", quantiles.p50, trueQuantiles.p50.value),
            ("p95", quantiles.p95, trueQuantiles.p95.value),
          ] {
            let interval = Interval(
              low: quantile.low.map { Double($0) } ?? -.infinity,
              high: quantile.high.map { Double($0) } ?? .infinity)
            note("\(key), \(share)", interval, Double(value), events: events, discrete: true)
          }
        }
      }
      for pair in result.pairs {
        guard let true_ = truth.pair(pair.a, pair.b) else { continue }
        let key = "\(result.plans[pair.a].name) less \(result.plans[pair.b].name)"
        let same = Double(true_.same) / Double(truth.paths)
        let causes = min(Self.causes(truth.plans[pair.a]), Self.causes(truth.plans[pair.b]))
        let events = min(same > 0.5 ? (1 - same) * 500 : 500, causes)
        note(key, pair.difference.interval, true_.difference.mean, events: events)
        if pair.difference.adjusted != nil {
          note(key + ", adjusted", pair.difference.best.interval, true_.difference.best.mean, events: events)
        }
      }
    }
    Self.judge(name, order, found)
  }

  /// How many of 500 futures are not the usual one; no more than one in ten is told by quantiles that are equal.
  private static func events(_ estimate: Estimate) -> Double {
    let share = Double(estimate.nonZero) / Double(max(1, estimate.futures))
    guard let quantiles = estimate.quantiles else {
      return estimate.measure.unit == .ratio ? 500 : min(share, 1 - share) * 500
    }
    if quantiles.p50.value == 0 { return share * 500 }
    return quantiles.p05.value == quantiles.p95.value ? 0 : 500
  }

  /// How many show the rarest of the plan's risks that ever come true.
  private static func causes(_ plan: PlanResult) -> Double {
    [Measure.undelivered, .revoked, .declines].compactMap { plan[$0] }.filter { $0.nonZero > 0 }
      .map { Double($0.nonZero) / Double($0.futures) * 500 }.min() ?? 500
  }

  private static func judge(_ name: String, _ order: [String], _ found: [String: Coverage]) {
    var lines: [String] = []
    var (held, asked) = (0, 0)
    for key in order {
      // Control variates that help in an experiment or two by luck say nothing.
      guard let coverage = found[key], coverage.asked > 2 else { continue }
      let isRare = coverage.events < 30
      // In the small version chance alone may be three standard errors off.
      let slack = 3 * (0.95 * 0.05 / Double(coverage.asked)).squareRoot()
      let least = isRare ? 0.90 - (full == nil ? slack : 0) : 0.95 - max(0.02, slack)
      #expect(coverage.share >= least, "\(name), \(key): held in \(coverage.held) of \(coverage.asked)")
      if !isRare, !coverage.isDiscrete {
        held += coverage.held
        asked += coverage.asked
        #expect(coverage.share <= 0.985 + slack / 2 || full == nil, "\(name), \(key): \(coverage.share)")
      }
      lines.append(
        "\(name)\t\(key)\t\(isRare ? "rare" : coverage.isDiscrete ? "quantile" : "mean")\t"
          + "\(Double(Int(coverage.share * 1_000 + 0.5)) / 10)\t\(coverage.asked)")
    }
    let all = Double(held) / Double(max(1, asked))
    #expect((0.93...0.985).contains(all), "\(name), all that is not rare: \(all)")
    if full != nil { print(lines.joined(separator: "\n")) }
  }
}
