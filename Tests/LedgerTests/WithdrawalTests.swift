// Withdrawals on both sides of the instant at which their lot is ordered.

import Ledger
import Quantities
import Testing

@Suite struct WithdrawalTests {
  private struct Row: CustomTestStringConvertible {
    let testDescription: String
    let at: String
    var amount: String?
    var usable: String?
    let revoked: String
    let left: String

    init(
      _ name: String, at: String, amount: String? = nil, usable: String? = nil, revoked: String, left: String
    ) {
      testDescription = name
      (self.at, self.amount, self.usable) = (at, amount, usable)
      (self.revoked, self.left) = (revoked, left)
    }
  }

  private static let rows = [
    Row("a second before the order: nothing", at: "2026-01-31T23:59:59Z", revoked: "$0", left: "$10"),
    Row("in its second: all of it", at: "2026-02-01", revoked: "$10", left: "$0"),
    Row("in its second: so much of it", at: "2026-02-01", amount: "$4", revoked: "$4", left: "$6"),
    Row("in its second, on its way", at: "2026-02-01", usable: "2026-02-03", revoked: "$10", left: "$0"),
    Row(
      "in its second: of what is on its way no part", at: "2026-02-01", amount: "$4", usable: "2026-02-03",
      revoked: "$0", left: "$10"),
    Row("a second later: all of it", at: "2026-02-01T00:00:01Z", revoked: "$10", left: "$0"),
  ]

  @Test(arguments: rows.indices) func `a lot is there to be taken from the second of its order`(index: Int) {
    let row = Self.rows[index]
    let story = Story(lot("a", "$10", "2026-02-01", usable: row.usable)) {
      $0.withdrawals = [Withdrawal(at: at(row.at), purchase: 0, amount: row.amount.map(money))]
    }
    let ledger = story.run(through: "2026-03-01")
    #expect(ledger.lot("a")?.revoked == money(row.revoked), "\(row.testDescription)")
    #expect(ledger.lot("a")?.left == money(row.left), "\(row.testDescription)")
  }

  @Test func `credit that is held at the start can be taken at the start, and with it the other lots`() {
    for takesOtherLots in [false, true] {
      let story = Story(
        lot("held", "$10", source: .opening), lot("older", "$5", "2025-12-01"), lot("new", "$7")
      ) {
        $0.withdrawals = [Withdrawal(at: $0.start, purchase: 0, takesOtherLots: takesOtherLots)]
      }
      let ledger = story.asking("$1", "2026-01-01").run()
      #expect(
        ledger.leftByName
          == (takesOtherLots ? "held $0.00, older $0.00, new $0.00" : "held $0.00, older $4.00, new $7.00"))
      #expect(ledger.blocked(.revoked) == money(takesOtherLots ? "$1" : "$0"))
    }
  }

  @Test func `a lot repays what is owed before a withdrawal of its second takes the rest`() {
    let story = Story(lot("a", "$10")) {
      $0.openingDebt = money("$3")
      $0.withdrawals = [Withdrawal(at: $0.start, purchase: 0)]
    }
    let ledger = story.run()
    #expect(ledger.lot("a")?.revoked == money("$7") && ledger.lot("a")?.drawn == money("$3"))
  }
}
