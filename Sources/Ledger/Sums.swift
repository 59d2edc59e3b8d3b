/// Running totals of an account, and the equations that must hold between them to the nano-dollar.

import Quantities

struct Sums<Lane: MoneyLane>: Sendable {
  var opening: Lane = .nothing
  var bought: Lane = .nothing
  var granted: Lane = .nothing
  var expired: Lane = .nothing
  var revoked: Lane = .nothing
  var undelivered: Lane = .nothing
  var drawn: Lane = .nothing

  var demand: Lane = .nothing
  var trial: Lane = .nothing
  var allowance: Lane = .nothing
  var credit: Lane = .nothing
  var failed: Lane = .nothing
  var blocked = [Lane](repeating: .nothing, count: BlockCause.allCases.count)

  var price: Lane = .nothing
  var tax: Lane = .nothing
  var refunded: Lane = .nothing
  var paidByMonth: [(month: Int, cash: Lane)] = []

  var requests: Int64 = 0
  var blockedRequests: Lane = .nothing
  var failedRequests: Int64 = 0
  var reloads: Lane = .nothing
  var declines: Lane = .nothing
  var refusedOrders: Lane = .nothing

  mutating func pay(price: Lane, tax: Lane, month: Int) {
    self.price.add(price)
    self.tax.add(tax)
    guard price.plus(tax).isPositive.isAnywhere else { return }
    if paidByMonth.last?.month != month { paidByMonth.append((month, .nothing)) }
    paidByMonth[paidByMonth.count - 1].cash.add(price.plus(tax))
  }
}

extension Account {
  /// Traps if a nano-dollar has been lost or made: on in release builds, on every path.
  func checkConservation() {
    var left = Lane.nothing
    var inTransit = Lane.nothing
    for lot in lots.all {
      precondition(lot.isConserved.or(pastRange).isEverywhere, "a lot's face value is somewhere, once")
      left.add(lot.left)
      inTransit.add(lot.inTransit)
    }
    let entered = sums.opening.plus(sums.bought).plus(sums.granted)
    let found = sums.drawn.plus(sums.expired).plus(sums.revoked).plus(sums.undelivered)
      .plus(inTransit).plus(left)
    precondition(
      entered.minus(found).isNothing.or(pastRange).isEverywhere,
      "opening + bought + granted = used + expired + revoked + undelivered + in transit + left")
    var fate = sums.trial.plus(sums.allowance).plus(sums.credit).plus(sums.failed)
    for cause in BlockCause.allCases { fate.add(sums.blocked[cause.rawValue]) }
    precondition(
      sums.demand.minus(fate).isNothing.or(pastRange).isEverywhere,
      "demand = trial + allowance + credit + blocked + failed")
    var debt = Lane.nothing
    for kind in kinds { debt.add(kind.debt) }
    let owed = sums.credit.plus(Lane(each: plan.openingDebt.count))
    precondition(
      sums.drawn.plus(debt).minus(owed).isNothing.or(pastRange).isEverywhere,
      "used + debt = credit + opening debt")
  }
}
