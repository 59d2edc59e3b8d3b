/// A comparison in words: what it is about, the answer as somebody would say it, and what must be known to read it.

import Analysis
import Quantities
import Scenario

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
func answer(_ result: ComparisonResult) -> [String] {
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
    let half = (difference.interval.high - difference.interval.low) / 2e9
    if abs(difference.mean) < 5e6 {
      lines.append("\(plan.name) and \(result.plans[next].name) cost the same, to the cent.")
    } else if ties.isEmpty {
      lines.append(
        "\(plan.name) costs least: on average \(money(-difference.mean / 1e9, half)) less than "
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
  if plan.usesReseller {
    lines.append(
      "Mind that \(plan.name) buys from a reseller, which the provider's credit terms forbid: its figures hold only if "
        + "the seller's risks are as the scenario assumes.")
  }
  return lines
}

private func risk(_ plan: PlanResult) -> String {
  "risk of at least one outage \(plan[.outageRisk]?.readable() ?? "unknown")"
}

func remarks(_ result: ComparisonResult, _ source: ComparisonSource) -> [String] {
  var notes = [
    "± and ranges in brackets are 95 % intervals of the mean, from chance in the futures alone; usage and risks are "
      + "the scenario's assumptions.",
    "Total cost: paid, less the value left over (\(result.leftOver.rawValue))"
      + (result.blockedWorkCosts > .zero
        ? ", and \(result.blockedWorkCosts.percentage) of the list price of blocked work." : "."),
  ]
  if let factor = result.pairs.compactMap(\.difference.adjusted?.factor).max() {
    notes.append(
      "Control variates (\(listed(result.controls, "and"))) make differences as sure as up to "
        + "\(fixed(factor, 1)) times as many futures would.")
  }
  if result.plans.contains(where: \.usesReseller) {
    notes.append(
      "Reseller lots: the provider's credit terms forbid the sale of credit from one customer to another; it may be "
        + "revoked without a refund.")
  }
  if let throttled = result.throttled, throttled.mean > 0 {
    notes.append("Rate limits hold back \(throttled.readable()) of usage, which is in no plan's figures.")
  }
  notes.append("One future, posting by posting: \(source.explain)")
  return notes
}

extension Ratio {
  fileprivate var percentage: String { fixed(Double(millionths) / 10_000, 0) + "%" }
}
