/// When demand was refused for a billing cause. An outage begins with the first second whose demand is refused, and ends when
/// everything that was refused can be served again (nights without demand are part of it). Blocked time counts
/// only seconds in which something was asked for and refused.

import Quantities

struct OutageClock: ~Copyable, Sendable {
  /// Seconds from the start.
  private(set) var since: Int64 = -1
  private(set) var first: Int64 = -1
  private(set) var longest: Int64 = 0
  private(set) var count: Int64 = 0
  private(set) var blocked: Int64 = 0
  private var refused = KindSet.none
  /// Every outage, for whoever marks days; from, to.
  private(set) var stretches = Flat<(from: Int64, to: Int64)>(capacity: 64)

  mutating func restart() {
    since = -1
    first = -1
    longest = 0
    count = 0
    blocked = 0
    refused = .none
    stretches.removeAll()
  }

  var isOpen: Bool { since >= 0 }

  mutating func refuse(_ kind: Int, from second: Int64) {
    refused.insert(kind)
    guard since < 0 else { return }
    since = second
    count += 1
    if first < 0 { first = second }
  }

  /// This kind can be served from this second on.
  mutating func admit(_ kind: Int, at second: Int64) {
    guard refused.holds(kind) else { return }
    refused.remove(kind)
    if refused.isEmpty { close(at: second) }
  }

  mutating func close(at second: Int64) {
    guard since >= 0 else { return }
    longest = max(longest, second - since)
    stretches.append((since, second))
    since = -1
  }

  /// Counts the refused seconds of a stretch in which `set` is refused: those of steps in which it asks for something.
  mutating func block(_ set: KindSet, from: Int64, to: Int64, _ curves: Curves) {
    guard from < to else { return }
    let (first, last) = (curves.step(at: from), curves.step(at: to - 1))
    if let kind = set.only {
      // Most plans have one kind, and a refusal may last for months.
      blocked += curves.seconds(ofSteps: first...last, asking: kind)
    } else {
      for step in first...last where asks(set, step, curves) { blocked += curves.length(of: step) }
    }
    // The parts of the first and the last step that lie outside.
    if asks(set, first, curves) { blocked -= from - curves.start(of: first) }
    if asks(set, last, curves) { blocked -= curves.start(of: last + 1) - to }
  }

  private func asks(_ set: KindSet, _ step: Int, _ curves: Curves) -> Bool {
    curves.flow(set, boundary: step + 1) > curves.flow(set, boundary: step)
  }
}
