/// Who is told of every posting, and of what a flow asks. A silent observer costs nothing; the journal keeps them all
/// for one account.

import Quantities

protocol LedgerObserver: Sendable {
  /// Nobody looks at what is posted and asked.
  static var isSilent: Bool { get }
  mutating func post(_ kind: Posting.Kind, _ subject: Posting.Subject, amount: Int64, at seconds: Int64)
  /// A flow finds anew what may change: everything in earlier seconds has been served.
  mutating func look(at seconds: Int64)
  /// A request comes, or many that cost `size` or more each.
  mutating func ask(_ mask: ScopeMask, _ amount: Int64, each size: Int64, at seconds: Int64)
}

struct Silent: LedgerObserver {
  static var isSilent: Bool { true }
  @inline(__always)
  mutating func post(_ kind: Posting.Kind, _ subject: Posting.Subject, amount: Int64, at seconds: Int64) {}
  @inline(__always)
  mutating func look(at seconds: Int64) {}
  @inline(__always)
  mutating func ask(_ mask: ScopeMask, _ amount: Int64, each size: Int64, at seconds: Int64) {}
}

/// What a flow asked of its ledger, as an audit of it answers it again.
package struct FlowAsk: Hashable, Sendable {
  package var at: Instant
  package var mask: ScopeMask
  package var amount: Nanodollars
  /// 0: one request. Otherwise many, each of which costs so much or more.
  package var each: Nanodollars
  /// The last time before it that the flow looked for what may change: an index into its looks.
  package var look: Int
}

struct Journal: LedgerObserver {
  static var isSilent: Bool { false }
  let isKept: Bool
  var postings: [Posting] = []
  /// Of a flow.
  private(set) var asks: [FlowAsk] = []
  private(set) var looks: [Instant] = []

  init(isKept: Bool) { self.isKept = isKept }

  mutating func look(at seconds: Int64) { looks.append(Instant(seconds: seconds)) }

  @inline(__always)
  mutating func ask(_ mask: ScopeMask, _ amount: Int64, each size: Int64, at seconds: Int64) {
    guard !looks.isEmpty else { return }
    asks.append(
      FlowAsk(
        at: Instant(seconds: seconds), mask: mask, amount: Nanodollars(amount), each: Nanodollars(size),
        look: looks.count - 1))
  }

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
