/// Amounts of a history as people read them: `$310`, `$0.45` below ten dollars, `12.3M tokens`; and as cells of files: exact
/// dollars, whole tokens.

import Formats
import Quantities
import Results

extension HistoryUnit {
  /// In a sentence.
  func told(_ amount: Double) -> String {
    switch self {
    case .nanodollars: short(amount)
    case .tokens: short(amount) + " tokens"
    }
  }

  func told(_ amount: Int64) -> String { told(Double(amount)) }

  /// In a cell whose heading or title says what it is.
  func short(_ amount: Double) -> String {
    switch self {
    case .nanodollars:
      // What is not nothing is never shown as nothing.
      return amount > 0 && amount < 5e6 ? "<$0.01" : Pages.amount(amount)
    case .tokens: return compact(amount)
    }
  }

  func short(_ amount: Int64) -> String { short(Double(amount)) }

  /// For machines: a mean is exact to the nano-dollar or to the token; blank for what is no number.
  func cell(_ amount: Double) -> Table.Cell { wholeUnits(amount).map(cell) ?? .blank }

  func cell(_ amount: Int64) -> Table.Cell {
    switch self {
    case .nanodollars: .money(Nanodollars(amount))
    case .tokens: .count(Int(amount))
    }
  }
}

/// `9,999`, `14.2k`, `1.50M`, `12.3B`: three digits of what is larger.
func compact(_ value: Double) -> String {
  let size = abs(value)
  guard size >= 9_999.5, size < 999.5e12 else { return fixed(value, 0) }
  let scales: [(Double, String)] = [(1e3, "k"), (1e6, "M"), (1e9, "B"), (1e12, "T")]
  let (scale, letter) = scales.first { size / $0.0 < 999.5 } ?? (1e12, "T")
  let shown = size / scale
  return fixed(value / scale, shown < 9.995 ? 2 : shown < 99.95 ? 1 : 0) + letter
}

extension CivilDate {
  func adding(days: Int) -> CivilDate { CivilDate(day: day + Int64(days)) }
}

/// `1 day`, `12 days`.
func days(_ count: Int) -> String { "\(grouped(count)) day\(count == 1 ? "" : "s")" }
