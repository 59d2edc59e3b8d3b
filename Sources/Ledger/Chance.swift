/// What chance does to an account, where a replay is told: orders that never come or come late, credit revoked, payments
/// declined, people who take their time. Section 8 of the rules says what each does. The ledger asks once an order,
/// once a try and once a planned purchase; the same questions have the same answers.

package protocol LedgerChance: AnyObject, Sendable {
  /// Of the n-th order (0, 1, ...) of a purchase or trigger.
  func fate(ofOrder n: Int, of origin: Origin) -> OrderFate
  /// Of the n-th try (1, 2, ...) of an auto-reload.
  func isDeclined(try n: Int, of origin: Origin) -> Bool
  /// Seconds of office time of the n-th reaction (0, 1, ...) of a person; nil: as the plan says.
  func reaction(_ n: Int, of origin: Origin) -> Int64?
}

package struct OrderFate: Hashable, Sendable {
  /// Seconds from the order to the credit; nil: as the plan says.
  package var delay: Int64?
  /// Paid, and never delivered.
  package var isLost = false
  /// Seconds from the instant it is usable to its revocation; nil: never.
  package var revokedAfter: Int64?
  package var revocationTakesOtherLots = false
  /// Nil: the account stays open.
  package var revocationCloses: AccountClosing?

  package init() {}
}
