/// A comparison in words: what it is about, the answer as somebody would say it, and what must be known to read it.

import Formats
import Quantities
import Results

func about(_ result: ComparisonResult, _ source: ComparisonSource) -> String {
  let futures =
    result.paths == result.asked
    ? "\(grouped(result.paths)) futures" : "\(grouped(result.paths)) of \(grouped(result.asked)) futures"
  var text =
    "From \(result.start.readable) to \(result.end.readable) (UTC), \(futures), seed \(result.seed), \(source.rates)."
  if let demand = result.demand {
    text += " Usage at list price: \(demand.readable())"
    if let quantiles = demand.quantiles {
      text +=
        ", in nine futures of ten between \(Nanodollars(quantiles.p05.value).wholeDollars) and "
        + Nanodollars(quantiles.p95.value).wholeDollars
    }
    text += "."
  }
  return text
}

/// The answer, as somebody would say it.
func sentences(of result: ComparisonResult) -> [String] {
  guard let best = result.ranking.best, result.paths > 1 else {
    return ["Too few futures to say anything: ask for more with --paths."]
  }
  let plan = result.plans[best]
  guard result.ranking.order.count > 1 else {
    let cost = plan[.totalCost]?.readable() ?? ""
    return ["\(plan.name) costs \(cost) in all; \(risk(plan))."]
  }
  var lines: [String] = []
  let ties = result.ranking.tiedWithBest.map { result.plans[$0].name }
  let next = result.ranking.order[1]
  if let pair = result.pair(best, next) {
    let difference = pair.difference.best
    let less = Interval(low: -difference.interval.high / 1e9, high: -difference.interval.low / 1e9)
    if abs(difference.mean) < 5e6 {
      lines.append("\(plan.name) and \(result.plans[next].name) cost the same, to the cent.")
    } else if ties.isEmpty {
      lines.append(
        "\(plan.name) costs least: on average \(money(-difference.mean / 1e9, less)) less than "
          + "\(result.plans[next].name), and it is cheaper than that in \(percent(pair.aCheaper.value)) of futures."
      )
    } else {
      lines.append(
        "\(plan.name) costs least so far, but \(listed(ties, "and")) cannot be told from it: the difference is within "
          + "the noise of \(grouped(result.paths)) futures.")
    }
  }
  lines.append(
    "Risk of at least one outage: "
      + result.ranking.order.map {
        "\(result.plans[$0].name) \(percent(result.plans[$0].outageRisk?.value ?? 0))"
      }
      .joined(separator: "; ") + ".")
  if let turns = turns(result) { lines.append(turns) }
  return lines
}

/// Where the answer turns round as usage shrinks or grows.
private func turns(_ result: ComparisonResult) -> String? {
  guard let points = result.turningPoints, !points.levels.isEmpty else { return nil }
  let names = result.plans.map(\.name)
  var clauses: [String] = []
  if let below = points.crossings.last(where: { $0.scale.value < 1 }) {
    clauses.append("below \(told(below.usage)) of usage a month \(names[below.below]) is the cheapest")
  }
  if let above = points.crossings.first(where: { $0.scale.value >= 1 }) {
    clauses.append("above \(told(above.usage)) of usage a month \(names[above.above]) is the cheapest")
  }
  guard let least = points.levels.first, let most = points.levels.last else { return nil }
  if clauses.isEmpty {
    return
      "No other plan is surely cheaper anywhere from \(usage(least.usage)) to \(usage(most.usage)) of usage a month."
  }
  let text = clauses.joined(separator: "; ")
  return "The answer turns round: \(text)."
}

/// Two digits are all that a turning point deserves.
func usage(_ nanodollars: Double) -> String {
  let dollars = nanodollars / 1e9
  guard dollars >= 10, dollars.isFinite else { return fixed(max(dollars, 0), 2, mark: "$") }
  var unit = 1.0
  while dollars / unit >= 100 { unit *= 10 }
  return fixed((dollars / unit).rounded() * unit, 0, mark: "$")
}

/// `about $38 (between $36 and $41)`: the ends of the interval, rounded outwards to the digits that its width deserves.
func told(_ place: Place) -> String {
  let (low, high) = (place.interval.low / 1e9, place.interval.high / 1e9)
  guard low.isFinite, high.isFinite, abs(high) < 1e12 else { return "about \(usage(place.value))" }
  var cents = 1.0
  while cents * 10 <= (high - low) * 100 { cents *= 10 }
  let digits = cents < 100 ? 2 : 0
  func end(_ value: Double, _ rule: FloatingPointRoundingRule) -> String {
    fixed((value * 100 / cents).rounded(rule) * cents / 100, digits, mark: "$")
  }
  return "about \(usage(place.value)) (between \(end(low, .down)) and \(end(high, .up)))"
}

