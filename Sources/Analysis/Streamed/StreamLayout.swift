/// What is summed up of very many futures: a list of columns, and what each of them is. It is seen in the kept futures, the first 16,384
/// of the run, which every part of it simulates alike; so every part has the same list.
///
/// - of each measure of a plan: its numbers; of a ratio also what is below the line, and how far each future pulls at the
///   ratio of the kept futures;
/// - where control variates made a mean surer there: what their slopes leave of it (the slopes are those of the kept futures, so that what
///   is left of all others is a mean without bias);
/// - of each pair of plans: the difference of their costs, and the same;
/// - of each gate and each variant of its plans: what it is judged by.
///
/// At the boundary: of more plans than are all compared with each other, the pairs are those that the kept futures would be compared by,
/// with whatever ties with a leader there.

import Quantities
import Results
import Scenario
import Simulation

struct StreamLayout: Sendable {
  /// A column with the controls taken out.
  struct Residual: Sendable {
    let slopes: [Double]
    let column: Int
  }

  struct OfMeasure: Sendable {
    let measure: Measure
    let values: Int
    let below: Int?
    let pulls: (ratio: Double, column: Int)?
    let residual: Residual?
  }

  struct OfGate: Sendable {
    let gate: Gate
    /// By variant of the plan.
    let variants: [Bound]

    struct Bound: Sendable {
      /// Into the runs of the simulation.
      let run: Int
      let values: Int
      let pulls: (ratio: Double, column: Int, below: Int)?
    }
  }

  struct OfPlan: Sendable {
    /// Into the runs of the simulation: its switches at their defaults.
    let run: Int
    let measures: [OfMeasure]
    let gates: [OfGate]

    func column(of measure: Measure) -> OfMeasure? { measures.first { $0.measure == measure } }
  }

  struct OfPair: Sendable {
    let a: Int
    let b: Int
    let contrast: Int
    let residual: Residual?
  }

  private(set) var lenses: [Lens] = []
  private(set) var demand = 0
  private(set) var throttled = 0
  private(set) var plans: [OfPlan] = []
  private(set) var pairs: [OfPair] = []

  /// `kept`: the first futures, analysed.
  init(_ kept: ComparedRun) {
    let (run, scenario) = (kept.common.run, kept.common.scenario)
    demand = add(Summary(run.demand), .all, isMoney: true)
    throttled = add(Summary(run.throttled), .all, isMoney: true)
    var first = 0
    for (number, group) in grouped(run.runs).enumerated() {
      let digest = kept.digests[number]
      let figures = Figures(group[0], of: run, scenario)
      let measures = digest.sampled.map { sampled in
        column(sampled, figures, digest, run.controls)
      }
      let plan = scenario.plans[group[0].plan]
      let gates = scenario.gates.filter { $0.isAbout(plan) }.map { gate in
        OfGate(
          gate: gate,
          variants: group.indices.map { place in
            bound(gate, Figures(group[place], of: run, scenario), run: first + place)
          })
      }
      plans.append(OfPlan(run: first, measures: measures, gates: gates))
      first += group.count
    }
    pair(kept)
  }

  /// The number of the new column.
  private mutating func add(_ kept: Summary, _ detail: Summary.Detail, isMoney: Bool) -> Int {
    lenses.append(Lens(kept, detail: detail, isMoney: isMoney))
    return lenses.count - 1
  }

