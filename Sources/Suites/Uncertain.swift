/// Whether chance has a say in a plan beside the demand: sellers, payments, people.

import Quantities
import Runs
import Scenario

extension PurchasePlan {
  var isUncertain: Bool {
    !risks.isEmpty
  }
}
