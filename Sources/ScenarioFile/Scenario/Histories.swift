/// `history`: usage that is known from an export, fitted when the scenario is read. Days from the scenario's start on are
/// left out, so that what is foreseen is not what was seen.
/// At the boundary: the local day that holds the start is none of the past; the day of `since` is the first that counts, the day of `until` the first that does not; of
/// `2026-12-24 to 2027-01-02` the last day that is ignored is New Year's Day.

import Demand
import Documents
import History
import Pricing
import Quantities
import Scenario

extension ScenarioReader {
  /// Nil after a mistake.
  func readHistory(_ workload: Record, _ name: String, zone: Zone) -> FittedUsage? {
    let keys = Keys.history
    return workload.map(Keys.workload.history, "the history of \(workload.what)") { history -> FittedUsage? in
      let files = history.need(keys.file) ?? []
      let place = history.place(keys.file)
      let wanted = history.take(keys.series)
      let since = history.take(keys.since)?.date
      let first = zone.date(at: start)
      let until = min(history.take(keys.until)?.date ?? first, first)
      let ignored = readIgnored(history)
      let overlap = history.take(keys.overlap)
      let successors = readSuccessors(history, keys.successors)
      let replaced = history.take(keys.replaced)
      let paths = files.compactMap { reached(from: path, $0, place, findings)?.path }
      guard !paths.isEmpty, paths.count == files.count,
        let all = imported(paths, overlap, place)?.series(zone: zone, card: card, until: Instant(until)),
        var series = chosen(all, wanted, place)
      else { return nil }
      guard series.unit == .nanodollars else {
        findings.error(
          place, "this history counts tokens of which it does not say the model: no price belongs to them",
          "give an export with models or dollars")
        return nil
      }
      series.name = name
      series.keep(from: since, before: until, ignoring: ignored)
      do throws(QuantityError) {
        let fit = try UsageFit(series)
        var law = fit.law
        law.replacedPerDay = replaced
        for index in law.models.indices {
          let model = law.models[index].name
          let id = try? card.model(named: model)
          law.models[index].successor = successors[model] ?? id.flatMap { card.models[$0.index].replacement }
        }
        scenario.histories.append(WorkloadHistory(workload: name, series: series, fit: fit))
        return law
      } catch {
        findings.error(place, error)
        return nil
      }
    }.flatMap { $0 }
  }

  func imported(_ paths: [String], _ overlap: Overlap?, _ place: Place) -> UsageHistory? {
    do throws(Diagnostics) {
      return try UsageImport.read(paths, overlap: overlap, pricing: UsagePricing(card: card))?.history
    } catch {
      for diagnostic in error.list.prefix(3) {
        let line = diagnostic.line > 0 ? ":\(diagnostic.line)" : ""
        findings.error(place, "\(diagnostic.path)\(line): \(diagnostic.message)", diagnostic.remedy)
      }
      return nil
    }
  }

  private func chosen(_ all: [UsageSeries], _ wanted: String?, _ place: Place) -> UsageSeries? {
    if let wanted {
      if let found = all.first(where: { $0.name == wanted }) { return found }
      findings.error(
        place, "there is no history \(quote(wanted)) in it",
        didYouMean(wanted, among: all.map(\.name)) ?? "the histories are \(listed(all.map(\.name)))")
      return nil
    }
    if all.count == 1 { return all[0] }
    findings.error(
      place,
      all.isEmpty
        ? "there is no use in it before \(start.brief)" : "there are \(all.count) histories in it",
      all.isEmpty
        ? "check the file, or let the scenario start later"
        : "name one with 'series': \(listed(all.prefix(10).map(\.name)))")
    return nil
  }

  /// Half-open stretches of days.
  private func readIgnored(_ history: Record) -> [Range<CivilDate>] {
    guard let node = history.find(Keys.history.ignore) else { return [] }
    var nodes = [node]
    if case .sequence(let items) = node.content { nodes = items }
    return nodes.compactMap { node -> Range<CivilDate>? in
      guard let text = node.text("a day like 2026-12-24", findings) else { return nil }
      if text.contains(" to ") {
        return Shape.period.read(node, findings).map { $0.from.date..<max($0.to.date, $0.from.date) }
      }
      do throws(QuantityError) {
        let day = try CivilDate(parsing: text)
        return day..<CivilDate(day: day.day + 1)
      } catch {
        findings.error(node.place, error)
        return nil
      }
    }
  }
}

extension UsageSeries {
  /// Cuts it, and marks days as missing.
  public mutating func keep(
    from since: CivilDate?, before until: CivilDate?, ignoring ignored: [Range<CivilDate>] = []
  ) {
    if let until, until.day < first.day + Int64(days.count) {
      days.removeLast(min(days.count, Int(first.day + Int64(days.count) - until.day)))
    }
    if let since, since > first {
      let count = min(days.count, Int(since.day - first.day))
      days.removeFirst(count)
      first = CivilDate(day: first.day + Int64(count))
    }
    for index in days.indices {
      let date = CivilDate(day: first.day + Int64(index))
      if ignored.contains(where: { $0.contains(date) }) { days[index].state = .missing }
    }
  }
}