  private mutating func column(
    _ sampled: Sampled, _ figures: Figures, _ digest: PlanDigest, _ controls: [[Int64]]
  ) -> OfMeasure {
    let (measure, isMoney) = (sampled.measure, sampled.measure.unit == .dollars)
    switch measure.formula {
    case .share:
      return OfMeasure(
        measure: measure, values: add(sampled.summary, .sums, isMoney: false), below: nil, pulls: nil,
        residual: nil)
    case .ratio:
      let below = figures.below(measure.formula) ?? []
      let values = add(sampled.summary, .moments, isMoney: true)
      let under = add(Summary(below, detail: .sums), .sums, isMoney: true)
      let pulls =
        measure.unit == .share
        ? nil : pulls(figures.values(measure.formula), below).map { (ratio: $0.ratio, column: $0.column) }
      return OfMeasure(measure: measure, values: values, below: under, pulls: pulls, residual: nil)
    case .each, .ifAny:
      let values = add(sampled.summary, .all, isMoney: isMoney)
      var left: Residual?
      if digest.result[measure]?.adjusted != nil, let fit = digest.fits[measure]?.fit {
        left = self.left(of: sampled.values, fit.slopes, controls)
      }
      return OfMeasure(measure: measure, values: values, below: nil, pulls: nil, residual: left)
    }
  }

  private mutating func left(
    of values: [Int64], _ slopes: [Double], _ controls: [[Int64]]
  ) -> Residual {
    let kept = Summary(residual(values, slopes, controls), detail: .moments)
    return Residual(slopes: slopes, column: add(kept, .moments, isMoney: true))
  }

  private mutating func pulls(_ above: [Int64], _ below: [Int64]) -> (ratio: Double, column: Int)? {
    guard let ratio = RatioOfTotals(above, below) else { return nil }
    return (ratio.value, add(Summary(ratio.wholePulls, detail: .moments), .moments, isMoney: true))
  }

  private mutating func bound(_ gate: Gate, _ figures: Figures, run: Int) -> OfGate.Bound {
    let formula = gate.subject.formula
    let values = figures.values(formula)
    let isMoney = gate.subject.unit == .dollars
    if gate.share == nil, formula.isRatio, let below = figures.below(formula) {
      let column = add(Summary(values, detail: .sums), .sums, isMoney: true)
      let under = add(Summary(below, detail: .sums), .sums, isMoney: true)
      let known = pulls(values, below).map { (ratio: $0.ratio, column: $0.column, below: under) }
      return OfGate.Bound(run: run, values: column, pulls: known)
    }
    let isShare = if case .share = formula { true } else { gate.share != nil }
    return OfGate.Bound(
      run: run,
      values: add(
        Summary(values, detail: .moments), isShare ? .sums : .moments, isMoney: isMoney && !isShare),
      pulls: nil)
  }

  private mutating func pair(_ kept: ComparedRun) {
    let ranking = kept.compared.ranking
    let answers = [ranking.serving, ranking.withinLimits, ranking.ofAll].compactMap(\.self)
    let near = answers.flatMap { [$0.plan].compactMap(\.self) + $0.ties }
    let leaders = near.reduce(into: [Int]()) { if !$0.contains($1) { $0.append($1) } }
    let controls = kept.common.run.controls
    for (a, b) in PairResult.compared(ranking.order, leaders: leaders) {
      let (first, second) = (kept.digests[a].costs, kept.digests[b].costs)
      let values = apart(first.values, second.values)
      let contrast = add(Summary(values, detail: .moments), .moments, isMoney: true)
      var left: Residual?
      let isHelped =
        kept.compared.pairs.first { $0.a == a && $0.b == b }?.difference.adjusted != nil
      if isHelped, let one = first.fit, let other = second.fit {
        left = self.left(of: values, (one - other).fit.slopes, controls)
      }
      pairs.append(OfPair(a: a, b: b, contrast: contrast, residual: left))
    }
  }

  /// Two processes with the same have the same columns.
  var fingerprint: String {
    var writer = PackedWriter()
    writer.put(lenses.count)
    for lens in lenses { lens.pack(into: &writer) }
    for plan in plans {
      for measure in plan.measures {
        for number in [measure.pulls?.ratio ?? 0] + (measure.residual?.slopes ?? []) { writer.put(number) }
      }
      for gate in plan.gates {
        for variant in gate.variants { writer.put(variant.pulls?.ratio ?? 0) }
      }
    }
    for pair in pairs {
      for number in [pair.a, pair.b] { writer.put(number) }
      for slope in pair.residual?.slopes ?? [] { writer.put(slope) }
    }
    return Digest.sha256(writer.bytes)
  }
}
