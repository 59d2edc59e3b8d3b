/// The first screen of a comparison, as a note to a colleague: what was done; which plan, and how sure that is; what to buy on
/// the first day; what else is cheap and why it is not the answer; why work would be refused and what cures it; what serving
/// everything costs; what if usage doubles. Whole sentences with their figures, every one of which is in the result.

import Formats
import Ledger
import Quantities
import Results

struct FirstScreen {
  let result: ComparisonResult
  let source: ComparisonSource

  init(_ result: ComparisonResult, _ source: ComparisonSource) {
    self.result = result
    self.source = source
  }

  private var ranking: Ranking { result.ranking }
  private var plans: [PlanResult] { result.plans }
  private func name(_ plan: Int) -> String { result.name(plan) }

  /// A paragraph each.
  var answer: [String] {
    guard result.paths > 1, let best = result.planToGoBy else {
      return ["One future says nothing about chance. Ask for more with --paths."]
    }
    guard plans.count > 1 else {
      return
        [single, firstDay(0)].compactMap(\.self) + refusals(0) + doubled(0)
        + [variantWords(result)].compactMap(\.self)
    }
    var paragraphs = ranking.serving.plan.map(serving) ?? noneServes
    for paragraph in others {
      // A short remark stands with what it is about.
      if paragraph.count < 90, let last = paragraphs.indices.last, last > 0 {
        paragraphs[last] += " " + paragraph
      } else {
        paragraphs.append(paragraph)
      }
    }
    paragraphs += [firstDay(best)].compactMap(\.self)
    paragraphs += refusals(best)
    paragraphs += [everything(best)].compactMap(\.self)
    paragraphs += doubled(best)
    paragraphs += [variantWords(result)].compactMap(\.self)
    return paragraphs
  }

  // MARK: What was done

  var opening: String {
    let count = plans.count
    var text =
      count == 1
      ? "This is what \(name(0)) would come to"
      : "This compares \(counted(count)) ways to pay for the usage that the scenario describes"
    text += ", from \(result.start.date.told()) to \(result.end.date.told()) (UTC)."
    text +=
      " A future is \(result.horizon(simulated: "simulated")) of your usage, drawn by chance from what the scenario says"
    text += count == 1 ? "; " : ", and every plan is lived through the same ones; "
    text +=
      result.paths == result.asked
      ? "lotwise ran \(grouped(result.paths)) of them."
      : "lotwise ran \(grouped(result.paths)) of the \(grouped(result.asked)) that were asked for."
    if let demand = result.demand {
      text += " Usage comes to \(demand.readable()) at list price"
      if let quantiles = demand.quantiles, quantiles.p05.value < quantiles.p95.value {
        text +=
          " on average, and in nine futures of ten to between \(amount(Double(quantiles.p05.value))) and "
          + amount(Double(quantiles.p95.value))
      }
      text += "."
    }
    return text
  }

  private func counted(_ count: Int) -> String {
    let names = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
    return names.indices.contains(count) ? names[count] : grouped(count)
  }

  // MARK: Which plan

  /// `It costs $1,596 ±3 in all on average: ...`
  private func figures(_ plan: Int) -> String {
    let estimate = plans[plan]
    var text = "It costs \(estimate[.totalCost]?.readable() ?? "an unknown amount") in all on average."
    if let paid = estimate[.paid] {
      text += " You pay \(amount(paid.mean)) in cash\(currency(paid.mean))"
      if let most = paid.quantiles?.p95.value, Double(most) > paid.mean {
        text += ", and in one future of twenty more than \(amount(Double(most)))"
      }
      text += "."
    }
    return text + " " + service(plan)
  }

  private func currency(_ nanodollars: Double) -> String {
    source.currency.map { " (\($0.amount(nanodollars)))" } ?? ""
  }

  /// `It refuses 0.3% of the work ($4), and you are cut off for more than an hour in 8.1% of futures.`
  private func service(_ plan: Int) -> String {
    let risk = result.mean(plan, .cutOffRisk)
    guard isRefusing(plan) else {
      return risk > 0
        ? "It refuses next to nothing in the end, but work has to wait: you are cut off for more than an hour in "
          + "\(percent(risk)) of futures." : "It refuses no work in any of them."
    }
    return
      "It refuses \(percent(result.refusedShare(plan))) of the work (\(amount(result.mean(plan, .blocked)))), and you are cut "
      + "off for more than an hour in \(percent(result.mean(plan, .cutOffRisk))) of futures."
  }

