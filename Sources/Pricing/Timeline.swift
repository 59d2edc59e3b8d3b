/// Things that hold on `[from, to)` for a key: price rows by model, rule parameters by name.

import Quantities

protocol Dated {
  var key: String { get }
  var from: Instant { get set }
  var to: Instant { get set }
}

extension Dated {
  /// At `from` it holds, at `to` no more.
  func holds(at instant: Instant) -> Bool { from <= instant && instant < to }
}

/// An entry and where it stands in the sheet it came from; nil for one of the card beneath.
struct Placed<Entry: Dated> {
  var entry: Entry
  var index: Int?
}

/// The base with the new entries laid over it: where a new entry holds, the base's entries of the same
/// key give way; what sticks out before and after stays. In order of (key, from).
func overlaid<Entry: Dated>(_ base: [Entry], with new: [Entry]) -> [Placed<Entry>] {
  var result = base.map { Placed(entry: $0, index: nil) }
  for over in new where over.from < over.to {
    result = result.flatMap { placed -> [Placed<Entry>] in
      let old = placed.entry
      guard old.key == over.key, old.from < over.to, over.from < old.to else { return [placed] }
      var (before, after) = (placed, placed)
      before.entry.to = over.from
      after.entry.from = over.to
      return [before, after].filter { $0.entry.from < $0.entry.to }
    }
  }
  result += new.enumerated().map { Placed(entry: $1, index: $0) }
  return result.sorted {
    ($0.entry.key, $0.entry.from, $0.index ?? -1) < ($1.entry.key, $1.entry.from, $1.index ?? -1)
  }
}
