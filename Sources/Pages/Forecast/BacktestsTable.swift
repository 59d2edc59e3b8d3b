/// Several histories' backtests, a line each, and their mean.

import Formats
import Results

extension Table {
  public init(backtests rows: [(name: String, result: BacktestResult)]) {
    let methods = rows.first?.result.methods.map(\.name) ?? []
    let columns =
      [Column("history", key: "history"), Column("days", key: "origins", kind: .number)]
      + methods.map { Column($0, key: "crps_" + $0.replacing(" ", with: "_"), kind: .number) }
      + [Column("80 % covers", key: "coverage_80", kind: .number)]
    func number(_ value: Double) -> Cell { .text(Table.fixed(value)) }
    var cells = rows.map { name, result -> [Cell] in
      [.text(name), .text("\(result.origins.count)")] + result.methods.map { number($0.crps) }
        + [number(result.methods.first?.coverage?.first { $0.promised == 0.8 }?.share ?? 0)]
    }
    let count = Double(max(rows.count, 1))
    let means = methods.indices.map { method in rows.reduce(0) { $0 + $1.result.methods[method].crps } / count
    }
    let origins = rows.reduce(0) { $0 + $1.result.origins.count }
    let within = rows.reduce(0.0) { sum, row in
      sum + (row.result.methods.first?.coverage?.first { $0.promised == 0.8 }?.share ?? 0)
        * Double(row.result.origins.count)
    }
    cells.append(
      [.text("mean"), .text("\(origins)")] + means.map(number) + [number(within / Double(max(origins, 1)))])
    self.init(columns: columns, rows: cells)
  }

  /// Three decimals.
  private static func fixed(_ value: Double) -> String {
    let thousandths = Int((value * 1_000).rounded())
    let digits = String(abs(thousandths) % 1_000)
    return (thousandths < 0 ? "-" : "") + "\(abs(thousandths) / 1_000)."
      + String(repeating: "0", count: 3 - digits.count) + digits
  }
}
