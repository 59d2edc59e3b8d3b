/// What an hledger journal must come to: an amount for each account of each lot, and for each total. Written
/// as one transaction of zero amounts with balance assertions; hledger refuses the journal if one fails.

import Formats
import Ledger
import Quantities
import Results

struct JournalAssertions {
  private struct Line {
    var account: [UInt8]
    var amount: Nanodollars
    var commodity: String
    /// With all accounts below it.
    var isTotal: Bool
  }

  private var lines: [Line] = []

  mutating func add(_ lot: LotOutcome) {
    let name = AccountName.escaped(lot.name)
    let parts: [(String, Nanodollars)] = [
      ("assets:in transit:", lot.inTransit), ("assets:credit:", lot.left),
      ("expenses:used:", lot.drawn), ("expenses:expired:", lot.expired),
      ("expenses:revoked:", lot.revoked), ("expenses:undelivered:", lot.undelivered),
      ("equity:face value:", Nanodollars(-lot.face.count)),
    ]
    for (account, amount) in parts {
      lines.append(
        Line(account: Array(account.utf8) + name, amount: amount, commodity: "credit", isTotal: false))
    }
  }

  mutating func add(_ result: ReplayResult, hasWaited: Bool) {
    let totals = result.totals
    let face = totals.opening.count + totals.bought.count + totals.granted.count
    total("assets:in transit", totals.inTransit, "credit")
    total("assets:credit", totals.left, "credit")
    total("expenses:used", totals.used, "credit")
    total("expenses:owed", Nanodollars(totals.debt.count - totals.openingDebt.count), "credit")
    total("expenses:expired", totals.expired, "credit")
    total("expenses:revoked", totals.revoked, "credit")
    total("expenses:undelivered", totals.undelivered, "credit")
    total("equity:face value", Nanodollars(-face), "credit")
    total("liabilities:debt", Nanodollars(-totals.debt.count), "credit")
    total("equity:opening debt", totals.openingDebt, "credit")
    total("demand:asked", Nanodollars(-totals.demand.count - totals.waiting.count), "usage")
    if hasWaited { total("demand:waiting", totals.waiting, "usage") }
    total("demand:served:trial", totals.trial, "usage")
    total("demand:served:allowance", totals.allowance, "usage")
    total("demand:served:credit", totals.credit, "usage")
    for cause in BlockCause.allCases where !cause.isNamedWhereSeen || totals.blocked[cause.rawValue] > .zero {
      total("demand:blocked:" + cause.description, totals.blocked[cause.rawValue], "usage")
    }
    total("demand:failed", totals.failed, "usage")
    total("expenses:paid", totals.price, "USD")
    total("expenses:tax", totals.tax, "USD")
    total("expenses:refunded", Nanodollars(-totals.refunded.count), "USD")
    total("assets:cash", Nanodollars(-result.cash.count), "USD")
  }

  private mutating func total(_ account: String, _ amount: Nanodollars, _ commodity: String) {
    lines.append(
      Line(account: Array(account.utf8), amount: amount, commodity: commodity, isTotal: true))
  }

  /// Every account that the journal may use, declared, so that `hledger check --strict` accepts it.
  func writeAccounts(into out: inout ByteBuffer) {
    out.append("\n")
    let payees = (Source.allCases.filter { $0 != .opening }.map(\.rawValue) + ["fee"])
    for prefix in ["expenses:paid:", "expenses:tax:", "expenses:refunded:"] {
      for payee in payees { out.append(text: "account \(prefix)\(payee)\n") }
    }
    for line in lines {
      out.append("account ")
      out.append(line.account)
      out.append("\n")
    }
  }

  func write(into out: inout ByteBuffer) {
    for line in lines {
      out.append("    ")
      out.append(line.account)
      out.append(text: "  0 \(line.commodity) \(line.isTotal ? "=*" : "=") ")
      out.append(decimal: line.amount)
      out.append(text: " \(line.commodity)\n")
    }
  }
}
