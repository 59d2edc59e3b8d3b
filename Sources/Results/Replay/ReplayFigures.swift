/// The figures of a replay by their names for machines: one list, from which the JSON and the CSV are
/// written, so that a key is the same in both. A new figure is one line here.

import Formats
import Ledger
import Quantities

package struct ReplayFigure {
  /// What an amount is an amount of: face value, cash, or usage at list price.
  package enum Unit: String {
    case credit, cash, usage
    case instant, count, text
  }

  package let key: String
  package let cell: Table.Cell
  package let unit: Unit

  package static func credit(_ key: String, _ amount: Nanodollars) -> ReplayFigure {
    ReplayFigure(key: key, cell: .money(amount), unit: .credit)
  }
  package static func cash(_ key: String, _ amount: Nanodollars) -> ReplayFigure {
    ReplayFigure(key: key, cell: .money(amount), unit: .cash)
  }
  package static func usage(_ key: String, _ amount: Nanodollars) -> ReplayFigure {
    ReplayFigure(key: key, cell: .money(amount), unit: .usage)
  }
  package static func count(_ key: String, _ count: Int) -> ReplayFigure {
    ReplayFigure(key: key, cell: .count(count), unit: .count)
  }
  package static func instant(_ key: String, _ instant: Instant) -> ReplayFigure {
    ReplayFigure(key: key, cell: .instant(instant), unit: .instant)
  }
  package static func text(_ key: String, _ text: String) -> ReplayFigure {
    ReplayFigure(key: key, cell: .text(text), unit: .text)
  }
}

extension LotOutcome {
  package var figures: [ReplayFigure] {
    [
      .text("source", source.rawValue),
      .instant("ordered_at", orderedAt), .instant("usable_from", usableFrom),
      .instant("expires", expires),
      .credit("face", face), .cash("price", price), .cash("tax", tax), .cash("refunded", refunded),
      .credit("used", drawn), .credit("expired", expired), .credit("revoked", revoked),
      .credit("undelivered", undelivered), .credit("in_transit", inTransit), .credit("left", left),
      .credit("wasted", wasted), .cash("wasted_at_cost", wastedAtCost),
      .cash("left_at_cost", atCost(left)),
    ]
  }
}

extension ReplayResult {
  /// What is about the account as a whole, by subject.
  package var groups: [(subject: String, figures: [ReplayFigure])] {
    [
      (
        "credit",
        [
          .credit("opening", totals.opening), .credit("bought", totals.bought),
          .credit("granted", totals.granted), .credit("used", totals.used),
          .credit("expired", totals.expired), .credit("revoked", totals.revoked),
          .credit("undelivered", totals.undelivered), .credit("in_transit", totals.inTransit),
          .credit("left", totals.left), .cash("left_at_cost", leftAtCost),
          .credit("wasted", wasted), .cash("wasted_at_cost", wastedAtCost),
        ] + corrections
      ),
      (
        "demand",
        [
          .usage("total", totals.demand), .usage("trial", totals.trial),
          .usage("allowance", totals.allowance), .usage("credit", totals.credit),
          .usage("failed", totals.failed), .usage("blocked", blocked),
        ]
          + BlockCause.allCases.filter { !$0.isNamedWhereSeen || totals.blocked[$0.rawValue] > .zero }.map {
            cause in
            .usage("blocked_" + key(cause.description), totals.blocked[cause.rawValue])
          }
          // Only where the state is read before the end of the run.
          + (totals.waiting > .zero ? [.usage("waiting", totals.waiting)] : [])
      ),
      ("debt", [.usage("opening", totals.openingDebt), .usage("now", totals.debt)]),
      (
        "cash",
        [
          .cash("credit", creditPrice), .cash("fees", feePrice), .cash("tax", totals.tax),
          .cash("refunded", totals.refunded), .cash("paid", cash),
        ]
      ),
      (
        "counts",
        requestCounts + [
          .count("reloads", counts.reloads), .count("declines", counts.declines),
          .count("refused_orders", counts.refusedOrders),
        ]
      ),
    ]
  }

  /// Only where something was corrected.
  private var corrections: [ReplayFigure] {
    [
      .credit("given_back", totals.givenBack), .credit("given_back_in_vain", totals.givenBackInVain),
      .credit("charged_by_corrections", totals.charged),
    ].filter { $0.cell != .money(.zero) }
  }

  /// What flowed was not counted.
  private var requestCounts: [ReplayFigure] {
    isFlow
      ? []
      : [
        .count("requests", counts.requests), .count("blocked_requests", counts.blockedRequests),
        .count("failed_requests", counts.failedRequests),
      ]
  }

  private func key(_ name: String) -> String {
    String(name.map { $0 == " " ? "_" : $0 })
  }
}

extension ReplayResult {
  /// Every figure that is not zero, by subject, in the notation of the files: what a replay is pinned to.
  public var stated: [(subject: String, figures: [(name: String, value: String)])] {
    let lots = lots.map { (subject: "lot \($0.name)", figures: $0.figures) }
    let refused = (
      subject: "refused by the provider",
      figures: refusals.map { (name: $0.reason, value: String($0.count)) }
    )
    let figures: [(subject: String, figures: [(name: String, value: String)])] = (lots + groups).compactMap {
      subject, figures in
      let shown = figures.compactMap { figure -> (name: String, value: String)? in
        let name = String(figure.key.map { $0 == "_" ? " " : $0 })
        switch figure.cell {
        case .money(let amount): return amount == .zero ? nil : (name, amount.description)
        case .count(let count): return count == 0 ? nil : (name, String(count))
        case .instant(let instant): return name == "expires" ? (name, instant.readable) : nil
        default: return nil
        }
      }
      return shown.isEmpty ? nil : (subject, shown)
    }
    return refusals.isEmpty ? figures : figures + [refused]
  }
}

/// `2026-03` for `Instant.monthIndex`.
package func monthName(_ index: Int) -> String {
  let month = index % 12 + 1
  return "\(index / 12)-\(month < 10 ? "0" : "")\(month)"
}