  /// Half a cent at least: what waits and is served later is no longer refused.
  private func isRefusing(_ plan: Int) -> Bool { result.mean(plan, .blocked) >= 5e6 }

  private var wanted: String { percent(Double(ranking.serveAtLeast.millionths) / 1e6) }

  private var single: String {
    var text = "\(name(0)). \(figures(0))"
    let reasons = result.reasonsOut(0) + result.brokenGates(0)
    if reasons.isEmpty {
      text +=
        " It serves the work (at least \(wanted) of the dollars asked for) and keeps the provider's terms."
    } else {
      text += " It \(listed(reasons, "and"))."
    }
    return text
  }

  private func serving(_ plan: Int) -> [String] {
    let what =
      "the cheapest plan that serves the work (at least \(wanted) of the dollars asked for) and keeps the provider's terms"
    guard !ranking.serving.ties.isEmpty else {
      return ["Go with \(name(plan)): it is \(what). \(figures(plan))"] + [ahead(plan)].compactMap(\.self)
    }
    let tied = ranking.serving.ties
    let costs = ([plan] + tied).map { "\(name($0)) \(plans[$0][.totalCost]?.readable() ?? "")" }
    return [
      "Go with \(name(plan)), or with \(listed(tied.map(name), "or")): in total cost it is a tie (\(listed(costs, "and"))). "
        + "Either is \(what). \(firstBecause(plan, tied[0])) \(figures(plan))"
    ] + [ahead(plan)].compactMap(\.self)
  }

  /// What broke the tie.
  private func firstBecause(_ plan: Int, _ other: Int) -> String {
    // Less than a thousandth of what is asked for decides nothing (Analysis/Answering.swift).
    let refused = [plan, other].map { result.mean($0, .blocked) }
    if refused[1] - refused[0] > 0.001 * (result.demand?.mean ?? 0) {
      return
        "\(name(plan)) comes first because it refuses less (\(cents(refused[0])) of work against \(cents(refused[1])))."
    }
    let cash = [plan, other].map { result.mean($0, .paid) }
    if cash[0] < cash[1] {
      return
        "\(name(plan)) comes first because they refuse about the same and it takes less cash (\(cents(cash[0])) against "
        + "\(cents(cash[1])))."
    }
    let breaks = [plan, other].map { ranking.standings[$0].breaksGate }
    if !breaks[0], breaks[1] {
      return "\(name(plan)) comes first because \(name(other)) breaks a limit of the scenario."
    }
    let peaks = [plan, other].map { result.mean($0, .cashIn24Hours) }
    if peaks[0] < peaks[1] {
      return
        "\(name(plan)) comes first because it asks for less cash at once (\(cents(peaks[0])) within 24 hours against "
        + "\(cents(peaks[1])))."
    }
    return "\(name(plan)) comes first because it is listed first."
  }

  private func cents(_ nanodollars: Double) -> String { fixed(nanodollars / 1e9, 2, mark: "$") }

  /// How sure: the margin to the next plan in the running.
  private func ahead(_ plan: Int) -> String? {
    let next = ranking.order.first {
      $0 != plan && ranking.standings[$0].isServing && !ranking.serving.ties.contains($0)
    }
    guard let next else {
      return ranking.serving.ties.isEmpty
        ? "No other plan is in the running: \(outs(except: plan))." : nil
    }
    let after = ranking.serving.ties.isEmpty ? "the next plan in the running" : "the next after these"
    guard let pair = result.pair(plan, next) else {
      let less = result.mean(next, .totalCost) - result.mean(plan, .totalCost)
      return "It costs \(amount(less)) less than \(name(next)), \(after)."
    }
    let difference = pair.difference.best
    let less = Interval(low: -difference.interval.high / 1e9, high: -difference.interval.low / 1e9)
    var text =
      "How sure: \(name(plan)) costs \(money(-difference.mean / 1e9, less)) less than \(name(next)), \(after), and it is the "
      + "cheaper of the two in \(percent(pair.aCheaper.value)) of futures"
    let same = Double(pair.same) / Double(max(1, pair.aCheaper.of))
    if same >= 0.005 { text += " (in \(percent(same)) they cost the same)" }
    text += "."
    if pair.difference.isWithinNoise {
      text += " Chance alone could make that difference: more futures would tell."
    }
    return text
  }

