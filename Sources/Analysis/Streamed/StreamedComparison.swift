/// A comparison over very many futures, or over a part of them: block after block is summed up and let go, so that it takes as much memory
/// as the kept futures and the tallies do, whatever the number. Two parts add up to the tallies of both, in any order, to
/// the last bit; so any division over threads, processes and machines tells the same.
///
/// What cannot be summed up comes from the kept futures, the first 16,384: what unknown rules change, what moves a cost, months, days and
/// orders of single futures, how much another worth of what is left over would change (added to the mean of all).
///
/// At the boundary: once it is closed, blocks that come late (of threads that an interrupt left behind) are not counted.

import Numerics
import Quantities
import Results
import Scenario
import Simulation
import Synchronization

public final class StreamedComparison: Sendable {
  private struct Tallies: Sendable {
    var columns: [ColumnTally]
    var sums: RunSums
    var blocks = BlockNumbers()
    var isClosed = false
  }

  private let kept: ComparedRun
  private let layout: StreamLayout
  private let scenario: Scenario
  private let tallies: Mutex<Tallies>

  /// `simulation`: of the first futures, of which all are kept.
  public init(_ simulation: Simulation, threads: Int) {
    let run = simulation.result
    kept = ComparedRun(run, of: simulation.scenario, stopped: nil, detail: .all, threads: threads)
    layout = StreamLayout(kept)
    scenario = simulation.scenario
    tallies = Mutex(
      Tallies(columns: layout.lenses.map { ColumnTally($0) }, sums: RunSums(of: simulation)))
  }

  private init(_ kept: ComparedRun, _ layout: StreamLayout, _ scenario: Scenario, _ sums: RunSums) {
    (self.kept, self.layout, self.scenario) = (kept, layout, scenario)
    tallies = Mutex(Tallies(columns: layout.lenses.map { ColumnTally($0) }, sums: sums))
  }

  /// The same with nothing added yet. `simulation`: the one that it was made of.
  func emptied(of simulation: Simulation) -> StreamedComparison {
    StreamedComparison(kept, layout, scenario, RunSums(of: simulation))
  }

  /// Two parts with the same add up.
  public var fingerprint: String { layout.fingerprint }

  /// Futures that are summed up.
  public var futures: Int { tallies.withLock { $0.sums.paths } }
  /// Blocks that were added one by one; what another part packed is not among them.
  public var blocks: BlockNumbers { tallies.withLock { $0.blocks } }

  // MARK: Adding

  /// A block, from any thread.
  public func add(_ number: Int, _ block: SimulationRun, _ sums: RunSums) {
    let columns = self.columns(of: block)
    tallies.withLock { tallies in
      guard !tallies.isClosed else { return }
      for (number, column) in columns.enumerated() {
        tallies.columns[number].add(column.values, of: column.rows)
      }
      tallies.sums.add(sums)
      tallies.blocks.insert(number)
    }
  }

  private typealias Numbers = (values: [Int64], rows: [Int]?)

  /// Every column of the layout.
  private func columns(of block: SimulationRun) -> [Numbers] {
    var columns = [Numbers](repeating: ([], nil), count: layout.lenses.count)
    func left(_ residual: StreamLayout.Residual, _ values: [Int64]) {
      columns[residual.column] = (Analysis.residual(values, residual.slopes, block.controls), nil)
    }
    columns[layout.demand] = (block.demand, nil)
    columns[layout.throttled] = (block.throttled, nil)
    var costs: [[Int64]] = []
    for plan in layout.plans {
      let figures = Figures(block.runs[plan.run], of: block, scenario)
      var cost: [Int64] = []
      for column in plan.measures {
        let numbers = figures.valuesAndRows(column.measure.formula)
        columns[column.values] = numbers
        if let below = column.below, let under = figures.below(column.measure.formula) {
          columns[below] = (under, nil)
          if let pulls = column.pulls {
            columns[pulls.column] = (RatioOfTotals.wholePulls(numbers.values, under, at: pulls.ratio), nil)
          }
        }
        if let residual = column.residual { left(residual, numbers.values) }
        if column.measure == .totalCost { cost = numbers.values }
      }
      costs.append(cost)
      for gate in plan.gates {
        for variant in gate.variants {
          let isHeadline = variant.run == plan.run
          add(
            gate.gate, variant, isHeadline ? figures : Figures(block.runs[variant.run], of: block, scenario),
            &columns)
        }
      }
    }
    for pair in layout.pairs {
      let values = apart(costs[pair.a], costs[pair.b])
      columns[pair.contrast] = (values, nil)
      if let residual = pair.residual { left(residual, values) }
    }
    return columns
  }

