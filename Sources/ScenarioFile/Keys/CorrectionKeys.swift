/// Corrections of what was charged before: the same for cases, accounts and plans.

import Documents
import Quantities

package struct CorrectionKeys: KeyGroup {
  package let at = RequiredKey<Instant>("at", .instant, "When it is booked.", like: "2027-01-20")
  package let givesBack = Key<Nanodollars>("gives back", .moneyAboveZero, "The credit that comes back.")
  package let charges = Key<Nanodollars>("charges", .moneyAboveZero, "The credit that is charged after all.")
  package let scope = Keys.scope
  package let repeats = Keys.repeats

  package static let key = RecordKey(
    "corrections", .list(.correction), "What the provider corrects of charges made before.")
}

extension Table {
  package static let correction = Table("correction", Keys.correction)
}
