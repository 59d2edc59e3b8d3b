/// A case as a file that `lotwise replay` reads (docs/replay-case.md), to be pasted into a scenario or a
/// test. What the format cannot say is written as a comment.

import Ledger
import Quantities

struct CaseText {
  let subject: AuditCase
  private var lines: [String] = []

  static func yaml(_ subject: AuditCase, title: String) -> String {
    var text = CaseText(subject: subject)
    text.write(title: title)
    return text.lines.joined(separator: "\n") + "\n"
  }

  private init(subject: AuditCase) { self.subject = subject }

  private var plan: LedgerPlan { subject.plan }

  private mutating func write(title: String) {
    lines += ["lotwise: 1", "title: \(title)", "start: \(plan.start)", "end: \(subject.end)"]
    if !subject.includesEnd { lines.append("# read before it: lotwise replay --until \(subject.end)") }
    lines.append("billing cycle: \(plan.billingCycle.anchor)")
    let keys = plan.drawOrder.keys.map(\.name).joined(separator: ", ")
    let isNamed = DrawOrder.all.contains(plan.drawOrder)
    lines.append("draw order: \(isNamed ? plan.drawOrder.name : "[\(keys)]")")
    lines.append("larger than balance: \(plan.largerThanBalance.rawValue)")
    if let lag = plan.meteringLag {
      let isSaid = plan.largerThanBalance == .overdraw
      lines.append("\(isSaid ? "" : "# ")metering lag: \(lag) s")
    }
    lines.append("disconnects: \(plan.disconnectsAreCharged ? "charged" : "not charged")")
    lines.append("opening debt: \(money(plan.openingDebt))")
    if let patience = plan.retriesWithin {
      lines.append("blocked work: {retried within: \(patience) s, then lost}")
    }
    if let most = plan.largestBalance { lines.append("largest balance: \(money(most))") }
    writeState()
    section("lots", plan.purchases.map { "\($0.name): \(purchase($0))" })
    section("auto-reload", plan.autoReloads.map { "\($0.offer.name): \(reload($0))" })
    section("standing orders", plan.standingOrders.map { "\($0.offer.name): \(standing($0))" })
    section("when empty", plan.people.map { "\($0.offer.name): \(person($0))" })
    section("monthly limit", plan.usageCaps.filter { $0.window == .month }.map { "- \(cap($0))" })
    section("weekly limit", plan.usageCaps.filter { $0.isOfWeek }.map { "- \(cap($0))" })
    section(
      "daily cap", plan.usageCaps.filter { $0.window != .month && !$0.isOfWeek }.map { "- \(cap($0))" })
    section("purchase caps", plan.purchaseLimits.map { "- \(limit($0))" })
    if let allowance = plan.allowance { write(allowance) }
    if let time = plan.creditTime, plan.creditScope != nil {
      lines.append(
        "usage credits: \(map([time.from.map { "from: \($0)" }, time.until.map { "until: \($0)" }]))")
    } else if plan.creditScope != nil {
      lines.append("usage credits: disabled")
    }
    section(
      "subscription",
      plan.fees.map {
        "\($0.name): {pay: \(money($0.price)), tax: \($0.tax), every: 1 month, from: \($0.at), count: 1}"
      })
    section("events", plan.withdrawals.map { "- \(withdrawal($0))" })
    section("corrections", plan.corrections.map { "- \(correction($0))" })
    section("requests", subject.demands.map { "- \(demand($0))" })
  }

  /// What a file says by models and channels is here by cap, so most of it is a comment.
  private mutating func writeState() {
    var parts: [String] = []
    for (number, cap) in plan.usageCaps.enumerated() where cap.opening != .none {
      let latched = cap.opening.isLatched ? ", latched" : ""
      parts.append("# cap \(number + 1) used \(money(cap.opening.used))\(latched)")
    }
    for (number, limit) in plan.purchaseLimits.enumerated() where limit.countedBefore > .zero {
      parts.append("# purchase cap \(number + 1) counted \(money(limit.countedBefore))")
    }
    if let allowance = plan.allowance {
      if allowance.trialUsedBefore > .zero {
        parts.append("allowance: {trial: \(money(allowance.trialUsedBefore))}")
      }
      for (number, window) in allowance.windows.enumerated() where window.opening != .none {
        let began = window.opening.began.map { ", began \($0)" } ?? ""
        parts.append("# window \(number + 1) used \(money(window.opening.used))\(began)")
      }
    }
    let reloads = plan.autoReloads.enumerated().compactMap { number, reload -> String? in
      let lots = plan.purchases.filter { $0.orderedBy == number }.map(\.name)
      if reload.opening == .none, lots.isEmpty { return nil }
      let opening = reload.opening
      return "  \(reload.offer.name): "
        + map([
          opening.isOff ? "off: yes" : nil,
          lots.isEmpty ? nil : "on its way: [\(lots.joined(separator: ", "))]",
          opening.declinesInRow > 0 ? "declined: \(opening.declinesInRow)" : nil,
          opening.retryAt.map { "retry: \($0)" }, opening.orders > 0 ? "orders: \(opening.orders)" : nil,
          opening.cash > .zero ? "cash: \(money(opening.cash))" : nil,
        ])
    }
    section("state", parts + (reloads.isEmpty ? [] : ["auto-reload:"] + reloads))
  }

  private mutating func section(_ name: String, _ entries: [String]) {
    guard !entries.isEmpty else { return }
    lines.append("\(name):")
    lines += entries.map { "  " + $0 }
  }

  private func money(_ amount: Nanodollars) -> String { "$" + amount.decimal }

  private func map(_ parts: [String?]) -> String {
    "{" + parts.compactMap { $0 }.joined(separator: ", ") + "}"
  }

  private func scope(_ id: ScopeID?) -> [String?] {
    guard let id else { return [] }
    let models = plan.scopes[id].models.map { "models: [\($0.sorted().joined(separator: ", "))]" }
    let channels = plan.scopes[id].channels.map {
      "channels: [\($0.map(\.rawValue).sorted().joined(separator: ", "))]"
    }
    let people = plan.scopes[id].people.map {
      "people: [\($0.sorted().map { "\($0 + 1)" }.joined(separator: ", "))]"
    }
    return [models, channels, people]
  }

  private func terms(_ terms: LotTerms) -> [String?] {
    let from = terms.validityCountsFrom == .purchase ? " from purchase" : ""
    let life =
      switch terms.validity {
      case .lasting(let span): "validity: \(span)\(from)"
      case .until(let instant): "expires: \(instant)"
      case .billingCycle: "validity: billing cycle\(from)"
      case .never: "validity: never"
      }
    return [
      life, terms.priority == 0 ? nil : "priority: \(terms.priority)", "tax: \(terms.tax)",
      terms.drawsBeforeAllowance ? "draws: before the allowance" : nil,
      terms.refund == .zero ? nil : "refund: \(terms.refund)",
      terms.fee == .none ? nil : "fee: {share: \(terms.fee.share), at least: \(money(terms.fee.atLeast))}",
    ] + scope(terms.scope)
  }

  private func purchase(_ purchase: Purchase) -> String {
    var purchase = purchase
    // Nothing is paid for it, so no file may say so.
    if purchase.source == .opening { purchase.terms.fee = .none }
    let delay = "delay: \(TimeSpan.seconds(purchase.usableFrom.seconds - purchase.orderedAt.seconds))"
    let cost = purchase.source == .opening ? "cost" : "pay"
    return map(
      [
        "source: \(purchase.source.rawValue)", "credit: \(money(purchase.face))",
        "\(cost): \(money(purchase.price))", "at: \(purchase.orderedAt)",
        purchase.isDelivered ? (purchase.usableFrom == purchase.orderedAt ? nil : delay) : "delivered: never",
      ] + terms(purchase.terms))
      + (purchase.isDelivered || purchase.usableFrom == purchase.orderedAt ? "" : "  # \(delay)")
  }

  /// `add`, `buy` with what is paid for it.
  private func amount(_ key: String, _ amount: Nanodollars, _ price: Price) -> String {
    let product = Int128(amount.count) * Int128(price.price.count)
    return "\(key): \(money(amount)), pay: "
      + money(Nanodollars(Int64(product.divided(by: Int128(price.face.count), rounding: .nearestEven))))
  }

  private func ratio(_ price: Price) -> String {
    let millionths = Int128(price.price.count) * 1_000_000 / Int128(price.face.count)
    return "price: \(Ratio(millionths: Int64(millionths)))"
  }

  private func reload(_ reload: AutoReload) -> String {
    let amount =
      switch reload.amount {
      case .fixed(let face): amount("add", face, reload.offer.price)
      case .upTo(let target): "up to: \(money(target)), \(ratio(reload.offer.price))"
      case .multiples(of: let face): amount("multiples of", face, reload.offer.price)
      }
    let tries = reload.declinedTries.sorted().map(String.init).joined(separator: ", ")
    let caps = [
      reload.countPerMonth.map { "orders: \($0)" }, reload.cashPerMonth.map { "cash: \(money($0))" },
      reload.isBoughtInPart && reload.cashPerMonth != nil ? "past it: bought in part" : nil,
    ].compactMap { $0 }
    return map(
      [
        "\(reload.trigger.rawValue): \(money(reload.threshold))", amount,
        reload.atLeast.map { "at least: \(money($0))" }, reload.atMost.map { "at most: \(money($0))" },
        "latency: \(TimeSpan.seconds(reload.offer.delay))", reload.afterRefusal ? "after refusal: yes" : nil,
        reload.oneInFlight ? nil : "in flight: many", tries.isEmpty ? nil : "declined: [\(tries)]",
        tries.isEmpty ? nil : "retry: \(TimeSpan.seconds(reload.retryDelay))",
        reload.pause == 0 ? nil : "pause: \(TimeSpan.seconds(reload.pause))",
        reload.offAfterDeclines.map { "off after: \($0)" },
        caps.isEmpty ? nil : "at most per month: {\(caps.joined(separator: ", "))}",
      ] + terms(reload.offer.terms))
      + (reload.offer.source == .autoReload ? "" : "  # source: \(reload.offer.source.rawValue)")
  }

  private func offer(_ offer: Offer) -> [String?] {
    ["source: \(offer.source.rawValue)", offer.delay == 0 ? nil : "delay: \(TimeSpan.seconds(offer.delay))"]
      + terms(offer.terms)
  }

  private func standing(_ order: StandingOrder) -> String {
    let amount =
      switch order.amount {
      case .fixed(let face): amount("buy", face, order.offer.price)
      case .upTo(let target): "up to: \(money(target)), \(ratio(order.offer.price))"
      case .whenAtOrBelow(let level, let buy):
        amount("buy", buy, order.offer.price) + ", when at or below: \(money(level))"
      }
    return map(
      [amount, "every: \(order.every)", "from: \(order.first)", order.until.map { "until: \($0)" }]
        + offer(order.offer))
  }

  private func person(_ person: Person) -> String {
    map(
      [
        amount("buy", person.buys, person.offer.price), "after: \(TimeSpan.seconds(person.reaction))",
        person.hours.map { "office hours: \(hours($0))" },
      ] + offer(person.offer))
  }

  private func hours(_ hours: OfficeHours) -> String {
    let names = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    let days = names.indices.filter { (Int(hours.weekdays) >> $0) % 2 == 1 }
    let range = "\(names[days.first ?? 0])-\(names[days.last ?? 6])"
    let opens = "\(hours.opens)".prefix(5)
    let closes = "\(hours.closes)".prefix(5)
    return "\(range) \(opens)-\(closes) \(hours.zone.name)"
  }

  private func cap(_ cap: UsageCap) -> String {
    var parts: [String?] = ["amount: \(money(cap.amount))", "crossing: \(cap.crossing.rawValue)"]
    switch cap.window {
    case .month: parts.append("stops: usage")
    case .week(let anchor): parts.append("resets: \(anchor)")
    case .day(let zone): parts.append("day: \(zone.name)")
    }
    return map(parts + scope(cap.scope))
  }

  private func limit(_ limit: PurchaseLimit) -> String {
    let sources = limit.sources.map { "source: [\($0.map(\.rawValue).sorted().joined(separator: ", "))]" }
    return map([sources, "\(limit.basis.rawValue): \(money(limit.amount))"])
  }

  private mutating func write(_ allowance: Allowance) {
    lines.append("allowance:")
    let channels = allowance.scope == nil ? Channel.allCases : [.plan]
    lines.append("  channels: [\(channels.map(\.rawValue).joined(separator: ", "))]")
    lines.append("  trial: \(money(allowance.trial))")
    var said: Set<String> = []
    for window in allowance.windows {
      let (name, clock) =
        switch window.clock {
        case .session(let length): ("session", "length: \(TimeSpan.seconds(length))")
        case .fixed(let anchor, .seconds(7 * TimeSpan.day)): ("week", "resets: \(anchor)")
        case .fixed(let anchor, .months(1)): ("month", "resets: \(anchor)")
        case .fixed(let anchor, let every): ("window", "resets: \(anchor), every: \(every)")
        }
      let stays = window.from == nil && window.until == nil
      let canSay = window.scope == nil && stays && name != "window" && said.insert(name).inserted
      let rollover = window.rollover.map {
        "rolls over: {share: \($0.share)\($0.atMost.map { ", at most: \(money($0))" } ?? "")}"
      }
      let text = map(
        [
          "limit: \(money(window.limit))", clock, rollover, window.from.map { "from: \($0)" },
          window.until.map { "until: \($0)" },
        ] + scope(window.scope))
      lines.append("  \(canSay ? "" : "# ")\(name): \(text)")
    }
  }

  private func withdrawal(_ withdrawal: Withdrawal) -> String {
    map([
      "at: \(withdrawal.at)", "revoke: \(plan.purchases[withdrawal.purchase].name)",
      withdrawal.amount.map { "amount: \(money($0))" },
      withdrawal.takesOtherLots ? "takes other lots: yes" : nil,
      withdrawal.closes == nil ? nil : "closes account: yes",
      withdrawal.closes?.lasts.map { "closed for: \($0) s" },
    ])
  }

  private func correction(_ correction: Correction) -> String {
    let change =
      switch correction.change {
      case .givesBack(let amount): "gives back: \(money(amount))"
      case .charges(let amount): "charges: \(money(amount))"
      }
    return map(["at: \(correction.at)", change] + scope(correction.scope))
  }

  private func demand(_ demand: AuditCase.Demand) -> String {
    map([
      "at: \(demand.at)", "amount: \(money(demand.amount))", demand.model.map { "model: \($0)" },
      "channel: \(demand.channel.rawValue)", demand.person.map { "person: \($0 + 1)" },
      demand.status == .served ? nil : "status: \(demand.status)",
      demand.reservation.map { "reserves: \(money($0.amount)), runs: \($0.runs) s" },
    ])
  }
}

extension UsageCap {
  fileprivate var isOfWeek: Bool { if case .week = window { true } else { false } }
}
