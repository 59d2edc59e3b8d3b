/// The journal of a run in which everything happens that can happen to a lot: hledger accepts it, and its
/// closing assertions hold; a journal with one figure changed is refused.

import Formats
import Ledger
import Pages
import Quantities
import Results
import Testing

private func instant(_ text: String) throws -> Instant { try Instant(parsing: text) }

/// Purchases delivered, lost, revoked, in transit and expired on the way; tax and refunds; a promotion; an
/// opening debt; a reload that is declined, refused and triggered by a refusal; a trial, an allowance, caps.
private func everything() throws -> LedgerPlan {
  var plan = LedgerPlan(start: try instant("2026-01-01"))
  plan.openingDebt = .dollars(3)
  plan.largerThanBalance = .payInPart
  plan.scopes = [Scope(channels: [.plan])]
  var terms = LotTerms()
  terms.tax = .percent(23)
  terms.refund = .percent(50)
  terms.validity = .lasting(.days(30))
  func buy(_ name: String, _ source: Source, _ at: String, usable: String? = nil) throws {
    plan.purchases.append(
      Purchase(
        name: name, source: source, orderedAt: try instant(at), usableFrom: try usable.map(instant),
        face: .dollars(10), price: Nanodollars(3_333_333_333), terms: terms))
  }
  try buy("held", .opening, "2026-01-01")
  try buy("a:b  c;d %Ünï\n", .reseller, "2026-01-02", usable: "2026-01-03T04:05:06Z")
  try buy("", .official, "2026-01-04")
  try buy("lost", .reseller, "2026-01-05", usable: "2026-01-07")
  plan.purchases[3].isDelivered = false
  try buy("late", .official, "2026-01-06", usable: "2026-06-01")
  try buy("on its way", .official, "2026-01-08", usable: "2026-12-01")
  try buy(" gift ", .promotion, "2026-01-09")
  plan.purchases[4].terms.validityCountsFrom = .purchase
  plan.withdrawals = [
    Withdrawal(at: try instant("2026-01-10"), purchase: 2, amount: .dollars(1)),
    Withdrawal(at: try instant("2026-01-20"), purchase: 1, takesOtherLots: false),
    Withdrawal(at: try instant("2026-01-21"), purchase: 5, amount: nil),
  ]
  plan.fees = [Fee(name: "plan", at: try instant("2026-01-15"), price: .dollars(20), tax: .percent(23))]
  var reload = AutoReload(
    offer: Offer(name: "top up", source: .autoReload, terms: terms), threshold: .dollars(1),
    amount: .fixed(.dollars(5)))
  reload.afterRefusal = true
  reload.declinedTries = [1, 3]
  reload.countPerMonth = 2
  reload.retryDelay = 0
  plan.autoReloads = [reload]
  plan.allowance = Allowance(
    scope: 0, trial: .dollars(1),
    windows: [.init(clock: .session(length: 3_600), limit: .dollars(2))])
  plan.usageCaps = [UsageCap(amount: .dollars(30), window: .month, crossing: .each)]
  plan.corrections = [
    Correction(at: try instant("2026-01-12"), .givesBack(.dollars(2))),
    Correction(at: try instant("2026-03-01"), .charges(.dollars(40))),
    Correction(at: try instant("2026-03-02"), .givesBack(.dollars(1))),
    Correction(at: try instant("2026-06-30"), .givesBack(.dollars(90))),
  ]
  return plan
}

private func requests() throws -> [Request] {
  let start = try instant("2026-01-01").seconds
  return (0..<400).map { (index: Int64) -> Request in
    let status: Request.Status = index % 11 == 0 ? .failed : .served
    let mask = ScopeMask(bits: index % 3 == 0 ? 1 : 0)
    let at = Instant(seconds: start + index * 40_000)
    let reservation = index % 5 == 0 ? Reservation(.dollars(2), runs: 50_000) : nil
    return Request(
      at: at, amount: Nanodollars(index % 7 * 333_333_333), mask: mask, status: status,
      reservation: reservation)
  }
}

