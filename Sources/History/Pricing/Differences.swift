/// Where a history has tokens and billed dollars of the same day, model and kind of token: what the tokens cost at list, and
/// what was billed. The dollars of an export are rounded to the cent in every row; what differs by more is a discount, a
/// price that the card does not have, or use that one of the files lacks.

import Pricing
import Quantities

public struct KindDifference: Hashable, Sendable {
  public var day: CivilDate
  /// The card's name.
  public var model: String
  public var kind: TokenCategory
  public var list: Nanodollars
  public var billed: Nanodollars
  /// How many rows of the export its dollars were rounded in.
  public var billedRows: Int

  public var difference: Nanodollars { Nanodollars(billed.count - list.count) }

  /// Half a cent for each row explains all of it.
  public var isRounding: Bool {
    difference.count.magnitude <= UInt64(billedRows) * UInt64(Nanodollars.perDollar / 200)
  }
}

extension UsageHistory {
  /// In order of day, model, kind; only of days on which both sides are known.
  public func differences(_ pricing: inout UsagePricing) -> [KindDifference] {
    struct Place: Hashable {
      var day: CivilDate
      var model: String
    }
    var lists: [Place: [Int64]] = [:]
    var billed: [Place: [Int64]] = [:]
    var rowCounts: [Place: [Int]] = [:]
    func add(_ sums: inout [Int64], _ more: [Int64]) {
      for index in sums.indices { sums[index] = Int64(clamping: Int128(sums[index]) + Int128(more[index])) }
    }
    for row in rows {
      guard let name = pricing.name(of: row.subject.model) else { continue }
      let place = Place(day: row.stretch.day, model: name)
      if let list = pricing.byKind(row) { add(&lists[place, default: [0, 0, 0, 0, 0]], list.map(\.count)) }
      if let dollars = row.billedByKind {
        add(&billed[place, default: [0, 0, 0, 0, 0]], dollars.byKind)
        for (index, amount) in dollars.byKind.enumerated()
        where amount != 0 || row.tokens?.byKind[index] ?? 0 > 0 {
          rowCounts[place, default: [0, 0, 0, 0, 0]][index] += 1
        }
      }
    }
    var result: [KindDifference] = []
    for (place, list) in lists {
      guard let dollars = billed[place] else { continue }
      for (index, kind) in TokenCategory.allCases.enumerated() where list[index] != 0 || dollars[index] != 0 {
        result.append(
          KindDifference(
            day: place.day, model: place.model, kind: kind, list: Nanodollars(list[index]),
            billed: Nanodollars(dollars[index]), billedRows: rowCounts[place]?[index] ?? 0))
      }
    }
    let order = Dictionary(uniqueKeysWithValues: TokenCategory.allCases.enumerated().map { ($1, $0) })
    return result.sorted {
      ($0.day, $0.model, order[$0.kind] ?? 0) < ($1.day, $1.model, order[$1.kind] ?? 0)
    }
  }
}
