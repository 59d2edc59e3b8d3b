/// What a rule that nobody knows is worth: a plan's variants on the same futures, their range, and for each switch the
/// value that hurts.

import Results
import Scenario
import Simulation

/// Nil where nothing is unknown. `uncertain`: by variant, in the order of `Measure.ranged`, with its values. `number`: of the plan in the
/// result.
func unknownRules(
  _ plan: [PlanRun], _ uncertain: [[Sampled]], _ stake: Stake, number: Int, _ sample: Sample
) -> UnknownRules? {
  guard sample.rows > 0, !plan[0].settings.isEmpty else { return nil }
  let variants = Variants(plan.map(\.settings), uncertain, stake, sample)
  return UnknownRules(
    plan: number, variants: plan.count, combinations: variants.combinations,
    ranges: variants.ranges { _ in true },
    switches: plan[0].settings.indices.map { variants.result(ofSwitch: $0) })
}

/// A plan's variants and what is measured of them.
private struct Variants {
  let settings: [[(name: String, value: String)]]
  /// The values of each switch, in the order in which they come, the default first; and of each run their numbers.
  let values: [[String]]
  let numbers: [[Int]]
  /// By measure, by variant.
  let columns: [[Sampled]]
  let stake: Stake
  let sample: Sample

  init(
    _ settings: [[(name: String, value: String)]], _ uncertain: [[Sampled]], _ stake: Stake,
    _ sample: Sample
  ) {
    self.settings = settings
    let values = settings[0].indices.map { number in
      settings.reduce(into: [String]()) { values, run in
        if !values.contains(run[number].value) { values.append(run[number].value) }
      }
    }
    self.values = values
    numbers = settings.map { run in zip(values, run).map { $0.firstIndex(of: $1.value) ?? 0 } }
    columns = Measure.ranged.indices.map { measure in uncertain.map { $0[measure] } }
    self.stake = stake
    self.sample = sample
  }

  var combinations: Int {
    min(UnknownDesign.combinations(values.map(\.count)), UnknownRules.mostCombinations)
  }

  func ranges(where isWanted: (Int) -> Bool) -> [MeasureRange] {
    let wanted = settings.indices.filter(isWanted)
    guard let first = wanted.first else { return [] }
    return zip(Measure.ranged, columns).map { measure, columns in
      func total(_ variant: Int) -> Int128 { columns[variant].summary.total }
      let low = wanted.dropFirst().reduce(first) { total($1) < total($0) ? $1 : $0 }
      let high = wanted.dropFirst().reduce(first) { total($1) > total($0) ? $1 : $0 }
      return MeasureRange(
        measure: measure, low: Double(total(low)) / Double(sample.rows),
        high: Double(total(high)) / Double(sample.rows), lowSettings: settings[low],
        highSettings: settings[high])
    }
  }

  func result(ofSwitch number: Int) -> SwitchResult {
    let groups = comparable(number)
    return SwitchResult(
      name: settings[0][number].name,
      values: values[number].enumerated().map { value, name in
        SwitchValue(name: name, ranges: ranges { numbers[$0][number] == value })
      },
      effects: zip(Measure.ranged, columns).map { effect(of: $0, groups, $1) })
  }

  /// For each value of a switch the runs with it, under those settings of all others under which each of its values was
  /// run: so that nothing else differs between two groups.
  private func comparable(_ number: Int) -> [[Int]] {
    var contexts: [[Int]: [Int?]] = [:]
    var order: [[Int]] = []
    for (run, values) in numbers.enumerated() {
      var others = values
      others[number] = 0
      if contexts[others] == nil { order.append(others) }
      contexts[others, default: self.values[number].map { _ in nil }][values[number]] = run
    }
    let whole = order.compactMap { others -> [Int]? in
      guard let runs = contexts[others], !runs.contains(nil) else { return nil }
      return runs.compactMap(\.self)
    }
    return values[number].indices.map { value in whole.map { $0[value] } }
  }

  private func effect(of measure: Measure, _ groups: [[Int]], _ columns: [Sampled]) -> SwitchEffect {
    // The groups are of one size, so that totals compare as means do.
    let totals = groups.map { group in group.reduce(Int128(0)) { $0 + columns[$1].summary.total } }
    let worst = totals.indices.reduce(0) { totals[$1] > totals[$0] ? $1 : $0 }
    let mildest = totals.indices.reduce(0) { totals[$1] < totals[$0] ? $1 : $0 }
    func sum(_ group: Int, _ row: Int) -> Int128 {
      groups[group].reduce(Int128(0)) { $0 + Int128(columns[$1].values[row]) }
    }
    let contrast = Sample.Contrast(
      values: (0..<sample.rows).map { Int64(clamping: sum(worst, $0) - sum(mildest, $0)) },
      unit: Double(groups[worst].count), stake: worst == mildest ? 0 : stake.of(measure),
      seen: stake.seen)
    let summary = Summary(contrast.values, detail: .moments)
    let fit = sample.fits([Column(contrast.values, summary)])[0]
    return SwitchEffect(
      measure: measure, worst: worst, mildest: mildest,
      difference: sample.difference(contrast, summary, fit).0)
  }
}
