/// What a comparison says beside its answer: where another plan becomes the cheapest, how far a seller may be trusted, and what
/// must be known to read the figures.

import Formats
import Quantities
import Results

/// Two digits are all that a turning point deserves.
func usage(_ nanodollars: Double) -> String {
  let dollars = nanodollars / 1e9
  guard dollars >= 10, dollars.isFinite else { return fixed(max(dollars, 0), 2, mark: "$") }
  var unit = 1.0
  while dollars / unit >= 100 { unit *= 10 }
  return fixed((dollars / unit).rounded() * unit, 0, mark: "$")
}

/// `about $38 (between $36 and $41)`: to the digits that the interval's width deserves, and its ends rounded outwards.
func told(_ place: Place) -> String {
  let (low, high) = (place.interval.low / 1e9, place.interval.high / 1e9)
  guard low.isFinite, high.isFinite, abs(high) < 1e12 else { return "about \(usage(place.value))" }
  var cents = 1.0
  while cents * 10 <= (high - low) * 100 { cents *= 10 }
  let digits = cents < 100 ? 2 : 0
  func rounded(_ value: Double, _ rule: FloatingPointRoundingRule) -> String {
    fixed((value * 100 / cents).rounded(rule) * cents / 100, digits, mark: "$")
  }
  let value = rounded(place.value / 1e9, .toNearestOrEven)
  return "about \(value) (between \(rounded(low, .down)) and \(rounded(high, .up)))"
}

/// Where another plan becomes the first answer as usage shrinks or grows; nil: nobody looked.
func crossings(_ result: ComparisonResult) -> String? {
  guard let points = result.turningPoints, let least = points.levels.first, let most = points.levels.last
  else { return nil }
  guard !points.crossings.isEmpty else {
    return
      "No other plan is surely the answer anywhere between \(usage(least.usage)) and \(usage(most.usage)) of usage a month."
  }
  return "As usage changes and everything else stays: "
    + points.crossings.map {
      "below \(told($0.usage)) a month \(result.name($0.below)) is the answer, above it \(result.name($0.above))"
    }.joined(separator: "; ") + "."
}

/// How far a seller may be trusted.
func sellers(_ result: ComparisonResult) -> [String] {
  (result.turningPoints?.sellers ?? []).map { seller in
    let (name, other) = (result.name(seller.plan), result.name(seller.against))
    let limit =
      switch seller.limit {
      case .share(let share):
        "The discount of \(name) stops paying, for each dollar of usage and against \(other), once more than "
          + "\(fixed(share.value * 100, 0))%\(between(share)) of its lots are lost before use."
      case .always:
        "A dollar of usage costs more with \(name) than with \(other) even if none of its lots is lost."
      case .never:
        "A dollar of usage costs less with \(name) than with \(other) even if 95% of its lots are lost before use."
      }
    return limit
      + " At twice the assumed risks its total cost is \(seller.doubledCost.dollars), its dollar of usage "
      + "\(seller.doubledPrice.factor), and its risk of an outage \(seller.doubledRisk.share)."
  }
}

private func between(_ share: Place) -> String {
  let (low, high) = (share.interval.low * 100, share.interval.high * 100)
  guard low.isFinite, high.isFinite else { return "" }
  return " (between \(fixed(low.rounded(.down), 0))% and \(fixed(high.rounded(.up), 0))%)"
}

func remarks(_ result: ComparisonResult, _ source: ComparisonSource) -> [String] {
  var notes = [
    "± and ranges in brackets are 95 % intervals of the mean\(exception(result)), from chance in the futures alone; usage and "
      + "risks are the scenario's assumptions.",
    "Total cost is what is paid and owed at the end, less what left-over credit is worth (counted \(result.leftOver.told))"
      + (result.blockedWorkCosts > .zero
        ? ", and \(result.blockedWorkCosts.percentage) of the list price of refused work." : "."),
  ]
  if let patience = result.patience {
    notes.append(
      "Refused work waits up to \(TimeSpan.seconds(patience)) and is served then if service is back; after that it is lost."
    )
  }
  notes.append(
    "Cash out is paid with prices, fees and tax as the scenario states them, less what is refunded.")
  if let currency = source.currency {
    notes.append(
      "Amounts in \(currency.code) are the dollars beside them at the scenario's rate of \(currency.rate) for one \(currency.code)."
    )
  }
  if let factor = result.pairs.compactMap(\.difference.adjusted?.factor).max() {
    notes.append(
      "Control variates (\(listed(result.controls, "and"))) make differences as sure as up to "
        + "\(fixed(factor, 1)) times as many futures would.")
  }
  notes += [worth(result), summedUp(result)].compactMap(\.self)
  notes += result.plans.compactMap(rareRisk)
  notes += result.unknown.compactMap { $0.caution(result) }
  notes.append("Seed \(result.seed), \(source.rates). One future, posting by posting: \(source.explain)")
  return notes
}

/// Where a rare risk comes from.
private func rareRisk(_ plan: PlanResult) -> String? {
  guard let risk = plan[.outageRisk], let adjusted = risk.adjusted else { return nil }
  return "\(quoted(plan.name)) was cut off in \(grouped(risk.nonZero)) of \(grouped(risk.futures)) futures. "
    + "How often that happens, \(risk.readable()), was found with other futures that lean to much demand, each "
    + "weighted by how likely it is: as sure as \(fixed(adjusted.factor, 0)) times as many futures would make it."
}

/// What so many futures say of the cost of the plan to go by, if they cover chance more evenly than independent ones.
private func worth(_ result: ComparisonResult) -> String? {
  guard let plan = result.planToGoBy, let cost = result.plans[plan][.totalCost],
    case let worth = cost.worth, worth >= 1.1, worth < 1e9
  else { return nil }
  // Two digits of a guess.
  var unit = 1
  let count = Int(Double(result.paths) * worth)
  while count / unit >= 100 { unit *= 10 }
  return
    "Of \(grouped(result.paths)) futures; of the cost of \(result.plans[plan].name) they say as much as "
    + "\(grouped(count / unit * unit)) independent ones would."
}

/// What is known of very many futures.
private func summedUp(_ result: ComparisonResult) -> String? {
  guard let kept = result.summedUp?.kept else { return nil }
  return
    "Of so many futures sums are kept, and the first \(grouped(kept)) as they are. Quantiles are known to a "
    + "\(grouped(SummedUp.part))th of their distance from the median; what moves a cost, what an unknown rule "
    + "changes and what another worth of the rest changes was found in the kept ones."
}

/// A measure whose precision was looked at again and again has an interval that holds whenever one stops.
private func exception(_ result: ComparisonResult) -> String {
  guard let stopped = result.stopped, stopped.looks > 1 else { return "" }
  return
    " (of \(stopped.measure.name) at every number of futures at once: its precision was looked at after each block of them)"
}

extension Ratio {
  fileprivate var percentage: String { fixed(Double(millionths) / 10_000, 0) + "%" }
}