  private func add(
    _ gate: Gate, _ bound: StreamLayout.OfGate.Bound, _ figures: Figures, _ columns: inout [Numbers]
  ) {
    let numbers = figures.valuesAndRows(gate.subject.formula)
    if gate.share != nil {
      columns[bound.values] = (numbers.values.map { gate.isKept(by: $0) ? 1 : 0 }, nil)
      return
    }
    columns[bound.values] = (numbers.values, numbers.rows)
    if let pulls = bound.pulls, let under = figures.below(gate.subject.formula) {
      columns[pulls.below] = (under, nil)
      columns[pulls.column] = (RatioOfTotals.wholePulls(numbers.values, under, at: pulls.ratio), nil)
    }
  }

  // MARK: As bytes

  /// Says which blocks these are.
  @discardableResult
  public func pack(into writer: inout PackedWriter) -> BlockNumbers {
    let (columns, sums, blocks) = tallies.withLock { ($0.columns, $0.sums, $0.blocks) }
    sums.pack(into: &writer)
    for column in columns { column.pack(into: &writer) }
    return blocks
  }

  /// What another part packed. Nothing is added if it is not whole.
  public func add(from reader: inout PackedReader, of simulation: Simulation) throws(PackedError) {
    let sums = try RunSums(from: &reader, of: simulation)
    var columns: [ColumnTally] = []
    for lens in layout.lenses { columns.append(try ColumnTally(lens, from: &reader)) }
    let read = columns
    tallies.withLock { tallies in
      tallies.sums.add(sums)
      for (number, column) in read.enumerated() { tallies.columns[number].add(column) }
    }
  }

  /// Another part, of the same layout.
  func add(_ part: StreamedComparison) {
    let (columns, sums, blocks) = part.tallies.withLock { ($0.columns, $0.sums, $0.blocks) }
    tallies.withLock { tallies in
      for (number, column) in columns.enumerated() { tallies.columns[number].add(column) }
      tallies.sums.add(sums)
      tallies.blocks = tallies.blocks.union(blocks)
    }
  }

  /// What comes from now on is not counted.
  func close() { tallies.withLock { $0.isClosed = true } }

  // MARK: What it comes to

  /// Of `asked` futures, if not all of them are there. Nothing is added after this.
  public func result(asked: Int, wasInterrupted: Bool = false, threads: Int = 1) -> ComparisonResult {
    let (columns, sums) = tallies.withLock { tallies in
      tallies.isClosed = true
      return (tallies.columns, tallies.sums)
    }
    let summaries = columns.map(\.summary)
    let futures = sums.paths
    let run = kept.common.run.counting(sums)
    let sample = Sample(rows: futures, stopped: nil)
    let usage = [
      Sampled(.demand, summaries[layout.demand]), Sampled(.throttled, summaries[layout.throttled]),
    ]
    let asking = sample.estimates(
      usage, Stake([], demand: usage[0].summary, of: scenario, plan: nil)
    ) { _ in nil }
    let digests = layout.plans.indices.map { number in
      digest(number, run, columns, summaries, usage[0].summary, sample)
    }
    let answering = Answering(
      digests.map(\.facts), gates: digests.map(\.gates), serveAtLeast: scenario.serveAtLeast)
    let pairs = layout.pairs
    let compared = Compared(
      pairs.map { ($0.a, $0.b) }, answering, sample, of: scenario, threads: threads
    ) { wanted in
      let contrast = Sample.Contrast(digests[wanted.a].costs, digests[wanted.b].costs, [])
      guard let pair = pairs.first(where: { $0.a == wanted.a && $0.b == wanted.b }) else {
        return (contrast, Summary([], detail: .sums), nil)
      }
      return (contrast, summaries[pair.contrast], pair.residual.map { Self.help(summaries[$0.column]) })
    }
    return ComparisonResult(
      run, of: scenario, (futures, asked, wasInterrupted), usage: asking, digests: digests, compared,
      views: views(compared, digests), kept.sensitivities, kept.unknownNumbers, stopped: nil,
      summedUp: SummedUp(kept: run.paths))
  }