  /// `“A” refuses 17% of the work; “B” ...`: six at most.
  private func outs(except plan: Int? = nil) -> String {
    let out = result.shownPlans.filter { $0 != plan && !result.reasonsOut($0).isEmpty }
    var texts = out.prefix(6).map { "\(name($0)) \(listed(result.reasonsOut($0), "and"))" }
    if out.count > 6 { texts.append("and \(grouped(out.count - 6)) more are out likewise") }
    return texts.joined(separator: "; ")
  }

  private var noneServes: [String] {
    var paragraphs = [
      "No plan serves the work (at least \(wanted) of the dollars asked for) and keeps the provider's terms: \(outs())."
    ]
    let nearest = result.planToGoBy
    if let nearest { paragraphs.append("\(name(nearest)) comes nearest. \(figures(nearest))") }
    return paragraphs
  }

  // MARK: The other answers

  private var others: [String] {
    let (serving, all) = (ranking.serving.plan, ranking.ofAll.plan)
    guard let limits = ranking.withinLimits else { return [cheapest].compactMap(\.self) }
    guard let within = limits.plan else {
      let breaks = result.shownPlans.prefix(6).map {
        "\(name($0)) \(listed(result.brokenGates($0), "and"))"
      }
      return ["No plan keeps the scenario's own limits: \(breaks.joined(separator: "; "))."]
        + [cheapest].compactMap(\.self)
    }
    if within == serving, within == all {
      return ["It also keeps the scenario's own limits, and no plan is cheaper, whatever it breaks."]
    }
    if within == serving {
      return ["It also keeps the scenario's own limits."] + [cheapest].compactMap(\.self)
    }
    var text = "Within the scenario's own limits \(name(within)) is the cheapest. \(figures(within))"
    if let serving, serving != within {
      let breaks = result.brokenGates(serving)
      if !breaks.isEmpty { text += " \(name(serving)) \(listed(breaks, "and"))." }
    }
    let reasons = result.reasonsOut(within)
    if !reasons.isEmpty { text += " But it \(listed(reasons, "and"))." }
    if !limits.ties.isEmpty { text += " It is a tie with \(listed(limits.ties.map(name), "and"))." }
    return [text] + (within == all ? [] : [cheapest].compactMap(\.self))
  }

  /// The cheapest of all, and what is wrong with it.
  private var cheapest: String? {
    guard let all = ranking.ofAll.plan else { return nil }
    guard all != ranking.serving.plan else {
      return ranking.order.contains { !ranking.standings[$0].isServing }
        ? "No other plan costs less either, counting those that break the terms or refuse work." : nil
    }
    let cost = plans[all][.totalCost]?.readable() ?? "an unknown amount"
    let reasons = result.reasonsOut(all)
    var text = "The cheapest of all is \(name(all)), at \(cost) (\(amount(result.mean(all, .paid))) in cash)"
    text += reasons.isEmpty ? "." : ", but it \(listed(reasons, "and"))."
    let risk = result.mean(all, .cutOffRisk)
    if risk > 0 { text += " You would be cut off for more than an hour in \(percent(risk)) of futures." }
    let ties = ranking.ofAll.ties.filter { $0 != ranking.serving.plan }
    if !ties.isEmpty { text += " It is a tie with \(listed(ties.map(name), "and"))." }
    return text
  }

  // MARK: What to buy today

