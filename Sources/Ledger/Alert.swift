/// What an account owner is warned of. An alert looks at the full hour (lots: at midnight UTC) and changes nothing: what it looks at is
/// told by a ledger that runs beside the others.
///
/// On both sides: a balance of exactly the amount is not below it; usage of exactly the share is reached; a lot that expires in
/// exactly the time is within it, and exactly the amount left is enough to warn of; a day's cash of exactly the amount is not above it.

import Quantities

public enum Alert: Hashable, Sendable {
  case balance(below: Nanodollars)
  /// Of a calendar month (UTC): what credit has paid since it began.
  case usage(reaches: Nanodollars)
  /// Seconds before its end, and what is left then.
  case expiry(within: Int64, left: Nanodollars)
  /// Of a day (UTC), what came back aside.
  case cash(above: Nanodollars)
}

/// One future of one plan as alerts see it.
package struct AlertView: Sendable {
  /// At each full hour from the first on: the balance, and what credit has paid since the start. Index 0 is the start.
  package let balances: [Int64]
  package let paid: [Int64]
  /// The hours at which calendar months begin, the start among them.
  package let months: [Int]
  /// What was paid, in order of time: seconds from the start.
  package let payments: [(at: Int64, cash: Int64)]
  /// Seconds to the midnight (UTC) before the start.
  package let sinceMidnight: Int64
  /// By lot alert, in their order: when each lot was first warned of.
  package let lots: [[Int64]]
  /// When work is first refused; nil: never.
  package let outage: Int64?

  package init(
    balances: [Int64], paid: [Int64], months: [Int], payments: [(at: Int64, cash: Int64)],
    sinceMidnight: Int64, lots: [[Int64]], outage: Int64?
  ) {
    (self.balances, self.paid, self.months, self.payments) = (balances, paid, months, payments)
    (self.sinceMidnight, self.lots, self.outage) = (sinceMidnight, lots, outage)
  }

  /// When an alert fires; and whether it still stands when work is first refused, and since when.
  package func firings(of alert: Alert, lotAlert: Int) -> (fires: [Int64], standsSince: Int64?) {
    switch alert {
    case .balance(let amount): return standing(balances) { $0 < amount.count }
    case .usage(let amount):
      var (fires, since) = ([Int64](), Int64?.none)
      var month = 0
      var (begun, isOver) = (Int64(0), false)
      for hour in paid.indices {
        if months.indices.contains(month), months[month] == hour {
          (begun, isOver) = (paid[hour], false)
          month += 1
          if !isPast(hour) { since = nil }
        }
        guard !isOver, paid[hour] - begun >= amount.count else { continue }
        isOver = true
        fires.append(Int64(hour) * TimeSpan.hour)
        if !isPast(hour) { since = fires.last }
      }
      return (fires, outage == nil ? nil : since)
    case .expiry:
      let fires = lots[lotAlert].sorted()
      return (fires, outage.flatMap { outage in fires.last { $0 <= outage } })
    case .cash(let amount):
      var fires: [Int64] = []
      var (day, sum, isOver) = (Int64.min, Int64(0), false)
      for payment in payments where payment.cash > 0 {
        let date = (payment.at + sinceMidnight) / TimeSpan.day
        if date != day { (day, sum, isOver) = (date, 0, false) }
        sum += payment.cash
        guard !isOver, sum > amount.count else { continue }
        isOver = true
        fires.append(payment.at)
      }
      return (fires, outage.flatMap { outage in fires.last { $0 <= outage } })
    }
  }

  /// Work was refused before this hour.
  private func isPast(_ hour: Int) -> Bool { outage.map { Int64(hour) * TimeSpan.hour > $0 } ?? false }

  private func standing(
    _ values: [Int64], _ isOn: (Int64) -> Bool
  ) -> (fires: [Int64], standsSince: Int64?) {
    var (fires, since) = ([Int64](), Int64?.none)
    var wasOn = false
    for hour in values.indices {
      let isOn = isOn(values[hour])
      if isOn, !wasOn { fires.append(Int64(hour) * TimeSpan.hour) }
      if !isPast(hour) { since = isOn ? (wasOn ? since : fires.last) : nil }
      wasOn = isOn
    }
    return (fires, outage == nil ? nil : since)
  }

  /// The least balance below which an alert has stood for so long when work is first refused: a hair above the largest balance of
  /// that time. Nil: nothing is refused; `Int64.max`: it is refused sooner after the start than that.
  package func threshold(leaving lead: Int64) -> Int64? {
    guard let outage else { return nil }
    guard outage >= lead else { return .max }
    let first = Int((outage - lead) / TimeSpan.hour)
    let last = min(Int(outage / TimeSpan.hour), balances.count - 1)
    guard first <= last else { return .max }
    return max(0, (balances[first...last].max() ?? 0) + 1)
  }
}
