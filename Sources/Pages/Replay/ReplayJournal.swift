/// A replay as an hledger journal, written as the postings come, so that its length costs no memory. Three
/// commodities: `USD` is cash, `credit` is face value, `usage` is demand at list price. Each lot has an
/// account of its own under each thing that can become of it; a transaction at the end asserts the ledger's
/// figures for every lot and every total, so that hledger itself confirms them.
///
///     equity:face value:LOT -> assets:in transit:LOT -> assets:credit:LOT -> expenses:used:LOT
///                                    `-> expenses:undelivered:LOT      `-> expenses:expired:LOT, revoked:LOT
///
/// A request that overdraws owes: `liabilities:debt` against `expenses:owed`; the lot that repays it takes
/// both back. A correction that charges does as a request does to the credit, without usage; one that gives back undoes that.

import Formats
import Ledger
import Quantities
import Results

public struct ReplayJournal: Sendable {
  private enum Commodity { case cash, credit, usage }

  /// The lots whose postings were seen, by their index in the ledger.
  private var lots: [(name: [UInt8], source: [UInt8])] = []
  private var lastDay = CivilDate(day: .min)
  private var dateText: [UInt8] = []
  /// What of the request whose transaction is open has found no place yet; what credit served of it; and
  /// what happened before all of it had (a reload after a refusal), to be written after it.
  private var unplaced: Int64 = 0
  private var servedByCredit: Int64 = 0
  private var deferred: [Posting] = []
  private var lastInstant: Instant
  /// Some request has waited: then there is an account for what waits.
  private var hasWaited = false

  /// What a transaction that asks for something is called.
  private let demand: StaticString

  public init(start: Instant, demand: StaticString = "request") {
    lastInstant = start
    self.demand = demand
  }

  /// The head of the journal, and the debt that the account opens with.
  public mutating func begin(title: String, openingDebt: Nanodollars, into out: inout ByteBuffer) {
    out.append("; ")
    // A comment may hold a colon, which an account's name may not; but hledger reads it in the user's locale.
    let isPlain = title.utf8.allSatisfy { (0x20..<0x7F).contains($0) }
    if isPlain { out.append(text: title) } else { out.append(AccountName.escaped(title)) }
    out.append("\n; written by lotwise; times are UTC\n\n")
    for commodity in ["USD", "credit", "usage"] {
      out.append(text: "commodity 1000.000000000 \(commodity)\n")
    }
    if openingDebt > .zero {
      header(lastInstant, "opening debt", into: &out)
      leg("equity:opening debt", amount: openingDebt.count, .credit, into: &out)
      leg("liabilities:debt", amount: -openingDebt.count, .credit, into: &out)
    }
  }

  /// The postings that `ledger` made since the last call, in their order.
  public mutating func write(
    _ postings: [Posting], of ledger: ReplayLedger, into out: inout ByteBuffer
  ) {
    if let highest = postings.lazy.map(\.lot).max(), highest >= lots.count {
      for lot in ledger.lots.dropFirst(lots.count) {
        lots.append((AccountName.escaped(lot.name), AccountName.escaped(lot.source.rawValue)))
      }
    }
    for posting in postings { write(posting, into: &out) }
    precondition(unplaced == 0 && deferred.isEmpty, "every request is accounted for to the nano-dollar")
    if let last = postings.last { lastInstant = last.at }
  }

  private mutating func write(_ posting: Posting, into out: inout ByteBuffer) {
    let amount = posting.amount.count
    switch posting.kind {
    case .demand:
      unplaced = amount
      header(posting.at, demand, into: &out)
      leg("demand:asked", amount: -amount, .usage, into: &out)
      return
    case .retried:
      unplaced = amount
      header(posting.at, "again", into: &out)
      leg("demand:waiting", amount: -amount, .usage, into: &out)
      return
    case .again:
      leg("demand:asked", amount: amount, .usage, into: &out)
      leg("demand:waiting", amount: -amount, .usage, into: &out)
      return
    case .waits:
      hasWaited = true
      leg("demand:waiting", amount: amount, .usage, into: &out)
    case .trial: leg("demand:served:trial", amount: amount, .usage, into: &out)
    case .allowance: leg("demand:served:allowance", amount: amount, .usage, into: &out)
    case .failed: leg("demand:failed", amount: amount, .usage, into: &out)
    case .blocked(let cause):
      open("demand:blocked:", then: AccountName.escaped(cause.description), into: &out)
      close(amount: amount, .usage, into: &out)
    case .drawn:
      servedByCredit += amount
      leg("assets:credit:", lot: posting.lot, amount: -amount, .credit, into: &out)
      leg("expenses:used:", lot: posting.lot, amount: amount, .credit, into: &out)
    case .overdrawn:
      servedByCredit += amount
      leg("liabilities:debt", amount: -amount, .credit, into: &out)
      leg("expenses:owed", amount: amount, .credit, into: &out)
    // Nothing moves.
    case .heldBack: return
    default:
      if unplaced > 0 { deferred.append(posting) } else { writeApart(posting, into: &out) }
      return
    }
    place(amount, into: &out)
  }

  /// So much of the open request has found its place; with all of it placed its transaction ends.
  private mutating func place(_ amount: Int64, into out: inout ByteBuffer) {
    unplaced -= amount
    precondition(unplaced >= 0, "no more of a request is served than was asked for")
    guard unplaced == 0 else { return }
    if servedByCredit > 0 { leg("demand:served:credit", amount: servedByCredit, .usage, into: &out) }
    servedByCredit = 0
    for posting in deferred { writeApart(posting, into: &out) }
    deferred.removeAll()
  }

