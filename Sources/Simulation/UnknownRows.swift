/// Which row of the unknown numbers a future lives (Scenario/UnknownNumber.swift), and what each number is there: a control of
/// known mean, as those of demand are, so that means are surer for it and it is told what each number moves.

import Demand
import Scenario

public struct UnknownRows: Sendable {
  private let numbers: [UnknownNumber]
  /// False: rows are drawn independently from future to future.
  var followsPoints = true
  private static let name = StreamName("the row of the unknown numbers")

  init(_ scenario: Scenario, _ plans: [Int]) {
    // One that only other plans state moves nothing here.
    let isMet = plans.contains { !scenario.plans[$0].rows.isEmpty }
    numbers = isMet ? scenario.unknownNumbers : []
  }

  var isEmpty: Bool { numbers.isEmpty }
  var names: [String] { numbers.map(UnknownRows.name) }

  /// As the control is called that says what it is in each future.
  public static func name(of number: UnknownNumber) -> String { "\(number.name) (\(number.range))" }

  func row(of path: Int, seed: UInt64) -> Int {
    guard !numbers.isEmpty else { return 0 }
    let word =
      followsPoints
      ? RandomPoint(seed: seed, path: path, UnknownRows.name).word(0)
      : RandomStream(seed: seed, path: path, purpose: Purpose(.unknownNumbers, UnknownRows.name)).word(0)
    return Int(word >> 56)
  }

  func controls(row: Int) -> [Int64] { numbers.map { $0.control(row: row) } }
}
