/// Rule: how much one order of an auto-reload buys. A fixed amount, or what lacks up to a target, or the fewest multiples that
/// lift the balance strictly past the threshold. What is something is then lifted to the smallest order that is sold, and cut
/// to the largest; multiples stay whole ones. At the boundary: what is exactly the smallest, or the largest, stays as it is. What
/// a cut order leaves lacking is for the next check. Source: OpenAI sells reloads of $5 and more (help article 8264644); dialogs
/// of other providers bound them from above.

import Quantities

struct ReloadAmount: Sendable {
  private let amount: AutoReload.Amount
  /// What it counts in: 1, or the size of a pack.
  let unit: Int64
  private let least: Int64
  private let most: Int64

  init(_ reload: AutoReload) {
    amount = reload.amount
    let (least, most) = (reload.atLeast?.count ?? 0, reload.atMost?.count ?? .max)
    unit = if case .multiples(let pack) = amount { pack.count } else { 1 }
    self.least = Int64(Int128(least).divided(by: Int128(unit), rounding: .up))
    self.most = most / unit
  }

  /// The smallest order, counted in units.
  var smallest: Int64 { max(least, 1) }

  /// What is ordered at this balance; nothing where it is 0 or less.
  func face(at balance: Int64, threshold: Int64) -> Int64 {
    switch amount {
    case .fixed(let face): return bounded(face.count)
    case .upTo(let target):
      let lacking = target.count &- balance
      return lacking > 0 ? bounded(lacking) : lacking
    case .multiples(let pack):
      let gap = Int128(threshold) - Int128(balance)
      let packs = gap < 0 ? 1 : gap / Int128(pack.count) + 1
      return Int64(clamping: Int128(bounded(Int64(clamping: packs))) * Int128(pack.count))
    }
  }

  private func bounded(_ order: Int64) -> Int64 { min(max(order, least), most) }

  /// Where it fills up: to so much.
  var target: Int64? {
    if case .upTo(let target) = amount { target.count } else { nil }
  }
}

extension AutoReload {
  /// Whether any order lies between the two bounds.
  package var canOrder: Bool {
    let (least, most) = (atLeast ?? .zero, atMost ?? .largest)
    switch amount {
    case .fixed, .upTo: return least <= most && most > .zero
    case .multiples(let pack):
      let packs = Int128(least.count).divided(by: Int128(pack.count), rounding: .up)
      return Int128(most.count) / Int128(pack.count) >= max(packs, 1)
    }
  }
}