  /// What is a transaction, or a remark, of its own.
  private mutating func writeApart(_ posting: Posting, into out: inout ByteBuffer) {
    switch posting.kind {
    case .paid, .taxPaid, .refunded: pay(posting, into: &out)
    case .orderRefused: remark("purchase refused", posting, into: &out)
    case .declined: remark("payment declined", posting, into: &out)
    case .declinedAndOff: remark("payment declined; the auto-reload is now off", posting, into: &out)
    case .givenBackInVain: remark("given back in vain", posting, into: &out)
    case .chargedOverdrawn: owe("correction overdrawn", posting.at, posting.amount.count, into: &out)
    case .givenBackToDebt: owe("given back against the debt", posting.at, -posting.amount.count, into: &out)
    default: move(posting, into: &out)
    }
  }

  /// Face value that goes from one account of a lot to another.
  private mutating func move(_ posting: Posting, into out: inout ByteBuffer) {
    let (description, to, from): (StaticString, StaticString, StaticString) =
      switch posting.kind {
      case .ordered: ("order", "assets:in transit:", "equity:face value:")
      case .delivered: ("delivery", "assets:credit:", "assets:in transit:")
      case .undelivered: ("never delivered", "expenses:undelivered:", "assets:in transit:")
      case .expired: ("expiry", "expenses:expired:", "assets:credit:")
      case .revoked: ("revocation", "expenses:revoked:", "assets:credit:")
      case .revokedInTransit: ("revocation in transit", "expenses:revoked:", "assets:in transit:")
      case .charged: ("correction", "expenses:used:", "assets:credit:")
      case .givenBack: ("given back", "assets:credit:", "expenses:used:")
      default: ("repayment of debt", "expenses:used:", "assets:credit:")
      }
    let amount = posting.amount.count
    header(posting.at, description, into: &out)
    leg(to, lot: posting.lot, amount: amount, .credit, into: &out)
    leg(from, lot: posting.lot, amount: -amount, .credit, into: &out)
    guard posting.kind == .repaid else { return }
    leg("liabilities:debt", amount: amount, .credit, into: &out)
    leg("expenses:owed", amount: -amount, .credit, into: &out)
  }

  /// A debt that no request makes or repays.
  private mutating func owe(
    _ description: StaticString, _ instant: Instant, _ amount: Int64, into out: inout ByteBuffer
  ) {
    header(instant, description, into: &out)
    leg("liabilities:debt", amount: -amount, .credit, into: &out)
    leg("expenses:owed", amount: amount, .credit, into: &out)
  }

  /// Cash, of a lot or of a fee.
  private mutating func pay(_ posting: Posting, into out: inout ByteBuffer) {
    let amount = posting.kind == .refunded ? -posting.amount.count : posting.amount.count
    let source = lots.indices.contains(posting.lot) ? lots[posting.lot].source : Array("fee".utf8)
    switch posting.kind {
    case .paid:
      header(posting.at, "payment", into: &out)
      open("expenses:paid:", then: source, into: &out)
    case .taxPaid:
      header(posting.at, "tax", into: &out)
      open("expenses:tax:", then: source, into: &out)
    default:
      header(posting.at, "refund", into: &out)
      open("expenses:refunded:", then: source, into: &out)
    }
    close(amount: amount, .cash, into: &out)
    leg("assets:cash", amount: -amount, .cash, into: &out)
  }

  /// What happened without money or credit moving: a comment.
  private mutating func remark(
    _ what: StaticString, _ posting: Posting, into out: inout ByteBuffer
  ) {
    out.append("\n; ")
    out.append(date: posting.at.date)
    out.append(" ")
    out.append(clock: posting.at.secondOfDay)
    out.append("Z ")
    out.append(what)
    out.append(": ")
    out.append(decimal: posting.amount)
    out.append(" credit\n")
  }

  private mutating func header(
    _ instant: Instant, _ description: StaticString, into out: inout ByteBuffer
  ) {
    let day = instant.date
    if day != lastDay {
      lastDay = day
      dateText = Array("\n\(day) * ".utf8)
    }
    out.append(dateText)
    out.append(clock: instant.secondOfDay)
    out.append("Z ")
    out.append(description)
    out.append("\n")
  }

  private func open(_ account: StaticString, then part: [UInt8], into out: inout ByteBuffer) {
    out.append("    ")
    out.append(account)
    out.append(part)
  }

  private func close(amount: Int64, _ commodity: Commodity, into out: inout ByteBuffer) {
    out.append("  ")
    out.append(decimal: Nanodollars(amount))
    switch commodity {
    case .cash: out.append(" USD\n")
    case .credit: out.append(" credit\n")
    case .usage: out.append(" usage\n")
    }
  }

  private func leg(
    _ account: StaticString, amount: Int64, _ commodity: Commodity, into out: inout ByteBuffer
  ) {
    out.append("    ")
    out.append(account)
    close(amount: amount, commodity, into: &out)
  }

  private func leg(
    _ account: StaticString, lot: Int, amount: Int64, _ commodity: Commodity,
    into out: inout ByteBuffer
  ) {
    open(account, then: lots[lot].name, into: &out)
    close(amount: amount, commodity, into: &out)
  }
}

extension ReplayJournal {
  /// The closing transaction. `=` asserts an account, `=*` an account and all below it.
  public mutating func end(_ result: ReplayResult, into out: inout ByteBuffer) {
    var assertions = JournalAssertions()
    for lot in result.lots { assertions.add(lot) }
    assertions.add(result, hasWaited: hasWaited)
    assertions.writeAccounts(into: &out)
    header(max(lastInstant, result.reading.instant), "closing: the figures of the ledger", into: &out)
    assertions.write(into: &out)
  }
}
