/// What a search for a plan says in words: the plan, what it saves, how sure that is, why its numbers are what they are, what being
/// off costs, and what no plan here can do. Figures are of futures by which nothing was chosen, unless a sentence says otherwise.

import Formats
import Quantities
import Results

struct OptimumWords {
  let optimum: Optimum

  init(_ optimum: Optimum) { self.optimum = optimum }

  // MARK: Names and figures

  func name(_ member: Int) -> String { "“\(optimum.members[member].name)”" }

  /// A figure of the goal.
  func told(_ value: Double?) -> String {
    guard let value, value.isFinite else { return "unknown" }
    let scaled = value / optimum.goal.measure.unit.baseUnits
    return optimum.goal.measure.unit == .dollars
      ? fixed(scaled, abs(scaled) < 100 ? 2 : 0, mark: "$") : fixed(scaled, 3, mark: "$")
  }

  /// `$3.10 ±0.40`; where no future told the two apart, `none`.
  func told(_ difference: Difference) -> String {
    let unit = optimum.goal.measure.unit
    let (mean, interval) = (difference.best.mean, difference.best.interval)
    if difference.isNone(optimum.goal.measure.unit) { return "none" }
    guard unit == .dollars else {
      return told(mean) + " ±" + fixed(interval.halfWidth / unit.baseUnits, 3)
    }
    return money(mean / 1e9, Interval(low: interval.low / 1e9, high: interval.high / 1e9))
  }

  private var isCost: Bool { optimum.goal == .totalCost }

  /// What is made small, as the object of a sentence.
  private var goalWords: String {
    switch optimum.goal {
    case .totalCost: "costs least in all"
    case .cash: "has the least cash in all but one future of twenty"
    case .servedDollar: "pays least for a served dollar"
    default: "has the least \(optimum.goal.name)"
    }
  }

  /// `costs $612 in all on average`
  private func comesTo(_ value: String) -> String {
    switch optimum.goal {
    case .totalCost: "costs \(value) in all on average"
    case .cash: "takes up to \(value) of cash in nineteen futures of twenty"
    case .servedDollar: "costs \(value) for a served dollar"
    default: "comes to \(value) (\(optimum.goal.name))"
    }
  }

  private var binding: [String] {
    var seen: Set<String> = []
    return optimum.limits.filter(\.binds).map(told).filter { seen.insert($0).inserted }
  }

  /// `“outage risk at most 2%”`, `“paid at most $500” (“by hand” alone)`
  private func told(_ limit: Optimum.Limit) -> String {
    "“\(limit.text)”" + (limit.plans.map { " (\(listed($0.map { "“\($0)”" }, "and")) alone)" } ?? "")
  }

  // MARK: What was done

  var opening: String {
    let families = optimum.families.count
    let members = optimum.families.reduce(0) {
      $0.addingReportingOverflow($1.count).overflow ? .max : $0 + $1.count
    }
    let seen = optimum.families.reduce(0) { $0 + $1.simulated }
    var text =
      "This looks among \(families == 1 ? "the members of one family" : "the members of \(grouped(families)) families") of plans "
      + "(\(members == .max ? "more than can be counted" : grouped(members)) in all) "
    if optimum.members.contains(where: { $0.family == nil }) { text += "and the scenario's own plans " }
    text += "for the one that \(goalWords)"
    text += binding.isEmpty ? "." : " and keeps \(listed(binding, "and"))."
    text +=
      " A future is one simulated course of your usage from \(optimum.start.readable) to \(optimum.end.readable); "
      + "every plan is lived through the same ones. \(grouped(seen)) different members were simulated"
    if let last = optimum.searched.last {
      text += ", those in the running in up to \(grouped(last.futures)) futures"
    }
    if let selection = optimum.selection {
      text +=
        "; the best and the scenario's own plans were then compared in \(grouped(selection.futures)) fresh ones"
    }
    return text + "."
  }

  // MARK: The answer

