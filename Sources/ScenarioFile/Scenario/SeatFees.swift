/// What seats cost, and the API credit that comes with them: as of a subscription (Subscriptions.swift), for each kind of seat. The
/// credit of all kinds together is what the provider lets all seats bring at most, as far as they are there at the same time.

import Documents
import Ledger
import Providers
import Quantities

/// The credit of a kind of seats, which counts towards what all of them bring.
struct SeatCredit {
  var from: Instant
  var until: Instant
  var credit: Nanodollars
}

extension PlanReader {
  func readFees(ofSeats label: Label, _ record: Record, count: Int, from: Instant?, until: Instant?) {
    guard horizon != nil else { return }
    let keys = Keys.seat
    let known = readSeatPlan(record, keys.plan)
    needPlanOrPay(record, keys.plan, keys.pay)
    if let known {
      record.assume(keys.pay, known.price.description, from: "plan \(known.name)")
      record.assume(keys.apiCredit, known.credit.description, from: "plan \(known.name)")
    } else {
      record.assume(keys.apiCredit, "$0.00")
    }
    let pay = record.take(keys.pay) ?? known?.price
    let own = record.take(keys.apiCredit)
    let tax = record.take(keys.tax, default: self.tax.description, from: "tax")
    let isProrated = record.take(keys.prorated) ?? false
    let first = from ?? plan.billingCycle.anchor
    guard let pay, let all = total(pay, count, record, keys.pay) else { return }
    if let known, own == nil { warnOfCreditElsewhere(known, seats: count, record.place) }
    guard
      let credit = own.map({ total($0, count, record, keys.apiCredit) }) ?? known?.credit(seats: count)
        ?? .zero
    else { return }
    let end = until ?? horizon ?? .last
    let payments =
      isProrated ? proratedPayments(from: first, until: end) : monthlyPayments(from: first, until: end)
    subscriptionEnds[label.name] = until == nil ? .never : .at(end)
    subscribe(
      label, pay: all, credit: withinCap(credit, known, own == nil, from: first, until: end), tax: tax,
      for: known.map(\.channel) ?? .apiKey, payments, record.place(keys.pay))
  }

  private func total(_ each: Nanodollars, _ count: Int, _ record: Record, _ key: some StatedKey)
    -> Nanodollars?
  {
    let (product, overflow) = each.count.multipliedReportingOverflow(by: Int64(count))
    guard !overflow, product <= Nanodollars.largest.count else {
      findings.error(
        record.place(key), "for \(count) seats this is more than one ledger can hold", "write less")
      return nil
    }
    return Nanodollars(product)
  }

  private func monthlyPayments(from first: Instant, until end: Instant) -> [Payment] {
    var payments: [Payment] = []
    while payments.count < mostLots, let at = try? first.adding(.months(1), times: payments.count), at < end {
      payments.append(Payment(at: at))
    }
    return payments
  }

  /// Credit that nobody has stated is cut to what is left of the cap beside that of other seats.
  private func withinCap(
    _ credit: Nanodollars, _ known: Provider.SeatPlan?, _ isKnown: Bool, from: Instant, until: Instant
  ) -> Nanodollars {
    guard isKnown, let cap = known?.creditCap else { return credit }
    let others = seatCredits.filter { $0.from < until && from < $0.until }.reduce(Int64(0)) {
      $0 + $1.credit.count
    }
    let rest = Nanodollars(min(credit.count, max(0, cap.count - others)))
    seatCredits.append(SeatCredit(from: from, until: until, credit: rest))
    return rest
  }
}
