/// What happened in a replay, a line for each event and each request, in words that a reviewer reads and a program
/// compares: every posting is in it, to the nano-dollar.
///
///     2026-06-30 23:59:59 request $1.00 -> reseller A $1.00
///     2026-07-01 expired reseller A $9.00
///     2026-07-01 request $1.00 -> waits $1.00 (no credit)
///     2026-07-03 request again $1.00 -> blocked $1.00 (no credit)

import Formats
import Ledger
import Quantities

public struct ReplayTrace: Sendable {
  public private(set) var lines: [String] = []
  /// Of each line: the number of the request it is about (nil: an event), and the purchase or trigger; of a request, the
  /// first that paid for it.
  public private(set) var subjects: [(request: Int?, origin: Origin?)] = []
  private var request = -1
  /// The parts of the current request.
  private var parts: (head: String, request: Int, origin: Origin?, parts: [String])?

  public init() {}

  public mutating func add(_ postings: [Posting], of ledger: ReplayLedger) {
    for posting in postings { add(posting, ledger) }
  }

  /// After the last posting.
  public mutating func finish() {
    guard let (head, request, origin, parts) = parts else { return }
    self.parts = nil
    lines.append(parts.isEmpty ? head : "\(head) -> \(parts.joined(separator: ", "))")
    subjects.append((request, origin))
  }

  private mutating func add(_ posting: Posting, _ ledger: ReplayLedger) {
    let amount = posting.amount.description
    let lot = posting.lot >= 0 ? ledger.lotName(posting.lot) + " " : ""
    switch posting.kind {
    case .demand:
      finish()
      request += 1
      parts = ("\(posting.at.readable) request \(amount)", request, nil, [])
    case .retried:
      finish()
      parts = ("\(posting.at.readable) request again \(amount)", posting.request, nil, [])
    case .again: part("of which \(amount) has waited")
    case .waits(let cause): part("waits \(amount) (\(cause))")
    case .drawn:
      part(lot + amount)
      if parts?.origin == nil { parts?.origin = posting.origin }
    case .trial: part("trial \(amount)")
    case .allowance: part("allowance \(amount)")
    case .overdrawn: part("overdrawn \(amount)")
    case .heldBack: part("holds back \(amount)")
    case .failed: part("failed \(amount)")
    case .blocked(let cause): part("blocked \(amount) (\(cause))")
    case .ordered: event(posting, "ordered \(lot)\(amount)")
    case .paid: event(posting, "paid \(amount)")
    case .taxPaid: event(posting, "paid tax \(amount)")
    case .refunded: event(posting, "refunded \(lot)\(amount)")
    case .delivered: event(posting, "delivered \(lot)\(amount)")
    case .undelivered: event(posting, "never delivered \(lot)\(amount)")
    case .expired: event(posting, "expired \(lot)\(amount)")
    case .revoked: event(posting, "revoked \(lot)\(amount)")
    case .revokedInTransit: event(posting, "revoked in transit \(lot)\(amount)")
    case .repaid: event(posting, "repaid from \(lot)\(amount)")
    case .charged: event(posting, "correction charged \(lot)\(amount)")
    case .chargedOverdrawn: event(posting, "correction overdrawn \(amount)")
    case .givenBack: event(posting, "given back to \(lot)\(amount)")
    case .givenBackToDebt: event(posting, "given back against the debt \(amount)")
    case .givenBackInVain: event(posting, "given back in vain \(amount)")
    case .orderRefused: event(posting, "order refused \(lot)\(amount)")
    case .declined: event(posting, "payment declined \(amount)")
    case .declinedAndOff: event(posting, "payment declined \(amount), off for good")
    }
  }

  private mutating func part(_ text: String) {
    parts?.parts.append(text)
  }

  private mutating func event(_ posting: Posting, _ text: String) {
    finish()
    lines.append("\(posting.at.readable) \(text)")
    subjects.append((nil, posting.origin))
  }
}