  private func firstDay(_ plan: Int) -> String? {
    let buying = plans[plan].buying
    guard !buying.isEmpty else { return nil }
    let date = result.start.date.told()
    var orders: [String] = []
    var (cash, count) = (0.0, 0)
    for entry in buying {
      for order in entry.orders where order.p90 < 86_400 && order.share >= Buying.nearlyAlways {
        guard order.cash > 0 || order.face > 0 else { continue }
        orders.append(told(entry, order))
        cash += order.cash
        count += 1
      }
    }
    if count > 0 {
      let shown = orders.prefix(5).joined(separator: "; ") + (count > 5 ? "; and \(count - 5) more" : "")
      let sum = count > 1 ? " Together that is \(amount(cash))\(currency(cash))." : ""
      return "What to buy on the first day (\(date)): \(shown).\(sum)"
    }
    let first = buying.compactMap { entry in entry.orders.first.map { (entry, $0) } }
      .filter { $0.1.share > 0 }.min { $0.1.p50 < $1.1.p50 }
    guard let (entry, order) = first else {
      return "There is nothing to buy on the first day (\(date))."
    }
    let dates = Pages.told(
      Instant(seconds: result.start.seconds + order.p10).date,
      to: Instant(seconds: result.start.seconds + order.p90).date)
    return
      "There is nothing to buy on the first day (\(date)). The first order is \(told(entry, order)); it comes on "
      + (order.p10 == order.p90 ? dates : "a day from \(dates) in eight futures of ten")
      + (order.share < 0.995 ? ", in \(percent(order.share)) of futures" : "") + "."
  }

  /// `“the year” (official) for $1,500, which brings $1,500 of credit`.
  private func told(_ entry: Buying, _ order: Buying.Order) -> String {
    let paid = order.cash > 0 ? "for \(amount(order.cash))\(currency(order.cash))" : "for nothing"
    guard let source = entry.source else { return "the fee “\(entry.name)” \(paid)" }
    let own = entry.isTrigger ? ", by itself," : ""
    let kind = source.rawValue == entry.name ? "" : " (\(source.rawValue))"
    return "“\(entry.name)”\(kind)\(own) \(paid), which brings \(amount(order.face)) of credit"
  }

  // MARK: Refused work

  private func refusals(_ plan: Int) -> [String] {
    var paragraphs: [String] = []
    let causes = result.causes(plan)
    if let main = causes.first, !isRefusing(plan) {
      paragraphs.append(
        "Why you would be cut off: work that is asked for waits \(main.because), and is served later. What cures that: "
          + "\(main.cure).")
    } else if let main = causes.first {
      var text =
        "Why you would be cut off: of the \(amount(result.mean(plan, .blocked))) that \(name(plan)) refuses, "
        + "\(percent(main.share)) is refused \(main.because). What cures that: \(main.cure)."
      if causes.count > 1, causes[1].share >= 0.1 {
        text += " Another \(percent(causes[1].share)) is refused \(causes[1].because): \(causes[1].cure)."
      }
      paragraphs.append(text)
    }
    if let throttled = result.throttled, throttled.mean > 0, let demand = result.demand?.mean, demand > 0 {
      paragraphs.append(
        "Rate limits hold back \(throttled.readable()) of usage for good, \(percent(throttled.mean / demand)) of what is asked "
          + "for, whichever plan you take; it is in no plan's figures. A higher tier cures that, or work spread over more hours."
      )
    }
    return paragraphs
  }

  /// What it costs to serve everything, or as much of it as any plan that keeps the terms does.
  private func everything(_ best: Int) -> String? {
    guard isRefusing(best) else {
      return plans.count > 1 ? "\(name(best)) already serves everything that is asked for." : nil
    }
    let most = plans.indices.filter { ranking.standings[$0].keepsTerms }.min {
      (result.refusedShare($0), result.mean($0, .totalCost)) < (
        result.refusedShare($1), result.mean($1, .totalCost)
      )
    }
    guard let most else { return nil }
    // Less than a thousandth of the work is no difference.
    guard most != best, result.refusedShare(best) - result.refusedShare(most) > 0.001 else {
      return
        "To serve everything: no plan here that keeps the provider's terms refuses noticeably less than \(name(best)). What is still refused "
        + "is worth \(amount(result.mean(best, .blocked))) at list price; it costs about that much more once it can be bought."
    }
    let cost = result.mean(most, .totalCost) - result.mean(best, .totalCost)
    var text =
      "To serve everything: \(name(most)) refuses the least, \(percent(result.refusedShare(most))) of the work, and costs "
      + (abs(cost) < 5e6 ? "the same as" : "\(amount(abs(cost))) \(cost < 0 ? "less" : "more") in all than")
      + " \(name(best))"
    if let price = result.priceOfMoreService(best, most) {
      text +=
        price > 0 ? "; each further dollar of work that it serves costs \(fixed(price, 2, mark: "$"))" : ""
    }
    return text + "."
  }

