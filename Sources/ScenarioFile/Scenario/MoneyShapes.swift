/// Money as a scenario writes it.

import Quantities

extension ScenarioReader {
  var money: Shape<Nanodollars> { .money }
  var moneyAboveZero: Shape<Nanodollars> { .moneyAboveZero }
}
