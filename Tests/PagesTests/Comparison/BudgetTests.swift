/// What to pay and what to buy when, in tables and as files for machines.

import Formats
import Ledger
import Pages
import Quantities
import Results
import Testing

private func order(
  _ share: Double, _ day10: Int64, _ day90: Int64, _ cash: Double, credit: Double = 2
) -> Buying.Order {
  Buying.Order(
    share: share, p10: day10 * 86_400, p50: (day10 + day90) * 43_200, p90: day90 * 86_400, cash: cash * 1e9,
    face: cash * credit * 1e9)
}

private func made(_ buying: [Buying]) -> Made {
  Made(
    plans: [
      MadePlan(name: "it", cost: 900, paid: 60, buying: buying),
      MadePlan(name: "other", cost: 1_000, paid: 60),
    ], serving: Answer(plan: 0), within: nil, ofAll: Answer(plan: 0))
}

private func listed(_ name: String, _ orders: Buying.Order..., source: Source? = .official) -> Buying {
  Buying(name: name, source: source, isTrigger: false, orders: orders, laterOrders: 0, laterCash: 0)
}

private func csv(_ table: Table) -> [[String]] {
  var out = ByteBuffer()
  CSVTable().write(table, into: &out)
  return out.text.split(separator: "\r\n").map {
    $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
  }
}

@Suite struct `Budgets and calendars` {
  @Test func `what to pay in March is on the page`() throws {
    let table = try #require(made([]).table("By month: it"))
    #expect(table.rows.map { $0[0].readable } == ["Jan 2027", "Feb 2027", "Mar 2027"])
    let march = table.row("Mar 2027")
    #expect(march["cash"] == "$30" && march["cash_p10"] == "$15" && march["cash_p90"] == "$60")
    #expect(march["cash_so_far"] == "$60" && march["usage"] == "$400" && march["balance"] == "$5.00")
    #expect(made([]).table("By month: other") != nil)
    #expect(made([]).table("The most cash out at once")?.row("it")["hours_p95"] == "$100")
  }

  @Test func `amounts in another currency stand beside the dollars`() throws {
    var it = made([listed("year", order(1, 0, 0, 500))])
    it.source.currency = ComparisonSource.Currency(code: "EUR", rate: Nanodollars(1_250_000_000))
    #expect(try #require(it.table("By month: it")).row("Mar 2027")["cash_in_currency"] == "EUR 24")
    #expect(it.table("The plans")?.row("it")["paid"] == "$60 ($120), EUR 48")
    #expect(it.answer.contains("You pay $60 in cash (EUR 48)") && it.answer.contains("for $500 (EUR 400)"))
    #expect(try it.readBack().source.currency == it.source.currency)
  }

  @Test func `the first day, listed orders and those that come by themselves`() throws {
    let reload = Buying(
      name: "auto-reload", source: .autoReload, isTrigger: true,
      orders: [order(0.96, 0, 0, 50), order(0.5, 61, 117, 50)], laterOrders: 28.4, laterCash: 2_100e9)
    let it = made([
      listed("year", order(1, 0, 0, 500)), reload, listed("seat", order(1, 0, 0, 20, credit: 0), source: nil),
    ])
    #expect(
      it.answer.contains(
        "What to buy on the first day (1 Jan 2027): “year” (official) for $500, which brings $1,000 of credit; “auto-reload”, by "
          + "itself, for $50, which brings $100 of credit; the fee “seat” for $20. Together that is $570."))
    let table = try #require(it.table("What to buy when: it"))
    #expect(table.row("year")["when"] == "1 Jan 2027" && table.row("year")["credit"] == "$1,000")
    #expect(table.row("auto-reload, second")["when"] == "3 Mar to 28 Apr 2027")
    #expect(table.row("auto-reload, second")["share"] == "50%")
    let later = table.row("auto-reload, later")
    #expect(later["when"] == "then 28 more, on average" && later["pay"] == "$2,100 in all")
    #expect(table.row("seat")["kind"] == "fee" && table.row("seat")["credit"] == "")
  }

  @Test func `an order that comes in 94 of 100 futures, or on the second day, is not one of the first day`() {
    for order in [order(0.94, 0, 0, 50), order(1, 0, 1, 50)] {
      let answer = made([listed("lot", order)]).answer
      #expect(
        answer.contains("There is nothing to buy on the first day (1 Jan 2027). The first order is “lot”"))
    }
    #expect(made([]).answer.contains("first day") == false)
  }

  @Test func `fees of every month stand on one line`() throws {
    let fees = [0, 31, 59].map { listed("seat", order(1, $0, $0, 20, credit: 0), source: nil) }
    let table = try #require(made(fees).table("What to buy when: it"))
    #expect(table.rows.count == 1)
    #expect(table.row("seat")["when"] == "3 times, 1 Jan to 1 Mar 2027")
    #expect(table.row("seat")["pay"] == "$20 each, $60 in all")
  }

  @Test func `monthly csv: dates, and totals that are exact`() {
    let rows = csv(Table(monthly: made([]).result))
    #expect(rows.count == 7 && Set(rows.map(\.count)).count == 1)
    #expect(rows[3][0...2] == ["it", "2027-03-01", "30.00"])
    let column = rows[0].firstIndex(of: "cash_total_usd") ?? 0
    #expect(rows[1...3].map { $0[column] } == ["10000.000000001", "20000.000000001", "30000.000000001"])
    #expect(rows[1].last == "1000" && rows[0].last == "futures")
  }

  @Test func `usage csv: shares, totals past what a double holds, and nothing where there is nothing`() {
    var it = made([])
    let tokens = UsageShare.Expected(requests: 10.5, input: 2e12, output: 3)
    it.usage = [
      UsageShare(workload: "a", model: "m", total: 123_456_789_012_345_678_901, expected: tokens),
      UsageShare(workload: "b", model: nil, total: 0, expected: nil),
    ]
    let rows = csv(Table(usage: it.result))
    #expect(rows[0][2...4] == ["usage_mean_usd", "usage_share", "usage_total_usd"])
    #expect(rows[1][4...7] == ["123456789012.345678901", "10.50", "2000000000000", "3.00"])
    #expect(rows[2] == ["b", "", "0.00", "0.00", "0.000000000", "", "", "", "1000"])
    #expect(it.table("Spend by workload")?.row("a")["input"] == "2,000,000 M")
  }

  @Test func `the first table fits a terminal of 100 columns, with large amounts`() throws {
    var it = made([])
    it.plans[0].name = "a commitment with a long name, paid in instalments"
    (it.plans[0].cost, it.plans[0].paid) = (1_234_567, 2_345_678)
    it.plans[0].refused = [("allowance used up", 9)]
    it.plans[1].refused = [("payment failed", 100)]
    let text = it.text(width: 100)
    #expect(text.split(separator: "\n").allSatisfy { displayWidth(String($0)) <= 100 })
    #expect(!text.contains("\n  plan: "), "a table was written as blocks")
  }
}
