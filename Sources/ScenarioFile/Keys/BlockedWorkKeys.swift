/// What becomes of work that is refused for a billing cause (docs/ledger-rules.md, section 10): it is lost, or tried again for
/// so long and then lost. `{retried within: 2 days, then lost}` is, to YAML, a map in which `then lost` has no value.

import Documents
import Quantities

package struct BlockedWorkKeys: KeyGroup {
  package let retriedWithin = Key<Int64>(
    "retried within", .secondsAboveZero,
    "So long after it was asked for, refused work is still served when service comes back.",
    absent: "it is lost at once", like: "2 days")
  package let thenLost = NodeKey(
    "then lost", .nothing, "Says what becomes of it behind that; it has no value, and no other meaning.")
  package let then = Key<Bool>(
    "then", .oneOf([("lost", true)]), "The same with a value.", absent: "lost")
  package let costs = DefaultKey<Ratio>(
    "costs", .ratio(most: .percent(1_000)),
    "The share of its list price that lost work adds to the total cost.", default: "100%"
  ).only(.open)

  package static let key = NodeKey(
    "blocked work", .anyOf([.names(["lost"]), .record(.blockedWork)]),
    "What becomes of work that is refused, and what it costs.", absent: "lost",
    like: "{retried within: 2 days, then lost}")
}

extension Table {
  package static let blockedWork = Table("blocked work", Keys.blockedWork)
}
