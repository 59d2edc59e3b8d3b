/// The totals of a case, each held below 2^62 nano-dollars while it is read (docs/ledger-rules.md): all
/// face value, all cash, all demand, all corrections.

import Documents
import Quantities

struct Sums {
  enum Total: String {
    case face = "the credit of this case"
    case cash = "the money paid in this case"
    case demand = "the demand of this case"
    case corrections = "what is corrected in this case"
  }

  private var totals: [Total: Int128] = [:]

  /// Adds to a total. The error is thrown once: by the amount that crosses.
  mutating func add(_ amount: Int128, to total: Total) throws(QuantityError) {
    let before = totals[total, default: 0]
    totals[total] = before + amount
    if before <= Int128(Nanodollars.largest.count), before + amount > Int128(Nanodollars.largest.count) {
      throw QuantityError(
        "with this, \(total.rawValue) is more than one ledger can hold (\(Nanodollars.largest.toCents))",
        remedy: "use smaller amounts, or several cases")
    }
  }
}

extension PlanReader {
  func count(_ amount: Nanodollars, to total: Sums.Total, _ place: Place) {
    do throws(QuantityError) { try sums.add(Int128(amount.count), to: total) } catch {
      findings.error(place, error)
    }
  }

  /// The cash of one order: price and tax.
  func countCash(_ price: Nanodollars, tax: Ratio, _ place: Place) {
    let exact = Int128(price.count) * Int128(1_000_000 + tax.millionths)
    let cash = exact.divided(by: 1_000_000, rounding: .up)
    do throws(QuantityError) { try sums.add(cash, to: .cash) } catch { findings.error(place, error) }
  }
}
