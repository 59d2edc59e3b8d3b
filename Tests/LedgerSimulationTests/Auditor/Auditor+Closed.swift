/// An account that the provider has closed: a list of the times, looked through whenever it matters. docs/ledger-rules.md,
/// section 12.

import Ledger
import Quantities

extension Auditor {
  var isClosed: Bool {
    let late: Int64 = fault == .opensASecondLate ? 1 : 0
    return closedTimes.contains { $0.from <= now && $0.end.map { now < $0 + late } ?? true }
  }

  mutating func close(_ closing: AccountClosing?) {
    guard let closing else { return }
    let isForGood = closing.lasts == nil && fault != .closedForADay
    closedTimes.append((now, isForGood ? nil : now + (closing.lasts ?? NaiveCalendar.day)))
  }

  /// Those at which it may open.
  var openings: [Int64] {
    if fault == .openingIsNoInstant { return [] }
    return closedTimes.compactMap(\.end).filter { end in
      !closedTimes.contains { time in time.from < end && time.end.map { end < $0 } ?? true }
    }
  }

  /// Whether an order is not placed because the account is closed; it is counted as refused.
  mutating func refusesClosed(_ lot: AuditedLot) -> Bool {
    guard isClosed, lot.source != .opening, fault != .closedAccountBuys else { return false }
    if lot.source.column == .granted, fault == .closedAccountIsGranted { return false }
    refusedOrders += 1
    return true
  }

  /// Whether a fee is due all the same.
  func pays(_ fee: Fee) -> Bool { !isClosed || fee.instalmentOf != nil || fault == .closedAccountPaysFees }
}
