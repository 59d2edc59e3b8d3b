/// What comes after the horizon: it must not matter which windows the flow passed over before it, nor how much of the demand is known
/// at a time. Random futures of a fluid, lived to the nano-dollar by a flow that stops at every window and by one that does not.

import Ledger
import Quantities
import Testing

@Suite struct LivedOnTests {
  /// The figures of what comes after, and what the rest of the lots came to.
  private func livedOn(_ subject: FlowCase, parts: Int) throws -> (figures: [Int64], turns: Int)? {
    let shape = subject.shape
    var later = FlowShape(
      start: Instant(seconds: shape.start.seconds + shape.length), grid: shape.grid, kinds: shape.kinds)
    later.stopsAtEveryWindow = subject.stopsAtEveryWindow
    let ledger = try FlowLedger(plan: subject.plan, shape: shape, afterwards: later)
    let values = subject.values
    return values.withUnsafeBufferPointer { values -> (figures: [Int64], turns: Int)? in
      ledger.run(values, chance: subject.luck)
      guard ledger.problem == nil, ledger.holdsCredit else { return nil }
      var figures = FlowFigures()
      ledger.read(into: &figures)
      var part = 1
      while !ledger.runOn(values, known: shape.steps * part / parts), part < parts { part += 1 }
      guard ledger.problem == nil else { return nil }
      ledger.readAfterwards(into: &figures)
      return (
        [
          figures.usedLater, figures.usedLaterWorth, figures.wasteLater, figures.wasteLaterAtCost,
          figures.refundedLater,
        ] + (0..<ledger.lotCount).map { ledger.lot($0).left.count }, part
      )
    }
  }

  @Test func `does not depend on the windows that were passed over, nor on how much is known at a time`()
    throws
  {
    var (compared, used, windows, parts) = (0, 0, 0, 0)
    for seed in 1...UInt64(9_000) {
      var subject = FlowCase.make(seed: seed)
      for kind in subject.kinds.indices { subject.kinds[kind].sizes = .fluid }
      // How often these are asked depends on how often the flow looks.
      guard subject.plan.autoReloads.isEmpty, subject.plan.people.isEmpty else { continue }
      subject.stopsAtEveryWindow = false
      guard let quick = try livedOn(subject, parts: 1) else { continue }
      let known = subject.steps > 2 ? try livedOn(subject, parts: 3) : quick
      #expect(known?.figures == quick.figures, "seed \(seed): known in parts")
      subject.stopsAtEveryWindow = true
      let slow = try livedOn(subject, parts: 1)
      #expect(slow?.figures == quick.figures, "seed \(seed): stopping at every window")
      compared += 1
      if quick.figures[0] > 0 { used += 1 }
      if !(subject.plan.allowance?.windows.isEmpty ?? true) || !subject.plan.usageCaps.isEmpty {
        windows += 1
      }
      if let known, known.turns > 1 { parts += 1 }
    }
    #expect(
      compared > 1_000 && used > 300 && windows > 300 && parts > 100, "\((compared, used, windows, parts))")
  }
}
