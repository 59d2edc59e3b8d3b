/// `active`: the stretches in which a workload runs, half-open: `2026-12-01 to 2027-04-01` is four months; `from 2026-12-01` has no
/// end.
/// At the boundary: a stretch that ends at the start, or begins at the end of the horizon, is outside; one that
/// begins a second before the start is cut, with a warning; one that ends after the horizon goes on there, for what is left over;
/// stretches may touch, but not share a second.

import Demand
import Documents
import Quantities

extension ScenarioReader {
  /// Within the horizon, and after it.
  func readActive(_ workload: Record) -> (within: [Period], afterwards: [Period]) {
    let horizon = Period(from: start, to: end)
    guard let node = workload.find(Keys.workload.active) else {
      workload.assume(Keys.workload.active, "from \(start.brief)")
      return ([horizon], end < .last ? [Period(from: end, to: .last)] : [])
    }
    var nodes = [node]
    if case .sequence(let items) = node.content { nodes = items }
    if nodes.isEmpty {
      findings.error(node.place, "this list is empty", "leave the key out, or name a stretch of time")
    }
    var periods: [(period: Period, place: Place)] = []
    var afterwards: [Period] = []
    for node in nodes {
      guard let stated = Shape.period.read(node, findings), let period = cut(stated, node.place) else {
        continue
      }
      periods.append((period, node.place))
      if stated.to > end { afterwards.append(Period(from: max(stated.from, end), to: stated.to)) }
    }
    periods.sort { ($0.period.from, $0.period.to) < ($1.period.from, $1.period.to) }
    for (earlier, later) in zip(periods, periods.dropFirst()) where later.period.from < earlier.period.to {
      findings.error(
        later.place, "this begins before the stretch until \(earlier.period.to.brief) is over",
        "let stretches follow each other")
    }
    return (periods.map(\.period), afterwards)
  }

  /// What of a stretch lies within the horizon.
  private func cut(_ stated: Period, _ place: Place) -> Period? {
    guard start < end else { return stated }
    let cut = Period(from: max(stated.from, start), to: min(stated.to, end))
    guard cut.from < cut.to else {
      findings.error(
        place, "this lies outside the horizon (\(start.brief) to \(end.brief))",
        "write another time, or a longer 'horizon'")
      return nil
    }
    if cut.from != stated.from {
      findings.warning(
        place, "the horizon begins at \(start.brief): what lies before it is not simulated",
        "write '\(cut.from.brief) to \(stated.to.brief)', or an earlier 'start'")
    }
    return cut
  }
}

extension Shape where Value == Period {
  static var period: Shape {
    let expected = "a stretch of time like 2026-12-01 to 2027-04-01"
    return .parsed(expected, text: { $0.to == .last ? "from \($0.from)" : "\($0.from) to \($0.to)" }) {
      text throws(QuantityError) in
      if text.hasPrefix("from ") {
        return Period(from: try Instant(parsing: text.dropFirst("from ".count)), to: .last)
      }
      guard let middle = text.firstRange(of: " to ") else {
        throw QuantityError(
          "\(quote(text)) is not a stretch of time", remedy: "write \(expected), or 'from 2026-12-01'")
      }
      let from = try Instant(parsing: text[..<middle.lowerBound])
      let to = try Instant(parsing: text[middle.upperBound...])
      guard from < to else {
        throw QuantityError(
          from == to ? "this begins and ends at \(from.brief)" : "this ends before it begins",
          remedy: "write a later end: it is the first instant after the stretch")
      }
      return Period(from: from, to: to)
    }
  }
}