  var answer: [String] {
    guard let chosen = optimum.chosen else { return nothing }
    return
      ([choice(chosen)]
      + [preferred(chosen), values(chosen), own(chosen), sureness, why, optimism, foresight, terms])
      .compactMap(\.self)
  }

  private func choice(_ chosen: Int) -> String {
    let member = optimum.members[chosen]
    let known = told(member.figure ?? member.sought?.figure)
    let figure = isCost ? member[.totalCost]?.readable() ?? known : known
    var text = "Take \(name(chosen)): of all plans looked at it \(goalWords)"
    text += binding.isEmpty ? "" : " among those that were shown to keep the limits"
    if isPreferred { text += ", give or take \(told(optimum.selection?.tolerance))" }
    text += ". It \(comesTo(figure))."
    if let paid = member[.paid], let refused = member[.refusedShare], let risk = member[.outageRisk] {
      text += " You pay \(paid.readable(withInterval: false)) in cash on average"
      if let most = paid.quantiles?.p95.value {
        text += ", and in one future of twenty more than \(amount(Double(most)))"
      }
      text +=
        ". It refuses \(refused.readable(withInterval: false)) of the work, and you are cut off at some time in "
        + "\(risk.readable()) of futures."
    }
    return text
  }

  /// Why not the one that costs least.
  private func preferred(_ chosen: Int) -> String? {
    guard isPreferred, let cheapest = optimum.selection?.cheapest else { return nil }
    let (own, other) = (optimum.members[chosen], optimum.members[cheapest])
    let text = "\(name(cheapest)) is as good, and \(comesTo(told(other.figure ?? other.sought?.figure)))"
    var reasons: [String] = []
    if let risk = own[.outageRisk], let risks = other[.outageRisk], risks.best.mean > risk.best.mean {
      reasons.append("is cut off in \(risks.readable(withInterval: false)) of futures")
    }
    if let cash = own[.paid], let cashes = other[.paid], cashes.mean > cash.mean {
      reasons.append("takes \(cashes.readable(withInterval: false)) of cash")
    }
    return reasons.isEmpty ? text + "." : text + ", but it \(listed(reasons, "and"))."
  }

  /// One of several that are as good.
  private var isPreferred: Bool { optimum.selection?.cheapest.map { $0 != optimum.chosen } ?? false }

  /// What it says in the place of each range, and where a wider one may be better.
  private func values(_ chosen: Int) -> String? {
    guard let family = optimum.members[chosen].family else {
      return optimum.wasCutShort
        ? "It is a plan of the scenario as it stands: no member that was looked at by then is better."
        : "It is a plan of the scenario as it stands: no member of a family is better."
    }
    let outcome = optimum.families[family]
    guard outcome.best == chosen else { return nil }
    // Where another value makes the same plan, or nothing is less than nothing, the end of a range is none.
    let idle = Set(optimum.neighbours.filter { $0.member == chosen }.map(\.range))
    let ends = outcome.ranges.enumerated().filter { place, range in
      range.isAtEnd && !idle.contains(place) && range.best != "$0" && range.best != "0"
    }.map(\.element)
    guard !ends.isEmpty else { return nil }
    let named = ends.map { "“\($0.key)” (\($0.best ?? ""))" }
    return
      "\(listed(named, "and")) \(ends.count == 1 ? "stands" : "stand") at the end of \(ends.count == 1 ? "its range" : "their ranges"): a wider one may hold a better plan."
  }