/// What a page that shows a reseller's lots must say, best plan or not.
func caveats(of result: ComparisonResult) -> [String] { undone(result) + resale(result) }

/// A plan that refuses work is cheap for that; who counts refused work as nothing must know.
private func undone(_ result: ComparisonResult) -> [String] {
  guard let best = result.ranking.best, result.plans.count > 1, let demand = result.demand?.mean,
    let blocked = result.plans[best][.blocked], blocked.mean >= 0.01 * demand, demand > 0
  else { return [] }
  let others = result.plans.indices.filter { $0 != best }
  let less = others.filter { (result.plans[$0][.blocked]?.mean ?? 0) < 0.5 * blocked.mean }
  guard !less.isEmpty else { return [] }
  return [
    "\(result.plans[best].name) refuses \(blocked.readable()) of work in a future on average, "
      + "\(percent(blocked.mean / demand)) of what is asked for, and more than "
      + "\(listed(less.map { result.plans[$0].name }, "and")). Refused work counts as "
      + (result.blockedWorkCosts > .zero
        ? "\(percent(Double(result.blockedWorkCosts.millionths) / 1e6)) of its list price in the total cost."
        : "costing nothing here; `blocked work costs` in the scenario puts a price on it.")
  ]
}

private func resale(_ result: ComparisonResult) -> [String] {
  let resold = result.plans.indices.filter { result.plans[$0].usesReseller }
  guard !resold.isEmpty else { return [] }
  var lines = [
    "\(listed(resold.map { result.plans[$0].name }, "and")) \(resold.count == 1 ? "buys" : "buy") from a reseller. "
      + "The provider's credit terms (B.2) forbid the sale or transfer of credit, and only the holder of an account "
      + "may use its credit: it may be revoked, and the account closed, without a refund. The figures hold only if the "
      + "seller's risks are as the scenario assumes."
  ]
  for seller in result.turningPoints?.sellers ?? [] {
    let (name, other) = (result.plans[seller.plan].name, result.plans[seller.against].name)
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
    lines.append(
      limit
        + " At twice the assumed risks its total cost is \(Axis.dollars(seller.doubledCost / 1e9)), "
        + "its dollar of usage \(fixed(seller.doubledPrice, 2, mark: "$")), and its risk of an outage "
        + "\(percent(seller.doubledRisk)).")
  }
  return lines
}

private func between(_ share: Place) -> String {
  let (low, high) = (share.interval.low * 100, share.interval.high * 100)
  guard low.isFinite, high.isFinite else { return "" }
  return " (between \(fixed(low.rounded(.down), 0))% and \(fixed(high.rounded(.up), 0))%)"
}

private func risk(_ plan: PlanResult) -> String {
  "risk of at least one outage \(plan[.outageRisk]?.readable() ?? "unknown")"
}

func remarks(_ result: ComparisonResult, _ source: ComparisonSource) -> [String] {
  var notes = [
    "± and ranges in brackets are 95 % intervals of the mean\(exception(result)), from chance in the futures alone; usage and "
      + "risks are the scenario's assumptions.",
    "Total cost: paid and owed at the end, less the value left over (\(result.leftOver.rawValue))"
      + (result.blockedWorkCosts > .zero
        ? ", and \(result.blockedWorkCosts.percentage) of the list price of blocked work." : "."),
  ]
  if let factor = result.pairs.compactMap(\.difference.adjusted?.factor).max() {
    notes.append(
      "Control variates (\(listed(result.controls, "and"))) make differences as sure as up to "
        + "\(fixed(factor, 1)) times as many futures would.")
  }
  if let throttled = result.throttled, throttled.mean > 0 {
    notes.append("Rate limits hold back \(throttled.readable()) of usage, which is in no plan's figures.")
  }
  notes += result.unknown.compactMap { $0.caution(result) }
  notes.append("One future, posting by posting: \(source.explain)")
  return notes
}

/// A measure whose precision was looked at again and again has the interval of one look.
private func exception(_ result: ComparisonResult) -> String {
  guard let stopped = result.stopped, stopped.looks > 1 else { return "" }
  return
    " (of \(stopped.measure.name) \(fixed(100 - 100 * stopped.missing, 2)) %: its precision was looked at up to "
    + "\(stopped.looks) times)"
}

extension Ratio {
  fileprivate var percentage: String { fixed(Double(millionths) / 10_000, 0) + "%" }
}
