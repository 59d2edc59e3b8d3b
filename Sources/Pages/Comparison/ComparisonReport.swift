/// A comparison for a terminal: the note of FirstScreen.swift, then tables: first the plans and why they refuse work, then the
/// budget and the calendar of the plan to go by, and what else there is.

import Formats
import Quantities
import Results

extension Report {
  public init(_ result: ComparisonResult, source: ComparisonSource) {
    let screen = FirstScreen(result, source)
    let best = result.planToGoBy.map { result.plans[$0] } ?? result.plans.first
    var tables: [Table?] = [planTable(result, source), causeTable(result), gateTable(result)]
    tables += [variantMatrix(result), variantChanges(result)]
    if let best { tables += [monthTable(best, result, source), buyingTable(best, result, source)] }
    tables += [worstCashTable(result, source), alertTable(result)]
    if result.plans.count > 1 { tables += [pairTable(result), leftOverTable(result)] }
    tables += [usageTable(result), barTable(result)]
    tables += result.plans.map(lotTable)
    tables += result.unknown.map { unknownTable($0, result) }
    // Those on which the answer hangs are told above.
    let quiet = unknownWords(result).enumerated().filter { result.unknownNumbers[$0.offset].flips.isEmpty }
      .map(\.element)
    // A line between two paragraphs.
    let paragraphs = [screen.opening] + screen.answer + screen.cautions
    self.init(
      title: result.title, lead: Array(paragraphs.map { [$0] }.joined(separator: [""])),
      tables: tables.compactMap(\.self),
      notes: [crossings(result)].compactMap(\.self) + quiet + sellers(result) + remarks(result, source))
  }
}
