/// Corrections of what was charged before. docs/ledger-rules.md, section 14.

import Ledger
import Quantities

extension Auditor {
  /// What came of one.
  struct CorrectionRecord {
    var givenBack: Int64 = 0
    var inVain: Int64 = 0
    var charged: Int64 = 0
  }

  mutating func correct() {
    for correction in plan.corrections where correction.at.seconds == now && now >= start {
      switch correction.change {
      case .charges(let amount): charge(amount.count, correction.scope)
      case .givesBack(let amount): giveBack(amount.count, correction.scope)
      }
      lowest = min(lowest, balance)
    }
  }

  /// The lots that a correction is about, in draw order.
  private func lots(_ scope: ScopeID?) -> [Int] {
    let own = lots.indices.filter {
      scope == nil || lots[$0].scope == nil || lots[$0].scope == scope || fault == .correctionIgnoresItsScope
    }
    return own.sorted {
      NaiveDrawOrder.compare(lots[$0], lots[$1], keys: drawKeys, fault: fault) < 0
    }
  }

  private mutating func charge(_ amount: Int64, _ scope: ScopeID?) {
    let bits = scope.map { UInt64(1) << UInt64($0) } ?? UInt64.max
    var rest = amount
    for i in lots(scope) where lots[i].left > 0 && rest > 0 {
      let part = min(rest, lots[i].left)
      lots[i].left -= part
      lots[i].drawn += part
      rest -= part
    }
    if rest > 0, fault != .correctionOwesNothing { debts[bits, default: 0] += rest }
    corrections.append(CorrectionRecord(charged: amount))
    guard fault == .correctionCountsAgainstCaps else { return }
    usage.append(
      UsageRecord(
        mask: ScopeMask(bits: bits), windows: plan.usageCaps.indices.map { window(ofCap: $0) }, amount: amount
      ))
  }

  private mutating func giveBack(_ amount: Int64, _ scope: ScopeID?) {
    var rest = amount
    for bits in debts.keys.sorted() where fault != .givesBackToLotsFirst {
      guard admits(ScopeMask(bits: bits), scope), let debt = debts[bits] else { continue }
      let part = min(rest, debt)
      debts[bits] = debt - part
      rest -= part
    }
    let inOrder = fault == .givesBackInDrawOrder ? lots(scope) : lots(scope).reversed()
    for i in inOrder where rest > 0 && takesBack(i) {
      let part = min(rest, lots[i].drawn)
      lots[i].drawn -= part
      lots[i].left += part
      rest -= part
      repay(from: i)
    }
    if rest < amount, fault != .givenBackIsNotNoticed { creditCame = true }
    corrections.append(CorrectionRecord(givenBack: amount - rest, inVain: rest))
  }

  private func takesBack(_ i: Int) -> Bool {
    let isAlive = now < lots[i].expires || now == lots[i].expires && fault == .expiredLotTakesBack
    return isAlive && (lots[i].revoked == 0 || fault == .revokedLotTakesBack)
  }
}
