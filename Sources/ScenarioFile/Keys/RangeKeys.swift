/// The keys of a range: what a single value in a plan of a scenario may be (docs/scenario.md, Families).

import Documents

package struct RangeKeys: KeyGroup {
  package let from = NodeKey(
    "from", .text, "The first value of what can be counted; with `to` and `step`.", like: "$0")
  package let to = NodeKey(
    "to", .text, "The last value, which the steps have to land on.", like: "$5000")
  package let step = NodeKey(
    "step", .text, "What is between two values; between two instants a span.", like: "$50")
  package let of = NodeKey(
    "of", .list(RangeKeys.single), "The values, in their order; in place of `from`, `to` and `step`.",
    like: "[180 days, 1 year]")
  package let chosen = NodeKey(
    "chosen", RangeKeys.single, "The one of the values that holds.", absent: "a search chooses it",
    like: "$1850")

  private static let single = Form.anyOf([.text, .yesNo])
}

extension Table {
  package static let range = Table("range", Keys.range, isExplained: false)
}
