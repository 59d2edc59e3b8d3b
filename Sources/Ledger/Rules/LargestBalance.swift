/// Rule: some providers let an account hold only so much. An order of a bought source that would lift the account's position (what
/// is left on all lots and in transit, less all debts) above the largest balance is refused whole, as by a purchase limit; meeting
/// it exactly is allowed. $960 of $1,000 are held: $40 are sold, $40.000000001 are not. Grants and what is held at the start come
/// whatever there is. Source: not published where such a limit is known; lotwise's rule.
///
/// A low auto-reload that it refuses orders as soon as enough was drawn. An auto-reload orders as much or more when its balance
/// is lower, so what it is too large by now has to be drawn at the least.

import Quantities

extension Account {
  /// By how much an order is too large; 0 or less: it is not.
  func excess(of face: Int64, _ source: Source) -> Int64 {
    guard largestBalance < .max, source.column == .bought else { return .min }
    let position = lots.pools[everything].left &+ lots.pools[everything].inTransit &- debt
    return Int64(clamping: Int128(face) + Int128(position) - Int128(largestBalance))
  }

  /// The same of what an auto-reload would order now.
  func excess(ofReload index: Int) -> Int64 {
    guard largestBalance < .max else { return .min }
    let wanted = faceOfReload(index)
    let face = wanted > 0 ? allowedThisMonth(wanted, ofReload: index) : 0
    return face > 0 ? excess(of: face, reloads[index].trigger.source) : .min
  }

  /// So much has to be drawn before the order fits, whoever draws it.
  mutating func publish(excess: Int64, on board: inout Board) {
    board.add(
      Headroom(
        payer: .credit, kinds: board.kinds(paidBy: .credit), left: excess, crossing: .served, rank: .watcher))
  }
}
