/// Rule: an auto-reload's own limits of a calendar month (UTC): so many orders, so much cash. Meeting a limit exactly is
/// allowed. An order past the cash is refused whole, or (by a switch) bought in part: the largest order whose cash is still
/// within the limit, multiples in whole ones. $290 of $300 are spent: $10 with its tax is bought whole, of $10.000000001 what
/// costs $10. A part that is less than the smallest order, or costs nothing, is refused. Source: monthly reload limits of
/// providers (OpenAI's help article 8264644); which of the two they do is not published.
///
/// Cash never falls when face value grows, though price, fee and tax are each rounded. So the part is found by halving, and
/// is exact: it is within the limit, and one nano-dollar (or one pack) more is not.

import Quantities

extension Account {
  /// What of an order the month still allows: all of it, a part, or nothing.
  func allowedThisMonth(_ wanted: Int64, ofReload index: Int) -> Int64 {
    let trigger = reloads[index].trigger
    if reloads[index].ordersThisMonth >= reloads[index].terms.countPerMonth { return 0 }
    let room = reloads[index].terms.cashPerMonth &- reloads[index].cashThisMonth
    if cash(of: wanted, by: trigger) <= room { return wanted }
    guard reloads[index].terms.isBoughtInPart, room > 0 else { return 0 }
    let part = reloads[index].terms.amount.largest(below: wanted) { cash(of: $0, by: trigger) <= room }
    // Of half a nano-dollar one could order for ever.
    return cash(of: part, by: trigger) > 0 ? part : 0
  }
}

extension ReloadAmount {
  /// The largest order below one that does not fit; 0: not even the smallest fits. Whatever is smaller than what fits fits.
  fileprivate func largest(below wanted: Int64, where fits: (Int64) -> Bool) -> Int64 {
    var (low, high) = (smallest, wanted / unit)
    guard low < high, fits(low * unit) else { return 0 }
    while high - low > 1 {
      let middle = low + (high - low) / 2
      if fits(middle * unit) { low = middle } else { high = middle }
    }
    return low * unit
  }
}
