/// What a run of trials has met, so that a generator which stops making something is noticed.

import Ledger
import Quantities

struct FlowCoverage: Sendable {
  private(set) var counts: [String: Int] = [:]

  mutating func see(_ what: String, _ times: Int = 1) {
    if times > 0 { counts[what, default: 0] += times }
  }

  mutating func see(_ what: String, if isSeen: Bool) { if isSeen { see(what) } }

  mutating func add(_ other: FlowCoverage) {
    for (what, times) in other.counts { see(what, times) }
  }

  /// What must be met, and in how many of 10,000 trials at the least: about a third of what there is.
  static let least: [String: Int] = [
    "a fee": 1500,
    "a person buys": 800,
    "a purchase fee": 1000,
    "a largest balance": 400,
    "a metering lag": 60,
    "a patience": 1100,
    "a reload": 1000,
    "a reload declined": 350,
    "a reload is bounded": 400,
    "a reload in part": 150,
    "a reload off": 80,
    "a reload pauses": 300,
    "a standing order": 1200,
    "a window rolls over": 150,
    "a seat": 150,
    "a seat comes or goes": 150,
    "credit for a time": 150,
    "allowance used": 600,
    "an order refused": 1200,
    "asks": 2000,
    "trial with blocked: allowance used up": 900,
    "trial with blocked: account closed": 100,
    "trial with blocked: daily cap": 300,
    "trial with blocked: monthly limit": 400,
    "trial with blocked: weekly limit": 150,
    "trial with blocked: no credit": 1500,
    "trial with blocked: payment failed": 150,
    "trial with blocked: revoked": 350,
    "trial with cap: each request by itself, day": 90,
    "trial with cap: each request by itself, month": 150,
    "trial with cap: latched, day": 90,
    "trial with cap: latched, month": 150,
    "trial with cap: the crossing request is served, day": 80,
    "trial with cap: the crossing request is served, month": 130,
    "credit before an allowance": 400,
    "credit for some": 1500,
    "charged by a correction": 500,
    "given back": 300,
    "given back in vain": 500,
    "days": 1500,
    "draw order: cheapest": 250,
    "draw order: dearest": 250,
    "draw order: earliest expiry": 250,
    "draw order: newest": 250,
    "draw order: oldest": 250,
    "draw order: priority": 250,
    "draw order: promo first": 250,
    "draw order: random": 1200,
    "balance: overdraw": 1500,
    "balance: refuse": 800,
    "balance: pay in part": 800,
    "expired": 2500,
    "fluid": 1800,
    "requests of one size": 700,
    "requests that vary": 800,
    "lots with a scope": 600,
    "several kinds": 1500,
    "many kinds": 300,
    "opening debt": 1500,
    "outages": 1000,
    "overdrawn": 120,
    "passes over windows": 2500,
    "plain looks": 500,
    "many plain looks": 100,
    "pieces": 1000,
    "refunded": 500,
    "revoked": 1000,
    "revoked by chance": 280,
    "session": 300,
    "trial used": 400,
    "trial with comes back": 400,
    "trial with comes back as it flows": 1,
    "trial with lost after waiting": 900,
    "trial with waits": 950,
    "undelivered": 1000,
  ]
}
