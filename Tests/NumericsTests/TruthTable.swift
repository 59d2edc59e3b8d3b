/// What functions are in truth: rows of `Tables/*.csv`, written by scripts/numerics_tables.py (mpmath 1.3 with 50 digits;
/// solutions of linear systems by fractions). A row is a call: its arguments, exactly, then the true value in two doubles,
/// so that errors are seen to a small part of a unit of the last place. The files are committed; the tests need no Python.

import Foundation

struct TruthTable: Sendable {
  let rows: [(arguments: [Double], high: Double, low: Double)]

  init(_ name: String) throws {
    rows = try TruthTable.lines(name).map { line in
      let numbers = line.compactMap { Double($0) }
      return (Array(numbers.dropLast(2)), numbers[numbers.count - 2], numbers[numbers.count - 1])
    }
  }

  static func lines(_ name: String) throws -> [[Substring]] {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("Tables/\(name).csv")
    let text = try String(contentsOf: file, encoding: .utf8)
    return text.split(separator: "\n").map { $0.split(separator: ",") }
  }

  /// The greatest error, in units of the last place of the truth (of `unit`, where the truth is smaller than that), and the
  /// arguments that have it. Not a number is infinitely wrong.
  func worst(
    unit: Double = 0, where isAsked: ([Double]) -> Bool = { _ in true }, _ function: ([Double]) -> Double
  ) -> (error: Double, at: [Double], rows: Int) {
    var worst = (error: 0.0, at: [Double](), rows: 0)
    for row in rows where isAsked(row.arguments) {
      worst.rows += 1
      let found = function(row.arguments)
      let error = abs((found - row.high) - row.low) / max(row.high.ulp, unit.ulp)
      if !(error <= worst.error) {
        (worst.error, worst.at) = (error.isNaN ? .infinity : error, row.arguments)
      }
    }
    return worst
  }
}
