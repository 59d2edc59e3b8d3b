/// Who is told of every posting. A silent observer costs nothing; the journal keeps them all for one account.

import Quantities

protocol LedgerObserver: Sendable {
  mutating func post(_ kind: Posting.Kind, _ subject: Posting.Subject, amount: Int64, at seconds: Int64)
}

struct Silent: LedgerObserver {
  @inline(__always)
  mutating func post(_ kind: Posting.Kind, _ subject: Posting.Subject, amount: Int64, at seconds: Int64) {}
}

struct Journal: LedgerObserver {
  let isKept: Bool
  var postings: [Posting] = []

  init(isKept: Bool) { self.isKept = isKept }

  @inline(__always)
  mutating func post(_ kind: Posting.Kind, _ subject: Posting.Subject, amount: Int64, at seconds: Int64) {
    guard isKept, amount != 0 || kind == .demand else { return }
    postings.append(
      Posting(at: Instant(seconds: seconds), kind: kind, subject, amount: Nanodollars(amount)))
  }
}

extension Account {
  /// About requests.
  @inline(__always)
  mutating func post(_ kind: Posting.Kind, _ amount: Int64) {
    observer.post(kind, Posting.Subject(), amount: amount, at: now)
  }

  @inline(__always)
  mutating func post(_ kind: Posting.Kind, lot: Int, _ amount: Int64) {
    observer.post(kind, Posting.Subject(lot: lot, origin: lots[lot].origin), amount: amount, at: now)
  }

  @inline(__always)
  mutating func post(_ kind: Posting.Kind, fee: Int, _ amount: Int64) {
    observer.post(
      kind, Posting.Subject(fee: fee, origin: plan.fees[fee].instalmentOf), amount: amount, at: now)
  }

  /// About an order of which nothing came.
  @inline(__always)
  mutating func post(_ kind: Posting.Kind, of origin: Origin, _ amount: Int64) {
    observer.post(kind, Posting.Subject(origin: origin), amount: amount, at: now)
  }
}
