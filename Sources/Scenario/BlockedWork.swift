/// What becomes of work that is refused for a billing cause: docs/ledger-rules.md, section 10.

import Quantities

public struct BlockedWork: Hashable, Sendable {
  /// Seconds for which it is tried again; nil: it is lost at once.
  public var patience: Int64?
  /// What lost work adds to the total cost, as a share of its list price.
  public var costs: Ratio

  public init(patience: Int64? = nil, costs: Ratio = .one) {
    self.patience = patience
    self.costs = costs
  }
}