  /// Against the plans that somebody thought of.
  private func own(_ chosen: Int) -> String? {
    let others = optimum.against.filter { $0.member != chosen }
    guard !others.isEmpty, optimum.members[chosen].family != nil else { return nil }
    func keeps(_ member: Int) -> Bool {
      optimum.selection?.candidates.first { $0.member == member }?.keepsLimits ?? false
    }
    func least(_ among: [(member: Int, difference: Difference)]) -> (member: Int, difference: Difference)? {
      among.min { $0.difference.best.mean < $1.difference.best.mean }
    }
    let keeping = others.filter { other in
      keeps(other.member)
        && (!optimum.members[other.member].usesReseller || optimum.members[chosen].usesReseller)
    }
    guard let next = least(keeping.isEmpty ? others : keeping) else { return nil }
    let difference = next.difference
    if difference.isNone(optimum.goal.measure.unit) {
      return "To the cent it is the same as \(name(next.member)) of the scenario's own plans"
        + (keeping.isEmpty ? ", which was not shown to keep the limits." : ".")
    }
    let isReal = difference.best.interval.low > 0 || difference.best.interval.high < 0
    let keepers =
      keeping.isEmpty
      ? "None of the scenario's own plans was shown to keep the limits and the provider's terms; the cheapest of them is"
      : nil
    if !isReal {
      return keepers.map {
        "\($0) \(name(next.member)), and the difference to it is within chance (\(told(difference)))."
      }
        ?? "Of the scenario's own plans that were shown to keep the limits \(name(next.member)) is the cheapest: the difference is within chance (\(told(difference)))."
    }
    if difference.best.mean < 0 {
      return keepers.map { "\($0) \(name(next.member)), which would be \(told(difference.negated)) less." }
    }
    return keepers.map { "\($0) \(name(next.member)), and this saves \(told(difference)) against it." }
      ?? "It saves \(told(difference)) against \(name(next.member)), the cheapest of the scenario's own plans that was shown to keep the limits."
  }

  private var sureness: String? {
    guard let selection = optimum.selection else {
      return
        "This was cut short before the best were compared on fresh futures: the choice is that of the search, and looks better than it is."
    }
    guard selection.reach.isFinite, selection.candidates.count > 1 else { return nil }
    let confidence = fixed(selection.confidence * 100, 0) + "%"
    if selection.reach < optimum.goal.measure.unit.leastShown {
      return
        "How sure: with \(confidence) confidence none of the \(grouped(selection.candidates.count)) plans that were compared on fresh futures is better."
    }
    if selection.isSure {
      return
        "How sure: with \(confidence) confidence it is within \(told(selection.reach)) of the best of the \(grouped(selection.candidates.count)) "
        + "plans that were compared on fresh futures (\(told(selection.tolerance)) was asked for)."
    }
    return
      "How sure: with \(confidence) confidence it is within \(told(selection.reach)) of the best of the plans that were compared on fresh "
      + "futures; \(told(selection.tolerance)) was asked for, and holds with \(percent(selection.sureness)). More futures (--paths) would tell."
  }

  private var why: String? {
    guard let rule = optimum.newsvendor else { return nil }
    var text =
      "Why this much: a dollar of “\(rule.lot)” costs \(fixed(rule.price, 3, mark: "$")) of what a dollar costs otherwise"
    if rule.undelivered > 0 { text += ", and \(percent(rule.undelivered)) of the lots never come" }
    return text
      + ", so it pays to buy what you exceed in \(percent(rule.wanted)) of futures. With the size chosen, "
      + "\(percent(rule.usesAll.value)) (\(percent(rule.usesAll.interval.low, bare: true))-\(percent(rule.usesAll.interval.high))) of futures use all of it."
  }

  private var optimism: String? {
    guard let optimism = optimum.optimism else { return nil }
    let (low, high) = (optimism.interval.low, optimism.interval.high)
    let isReal = low > 0 || high < 0
    guard isReal, optimism.difference < 0 else { return nil }
    return
      "Where it was found it looked better than it is: \(told(optimism.sought)) in the futures of the search, \(told(optimism.found)) in "
      + "futures by which nothing was chosen. Only the latter is told here."
  }

  private var foresight: String? {
    guard let foresight = optimum.foresight, foresight.plans > 1 else { return nil }
    let worth = foresight.worth.best
    if foresight.worth.isNone(.dollars) {
      return
        "What a better forecast could be worth: nothing. In every future this plan is as cheap as any of the \(grouped(foresight.plans)) that were simulated."
    }
    return
      "What a better forecast could be worth: whoever knew each future beforehand, and took in each the cheapest of the \(grouped(foresight.plans)) plans "
      + "simulated there, would pay \(amount(foresight.cost)) on average. So no forecast saves more than "
      + "\(money(worth.mean / 1e9, Interval(low: worth.interval.low / 1e9, high: worth.interval.high / 1e9))) by choosing among them."
  }

