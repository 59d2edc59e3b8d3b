/// A premise of the measures that a scenario states: total cost, value left over and effective price depend on it.

/// What unexpired credit is worth at the end.
public enum LeftOverWorth: String, CaseIterable, Hashable, Sendable {
  case pricePaid = "at price paid"
  case nothing = "at nothing"
}
