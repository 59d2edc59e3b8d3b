/// Corrections of what was charged before.

import Documents
import Ledger
import Quantities

extension PlanReader {
  /// A plan's own take the place of the account's.
  func readCorrections() {
    guard root.has(CorrectionKeys.key) else { return }
    plan.corrections = []
    root.list(CorrectionKeys.key, "a correction") { readCorrection($0) }
  }

  private func readCorrection(_ record: Record) {
    let keys = Keys.correction
    let at = record.need(keys.at)
    let key = record.choose([keys.givesBack, keys.charges], isNeeded: true)
    let amount = key.flatMap { record.take($0) }
    let scope = scope(record)
    let instants = repeats(record, from: at ?? plan.start, most: mostLots)
    guard let at, let key, let amount, let instants else { return }
    if at < plan.start {
      findings.error(
        record.place(keys.at), "this is before the start (\(plan.start.brief)), when nothing happens yet",
        "write a later instant, or an earlier start")
      return
    }
    if let horizon, at >= horizon, !record.has(keys.repeats.every) {
      findings.warning(
        record.place(keys.at),
        "this comes (\(at.brief)) after the horizon (\(horizon.brief)): it never happens",
        "check the dates, or write a longer horizon")
    }
    guard plan.corrections.count + instants.count <= mostLots else {
      findings.error(
        record.place, "with this, there are more than \(grouped(mostLots)) corrections", "list fewer")
      return
    }
    for at in instants {
      count(amount, to: .corrections, record.place(key))
      plan.corrections.append(
        Correction(
          at: at, key.name == keys.givesBack.name ? .givesBack(amount) : .charges(amount), scope: scope))
    }
  }
}