  private var terms: String? {
    guard let chosen = optimum.chosen else { return nil }
    if optimum.members[chosen].usesReseller {
      return
        "It buys from a reseller, which breaks the provider's terms; no plan that keeps them was shown to keep the limits."
    }
    guard let other = optimum.cheapestOfAll, optimum.members[other].usesReseller else { return nil }
    return
      "The cheapest of all is \(name(other)): it \(comesTo(told(optimum.members[other].figure))), but it buys from a reseller, which "
      + "breaks the provider's terms."
  }

  // MARK: When nothing will do

  private var nothing: [String] {
    guard optimum.stage > .begun else { return ["This was cut short before anything was simulated."] }
    var text = [
      "No plan here was shown to keep \(binding.isEmpty ? "what is asked for" : listed(binding, "and"))."
    ]
    for reach in optimum.reaches where reach.finding.verdict != .kept {
      let limit = optimum.limits[reach.limit]
      text.append(
        "\(told(limit)): the nearest that any plan comes to it is \(reach.finding.shown), with \(name(reach.member))."
          + (causes(reach.member).map { " " + $0 } ?? "")
      )
    }
    if let nearest = optimum.nearest {
      text.append(
        "All limits together are missed least by \(name(nearest)). Widen the ranges, or ask for less.")
    }
    return text
  }

  /// Why work is refused there, and what cures that: often nothing that can be bought.
  private func causes(_ member: Int) -> String? {
    let causes = Cause.all { optimum.members[member][$0]?.mean }.filter { $0.share >= 0.01 }
    guard let first = causes.first else { return nil }
    let named = causes.map { "\($0.because) (\(percent($0.share)))" }
    return "Work is refused there \(listed(named, "and")): \(first.cure)."
  }

  // MARK: Cautions

  var cautions: [String] {
    var cautions: [String] = []
    if optimum.wasCutShort {
      cautions.append(
        "This was cut short, by an interrupt or by the end of the time that was given: what is told is what was known by then."
      )
    }
    if optimum.stage == .selected {
      cautions.append("Figures are of the futures that the choice was made by, and flatter it a little.")
    }
    let unknowns = optimum.chosen.map { optimum.members[$0].unknowns } ?? []
    if let chosen = optimum.chosen, !unknowns.isEmpty {
      cautions.append(
        "Nobody states what \(name(chosen)) does about \(listed(unknowns.map { "“\($0)”" }, "and")): it was shown to keep the limits "
          + "whatever holds, and its figures are told for the usual value.")
    }
    let resold = optimum.members.filter(\.usesReseller)
    if !resold.isEmpty {
      cautions.append(
        "Plans that buy from a reseller break the provider's credit terms, which forbid the sale or transfer of credit: it may be "
          + "revoked, and the account closed, without a refund.")
    }
    return cautions
  }

  /// The plan as it is to be pasted; nil: it stands in the scenario already, or there is none.
  var block: String? { optimum.chosen.flatMap { optimum.members[$0].block } }
}

extension Measure.Unit {
  /// What is less shows as nothing.
  fileprivate var leastShown: Double { (self == .dollars ? 0.005 : 0.0005) * baseUnits }
}

extension Difference {
  /// In no future did the two differ (an interval says what was never seen), or by no more than half a cent, or what is shown of a
  /// price.
  fileprivate func isNone(_ unit: Measure.Unit) -> Bool {
    if best.mean == 0 && best.standardError == 0 { return true }
    return max(abs(best.interval.low), abs(best.interval.high)) < unit.leastShown
  }

  fileprivate var negated: Difference {
    Difference(
      mean: -best.mean, standardError: best.standardError,
      interval: Interval(low: -best.interval.high, high: -best.interval.low), adjusted: nil)
  }
}