  // MARK: Another usage

  private func doubled(_ best: Int) -> [String] {
    guard let levels = result.turningPoints?.levels else { return [] }
    let cases = [(2.0, "If usage doubles"), (0.5, "If it halves")]
    let sentences = cases.compactMap { scale, words -> String? in
      guard let level = levels.first(where: { abs($0.scale - scale) < 1e-6 }) else { return nil }
      var text =
        "\(words), to about \(usage(level.usage)) a month on average, \(name(best)) costs \(level.costs[best].dollars) in all, with "
        + refused(level.risks[best])
      // What more futures might tell otherwise is no statement.
      let perhaps = level.isSure ? "" : "probably "
      if let other = level.best, other != best {
        text +=
          "; the plan to take then is \(perhaps)\(name(other)), at \(level.costs[other].dollars) and with "
          + refused(level.risks[other])
      } else if plans.count > 1 {
        text +=
          level.best == best
          ? "; it \(perhaps)stays the plan to take"
          : "; \(perhaps)no plan here serves the work then and keeps the provider's terms"
      }
      return text + "."
    }
    return sentences.isEmpty ? [] : [sentences.joined(separator: " ")]
  }

  private func refused(_ risk: Place) -> String {
    risk.value > 0 ? "some work refused in \(risk.share) of futures" : "no work refused"
  }

  // MARK: What must not be overlooked

  var cautions: [String] {
    let hangsOn = unknownWords(result).enumerated().filter { !result.unknownNumbers[$0.offset].flips.isEmpty }
    return [hanging].compactMap(\.self) + hangsOn.map(\.element) + resale
  }

  /// The answer is another one if left-over credit is worth something else.
  private var hanging: String? {
    guard let first = result.leftOverViews.first, plans.count > 1 else { return nil }
    let others = result.leftOverViews.dropFirst().filter { $0.answer.plan != first.answer.plan }
    guard !others.isEmpty else { return nil }
    func told(_ view: LeftOverView) -> String { view.answer.plan.map(name) ?? "no plan" }
    return
      "The answer hangs on what credit is worth that is left over at the end. Counted \(first.worth.told), as here, it is "
      + "\(told(first)); "
      + others.map { "counted \($0.worth.told) it would be \(told($0))" }.joined(separator: "; ") + "."
  }

  /// What a page that shows a reseller's lots must say, best plan or not.
  private var resale: [String] {
    let resold = plans.indices.filter { plans[$0].usesReseller }
    guard !resold.isEmpty else { return [] }
    return [
      "\(listed(resold.map(name), "and")) \(resold.count == 1 ? "buys" : "buy") from a reseller. The provider's credit terms "
        + "(B.2) forbid the sale or transfer of credit, and only the holder of an account may use its credit: it may be "
        + "revoked, and the account closed, without a refund. The figures hold only if the seller's risks are as the scenario assumes."
    ]
  }
}

extension Buying {
  /// An order in so many futures is one to count on.
  static let nearlyAlways = 0.95
}

extension LeftOverWorth {
  /// As a sentence has it: `counted as far as it will be used`, `counted at the price paid`.
  var told: String {
    switch self {
    case .asUsed: "as far as it will be used"
    case .pricePaid: "at the price paid"
    case .nothing: "at nothing"
    case .refunded(let share): "as refunded at \(percent(Double(share.millionths) / 1e6)) of its price"
    }
  }
}

extension ComparisonResult {
  /// What one more dollar of served work costs with one of two plans instead of the other: dollars of net cost for a dollar
  /// served. Nil where they serve the same: less than a thousandth of the demand apart, or no more than chance explains.
  func priceOfMoreService(_ a: Int, _ b: Int) -> Double? {
    guard let demand = demand?.mean, demand > 0,
      let first = plans[a][.served], let second = plans[b][.served],
      let costs = plans[a][.netCost], let others = plans[b][.netCost]
    else { return nil }
    let more = second.mean - first.mean
    guard abs(more) > 0.001 * demand, let x = plans[a][.blocked], let y = plans[b][.blocked],
      x.interval.high < y.interval.low || y.interval.high < x.interval.low
    else { return nil }
    return (others.mean - costs.mean) / more
  }
}
