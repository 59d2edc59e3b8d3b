// A small plan told in a few lines, for tables with one row per side of a boundary.

import Ledger
import Quantities

/// An instant, as a case writes it.
func at(_ text: String) -> Instant {
  do { return try Instant(parsing: text) } catch { fatalError("\(error)") }
}

/// An amount, as a case writes it.
func money(_ text: String) -> Nanodollars {
  do { return try Nanodollars(parsing: text) } catch { fatalError("\(error)") }
}

struct Story {
  var plan: LedgerPlan
  var requests: [Request] = []

  init(start: String = "2026-01-01", _ lots: Purchase..., change: (inout LedgerPlan) -> Void = { _ in }) {
    plan = LedgerPlan(start: at(start))
    plan.purchases = lots
    change(&plan)
  }

  /// Asks for money at an instant; what is reserved is so for 40 seconds.
  func asking(
    _ amount: String, _ instant: String, mask: ScopeMask = ScopeMask(bits: 0),
    status: Request.Status = .served, reserving reserved: String? = nil
  ) -> Story {
    var story = self
    story.requests.append(
      Request(
        at: at(instant), amount: money(amount), mask: mask, status: status,
        reservation: reserved.map { Reservation(money($0), runs: 40) }))
    return story
  }

  /// Serves the requests and lives on to the end.
  func run(through end: String? = nil, journal: Bool = false) -> ReplayLedger {
    do {
      var ledger = try ReplayLedger(plan: plan, journal: journal)
      try ledger.serve(requests)
      ledger.advance(through: end.map(at) ?? requests.last?.at ?? plan.start)
      return ledger
    } catch { fatalError("\(error)") }
  }
}

func lot(
  _ name: String, _ face: String, _ instant: String = "2026-01-01", usable: String? = nil,
  source: Source = .official, price: String? = nil, valid: Validity = .lasting(.years(1)),
  change: (inout LotTerms) -> Void = { _ in }
) -> Purchase {
  var terms = LotTerms()
  terms.validity = valid
  change(&terms)
  return Purchase(
    name: name, source: source, orderedAt: at(instant), usableFrom: usable.map(at),
    face: money(face), price: money(price ?? face), terms: terms)
}

extension ReplayLedger {
  func lot(_ name: String) -> LotOutcome? { lots.first { $0.name == name } }
  /// What each lot has left, by name, in order of ordering: `a 3, b 0.5`.
  var leftByName: String { lots.map { "\($0.name) \($0.left)" }.joined(separator: ", ") }
  func blocked(_ cause: BlockCause) -> Nanodollars { totals.blocked[cause.rawValue] }
}