/// The journal, with the postings taken in pieces of so many requests.
private func journal(pieces: Int) throws -> (text: String, result: ReplayResult) {
  let plan = try everything()
  var ledger = try ReplayLedger(plan: plan, journal: true)
  var journal = ReplayJournal(start: plan.start)
  var out = ByteBuffer()
  journal.begin(
    title: "all that can happen; ünï\n2026-01-01 no entry", openingDebt: plan.openingDebt, into: &out)
  var rest = try requests()[...]
  while !rest.isEmpty {
    try ledger.serve(Array(rest.prefix(pieces)))
    rest = rest.dropFirst(pieces)
    journal.write(ledger.takePostings(), of: ledger, into: &out)
  }
  let end = try instant("2026-07-01")
  ledger.advance(through: end)
  journal.write(ledger.takePostings(), of: ledger, into: &out)
  let result = try ReplayResult(
    title: "all", start: plan.start, reading: .through(end), ledger: ledger, refusals: [])
  journal.end(result, into: &out)
  return (out.text, result)
}

struct ReplayJournalTests {
  @Test("the run has everything in it")
  func coverage() throws {
    let totals = try journal(pieces: 1_000).result.totals
    #expect(totals.opening > .zero && totals.bought > .zero && totals.granted > .zero)
    #expect(totals.expired > .zero && totals.revoked > .zero && totals.undelivered > .zero)
    #expect(totals.trial > .zero && totals.allowance > .zero && totals.credit > .zero)
    #expect(totals.givenBack > .zero && totals.givenBackInVain > .zero && totals.charged > .zero)
    #expect(totals.failed > .zero && totals.refunded > .zero && totals.tax > .zero)
    #expect(totals.blocked[BlockCause.noCredit.rawValue] > .zero)
    let text = try journal(pieces: 1_000).text
    #expect(text.contains("payment declined: ") && text.contains("purchase refused: "))
  }

  @Test("a journal is ASCII, whatever the lots are called")
  func ascii() throws {
    let text = try journal(pieces: 1_000).text
    #expect(text.utf8.allSatisfy { $0 == 0x0A || (0x20...0x7E).contains($0) })
    #expect(text.contains("assets:credit:a%3Ab %20c%3Bd %25%C3%9Cn%C3%AF%0A  "))
    #expect(text.contains("assets:credit:%  "))
    #expect(text.contains("assets:credit:%20gift%20  "))
  }

  @Test("the same postings make the same journal, however they are cut")
  func pieces() throws {
    let whole = try journal(pieces: 1_000).text
    #expect(try journal(pieces: 1).text == whole)
    #expect(try journal(pieces: 7).text == whole)
  }

  @Test(
    "hledger confirms every figure of the ledger",
    .enabled(if: Hledger.path != nil, "hledger is not installed"))
  func confirmed() throws {
    let (text, result) = try journal(pieces: 1_000)
    let check = try Hledger.run(["check", "--strict", "ordereddates"], journal: text)
    #expect(check.status == 0, "\(check.output)")
    let balance = try Hledger.run(["balance", "--depth", "2", "expenses:expired"], journal: text)
    #expect(balance.output.contains("\(result.totals.expired.decimal)"), "\(balance.output)")
  }

  @Test(
    "hledger refuses a journal in which one amount was changed",
    .enabled(if: Hledger.path != nil, "hledger is not installed"))
  func refuted() throws {
    let text = try journal(pieces: 1_000).text
    let wrong = text.replacing("=* -20.00 USD", with: "").replacing(
      "    expenses:expired:late  0 credit = 10.00 credit",
      with: "    expenses:expired:late  0 credit = 10.000000001 credit")
    #expect(wrong != text)
    #expect(try Hledger.run(["check"], journal: wrong).status != 0)
  }

  @Test(
    "different names stay different accounts, and hold nothing that ends or divides one",
    arguments: [
      ("lot 2", "lot 2"), ("lot  2", "lot %202"), (" lot", "%20lot"), ("lot ", "lot%20"), ("", "%"),
      ("a:b", "a%3Ab"), ("a;b", "a%3Bb"), ("50%", "50%25"), ("é", "%C3%A9"), ("e\u{301}", "e%CC%81"),
      ("a\tb\r\n", "a%09b%0D%0A"), ("\u{0}", "%00"), ("%", "%25"), ("   ", "%20%20%20"), ("(x)", "(x)"),
    ])
  func names(_ name: String, _ account: String) {
    #expect(String(decoding: AccountName.escaped(name), as: UTF8.self) == account)
  }
}