  /// The slopes are not those of these futures, so that what they leave is a mean like any other.
  private static func help(_ residual: Summary) -> Sample.Help {
    { _, _ in
      let n = Double(residual.count)
      guard n > 1 else { return nil }
      return Sample.Helped(
        mean: Double(residual.total) / n, plain: residual.squares / (n * (n - 1)), residual: residual)
    }
  }

  private func digest(
    _ number: Int, _ run: SimulationRun, _ columns: [ColumnTally], _ summaries: [Summary],
    _ demand: Summary, _ sample: Sample
  ) -> PlanDigest {
    let layout = layout.plans[number]
    let headline = run.runs[layout.run]
    let plan = scenario.plans[headline.plan]
    let sampled = layout.measures.map { column in
      Sampled(
        column.measure, summaries[column.values], below: column.below.map { summaries[$0].total } ?? 0,
        pulls: column.pulls.flatMap { pulls in
          column.below.map {
            Self.pulls(summaries[pulls.column], summaries[column.values], summaries[$0])
          }
        })
    }
    let stake = Stake(sampled, demand: demand, of: scenario, plan: plan)
    let estimates = sample.estimates(sampled, stake) { sampled in
      layout.column(of: sampled.measure)?.residual.map { Self.help(summaries[$0.column]) }
    }
    var costs: [Int64] = []
    if let column = layout.column(of: .totalCost), sample.rows > 0 {
      costs = columns[column.values].numbers(at: costRanks(of: sample.rows))
    }
    let gates = findings(plan, of: scenario) { gate, missing in
      let bounds = layout.gates.first { $0.gate == gate }?.variants ?? []
      return judge(
        gate, bounds.map { (run.runs[$0.run].settings, Self.numbers(gate, $0, summaries)) },
        paths: sample.rows, missing: missing)
    }
    return PlanDigest(
      kept.digests[number], sampled: sampled,
      result: PlanResult(
        headline, plan, sampled, estimates, costQuantiles: costs, isWhole: true, paths: sample.rows,
        of: scenario),
      facts: PlanFacts(sampled, keepsTerms: !plan.usesReseller, paths: sample.rows),
      costs: PlanCosts(terms: PlanCosts.terms(of: plan), values: [], stake: stake, fit: nil), gates: gates)
  }

  /// How far futures pull at the ratio of all of them: the error by replicate is that of this ratio.
  private static func pulls(_ pulls: Summary, _ above: Summary, _ below: Summary) -> Summary {
    pulls.with(replicates: above.replicates.less(below.replicates))
  }

  private static func numbers(
    _ gate: Gate, _ bound: StreamLayout.OfGate.Bound, _ summaries: [Summary]
  ) -> GateNumbers? {
    let values = summaries[bound.values]
    if gate.share != nil { return .futures(Int(values.total)) }
    switch gate.subject.formula {
    case .share: return .futures(Int(values.total))
    case .ratio:
      guard let known = bound.pulls, summaries[known.below].total > 0 else { return nil }
      let (pulls, below) = (summaries[known.column], summaries[known.below])
      let n = Double(pulls.count)
      let error =
        pulls.count > 1
        ? (pulls.squares / (n * (n - 1))).squareRoot() / (Double(below.total) / n) : .infinity
      return .ratio(Double(values.total) / Double(below.total), error: error)
    case .each, .ifAny: return .each(values)
    }
  }

  /// What another worth of the rest changes is taken from the kept futures, and added to the means of all.
  private func views(_ compared: Compared, _ digests: [PlanDigest]) -> [LeftOverView] {
    kept.leftOverViews.map { view in
      if view.worth == scenario.leftOver {
        return LeftOverView(
          worth: view.worth, costs: digests.map(\.facts.cost), answer: compared.ranking.serving)
      }
      let costs = digests.indices.map { plan in
        digests[plan].facts.cost + (view.costs[plan] - kept.digests[plan].facts.cost)
      }
      return LeftOverView(worth: view.worth, costs: costs, answer: view.answer)
    }
  }
}
