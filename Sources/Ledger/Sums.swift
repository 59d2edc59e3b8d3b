/// Running totals of an account, and the equations that must hold between them to the nano-dollar.

import Quantities

struct Sums: Sendable {
  var opening: Int64 = 0
  var bought: Int64 = 0
  var granted: Int64 = 0
  var expired: Int64 = 0
  var revoked: Int64 = 0
  var undelivered: Int64 = 0
  var drawn: Int64 = 0

  var demand: Int64 = 0
  var trial: Int64 = 0
  var allowance: Int64 = 0
  var credit: Int64 = 0
  var failed: Int64 = 0
  var blocked = BlockedAmounts()
  /// Asked for and not answered yet: outside of the demand.
  var waiting: Int64 = 0

  /// Of corrections: what came back to lots and debts, what found neither, and what was charged.
  var givenBack: Int64 = 0
  var givenBackInVain: Int64 = 0
  var charged: Int64 = 0

  var price: Int64 = 0
  var tax: Int64 = 0
  var refunded: Int64 = 0

  var requests: Int64 = 0
  var blockedRequests: Int64 = 0
  var failedRequests: Int64 = 0
  var reloads: Int64 = 0
  var declines: Int64 = 0
  var refusedOrders: Int64 = 0

  mutating func pay(price: Int64, tax: Int64) {
    self.price &+= price
    self.tax &+= tax
  }
}

/// Cash out in order of time; what comes back is below 0.
struct Payments: ~Copyable, Sendable {
  private var payments = Flat<(at: Int64, cash: Int64)>(capacity: 64)

  borrowing func copy() -> Payments {
    var other = Payments()
    other.payments = payments.copy()
    return other
  }

  mutating func restart() { payments.removeAll() }

  @inline(__always)
  mutating func add(_ cash: Int64, at now: Int64) {
    if cash != 0 { payments.append((now, cash)) }
  }

  var all: [(at: Int64, cash: Int64)] { payments.indices.map { payments[$0] } }

  /// By `Instant.monthIndex`; what came back is no payment of its month, and months without payment are absent.
  var paidByMonth: [(month: Int, cash: Int64)] {
    var months: [(month: Int, cash: Int64)] = []
    for index in payments.indices where payments[index].cash > 0 {
      let payment = payments[index]
      let month = Instant(seconds: payment.at).monthIndex
      if months.last?.month != month { months.append((month, 0)) }
      months[months.count - 1].cash &+= payment.cash
    }
    return months
  }

  /// The most that was paid on one day (UTC), and within any 24 hours; what came back is no help on a bad day.
  var mostCash: (inDay: Int64, in24Hours: Int64) {
    var (mostInDay, mostIn24) = (Int64(0), Int64(0))
    var (day, inDay, in24) = (Int64.min, Int64(0), Int64(0))
    var first = 0
    for index in payments.indices where payments[index].cash > 0 {
      let payment = payments[index]
      let date = payment.at / TimeSpan.day
      inDay = date == day ? inDay &+ payment.cash : payment.cash
      day = date
      in24 &+= payment.cash
      while payments[first].at <= payment.at - TimeSpan.day || payments[first].cash < 0 {
        if payments[first].cash > 0 { in24 &-= payments[first].cash }
        first += 1
      }
      mostInDay = max(mostInDay, inDay)
      mostIn24 = max(mostIn24, in24)
    }
    return (mostInDay, mostIn24)
  }
}

/// By cause.
struct BlockedAmounts: Sendable {
  private var amounts: InlineArray<9, Int64> = .init(repeating: 0)

  subscript(cause: BlockCause) -> Int64 {
    get { amounts[cause.rawValue] }
    set { amounts[cause.rawValue] = newValue }
  }
}

extension Account {
  /// Traps if a nano-dollar has been lost or made: on in release builds, on every path.
  borrowing func checkConservation() {
    if pastRange { return }
    var left: Int64 = 0
    var inTransit: Int64 = 0
    for index in 0..<lots.count {
      precondition(lots[index].isConserved, "a lot's face value is somewhere, once")
      left &+= lots[index].left
      inTransit &+= lots[index].inTransit
    }
    let entered = sums.opening &+ sums.bought &+ sums.granted
    let found = sums.drawn &+ sums.expired &+ sums.revoked &+ sums.undelivered &+ inTransit &+ left
    precondition(
      entered == found,
      "opening + bought + granted = used + expired + revoked + undelivered + in transit + left")
    var fate = sums.trial &+ sums.allowance &+ sums.credit &+ sums.failed
    for cause in BlockCause.allCases { fate &+= sums.blocked[cause] }
    precondition(sums.demand == fate, "demand = trial + allowance + credit + blocked + failed")
    precondition(
      sums.drawn &+ debt &+ sums.givenBack == sums.credit &+ plan.openingDebt.count &+ sums.charged,
      "used + debt + given back = credit + opening debt + charged by corrections")
  }
}
