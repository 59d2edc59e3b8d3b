/// What a rule that nobody knows is worth: a plan's variants on the same futures, their range, and for each switch the
/// value that hurts.

import Simulation

extension UnknownRules {
  /// What the ranges are of.
  public static let measures: [Measure] = [.totalCost, .outageRisk, .waste]
}

/// Nil where nothing is unknown. `number`: of the plan in the result.
func unknownRules(_ gathered: Gathered, number: Int, _ sample: Sample) -> UnknownRules? {
  guard sample.rows > 0, !gathered.headline.settings.isEmpty else { return nil }
  let variants = Variants(gathered, sample)
  return UnknownRules(
    plan: number, variants: gathered.variants.count, ranges: variants.ranges { _ in true },
    switches: gathered.headline.settings.indices.map { variants.result(ofSwitch: $0) })
}

/// A plan's variants and what is measured of them.
private struct Variants {
  let settings: [[(name: String, value: String)]]
  /// By measure, by variant.
  let columns: [[Sampled]]
  let stake: Stake
  let sample: Sample

  init(_ gathered: Gathered, _ sample: Sample) {
    settings = gathered.variants.map(\.settings)
    columns = UnknownRules.measures.indices.map { measure in gathered.uncertain.map { $0[measure] } }
    stake = gathered.stake
    self.sample = sample
  }

  func ranges(where isWanted: (Int) -> Bool) -> [MeasureRange] {
    let wanted = settings.indices.filter(isWanted)
    guard let first = wanted.first else { return [] }
    return zip(UnknownRules.measures, columns).map { measure, columns in
      func total(_ variant: Int) -> Int128 { columns[variant].column.total }
      let low = wanted.dropFirst().reduce(first) { total($1) < total($0) ? $1 : $0 }
      let high = wanted.dropFirst().reduce(first) { total($1) > total($0) ? $1 : $0 }
      return MeasureRange(
        measure: measure, low: Double(total(low)) / Double(sample.rows),
        high: Double(total(high)) / Double(sample.rows), lowSettings: settings[low],
        highSettings: settings[high])
    }
  }

  func result(ofSwitch number: Int) -> SwitchResult {
    var values: [String] = []
    for setting in settings where !values.contains(setting[number].value) {
      values.append(setting[number].value)
    }
    let groups = values.map { value in settings.indices.filter { settings[$0][number].value == value } }
    return SwitchResult(
      name: settings[0][number].name,
      values: zip(values, groups).map { value, group in
        SwitchValue(name: value, ranges: ranges { group.contains($0) })
      },
      effects: zip(UnknownRules.measures, columns).map { effect(of: $0, groups, $1) })
  }

  private func effect(of measure: Measure, _ groups: [[Int]], _ columns: [Sampled]) -> SwitchEffect {
    // Every combination is run, so that the groups are of one size and totals compare as means do.
    let totals = groups.map { group in group.reduce(Int128(0)) { $0 + columns[$1].column.total } }
    let worst = totals.indices.reduce(0) { totals[$1] > totals[$0] ? $1 : $0 }
    let mildest = totals.indices.reduce(0) { totals[$1] < totals[$0] ? $1 : $0 }
    func sum(_ group: Int, _ row: Int) -> Int128 {
      groups[group].reduce(Int128(0)) { $0 + Int128(columns[$1].values[row]) }
    }
    let contrast = Sample.Contrast(
      values: (0..<sample.rows).map { Int64(clamping: sum(worst, $0) - sum(mildest, $0)) },
      unit: Double(groups[worst].count), stake: worst == mildest ? 0 : stake.of(measure),
      seen: stake.seen)
    return SwitchEffect(
      measure: measure, worst: worst, mildest: mildest, difference: sample.differences([contrast])[0].0)
  }
}
