/// Who is told of every posting. A silent observer costs nothing; the journal keeps them all for one account.

import Quantities

protocol LedgerObserver: Sendable {
  mutating func post(_ kind: Posting.Kind, lot: Int, fee: Int, amount: Int64, at seconds: Int64)
}

extension LedgerObserver {
  /// About no fee.
  @inline(__always)
  mutating func post(_ kind: Posting.Kind, lot: Int, amount: Int64, at seconds: Int64) {
    post(kind, lot: lot, fee: -1, amount: amount, at: seconds)
  }
}

struct Silent: LedgerObserver {
  @inline(__always)
  mutating func post(_ kind: Posting.Kind, lot: Int, fee: Int, amount: Int64, at seconds: Int64) {}
}

struct Journal: LedgerObserver {
  let isKept: Bool
  var postings: [Posting] = []

  init(isKept: Bool) { self.isKept = isKept }

  @inline(__always)
  mutating func post(_ kind: Posting.Kind, lot: Int, fee: Int, amount: Int64, at seconds: Int64) {
    guard isKept, amount != 0 || kind == .demand else { return }
    postings.append(
      Posting(at: Instant(seconds: seconds), kind: kind, lot: lot, fee: fee, amount: Nanodollars(amount)))
  }
}
