/// A comparison for a terminal: the words of ComparisonWords.swift, the tables of ComparisonTables.swift.

import Quantities
import Results

extension Report {
  public init(_ result: ComparisonResult, source: ComparisonSource) {
    var tables = [planTable(result)] + [barTable(result)].compactMap(\.self)
    if result.plans.count > 1 { tables.append(pairTable(result)) }
    tables += result.plans.compactMap(lotTable)
    tables += result.unknown.map { unknownTable($0, result) }
    self.init(
      title: result.title,
      lead: [about(result, source)] + sentences(of: result) + caveats(of: result).map { "Mind: " + $0 },
      tables: tables,
      notes: remarks(result, source))
  }
}

extension Nanodollars {
  var wholeDollars: String { fixed(Double(count) / 1e9, 0, mark: "$") }
}
