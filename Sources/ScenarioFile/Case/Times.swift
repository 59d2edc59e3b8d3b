/// When a case starts if it does not say so, and how its repeats are written out.

import Documents
import Quantities

extension PlanReader {
  /// Instants of one entry, by `every` with `count` or `until`: the k-th is `at + k x every`, counted in
  /// one step from `at`, so that Jan 31 is followed by Feb 28 and Mar 31. Once, without `every`. Nil
  /// after a mistake.
  /// In a scenario what has no end repeats to the horizon's. `standard` is the default of `every`; nil: once.
  func repeats(
    _ record: Record, from at: Instant, most: Int, every standard: String? = nil
  ) -> [Instant]? {
    let keys = Keys.repeats
    let every =
      if let standard { record.take(keys.every, default: standard) } else { record.take(keys.every) }
    let count = record.take(keys.count, as: .whole(1...most))
    var until = record.take(keys.until)
    guard record.has(keys.every) || standard != nil else {
      for key: any StatedKey in [keys.count, keys.until] {
        record.refuse(key, "without 'every'", "write 'every: 1 month' as well")
      }
      return [at]
    }
    if let horizon, !record.has(keys.count), !record.has(keys.until) {
      guard at < horizon else {
        findings.warning(
          record.place(keys.every),
          "this begins (\(at.brief)) after the horizon (\(horizon.brief)): it never comes",
          "check the dates, or write a longer horizon")
        return []
      }
      record.assume(keys.until, horizon.description, from: "the horizon")
      until = horizon
    }
    guard record.has(keys.count) || until != nil || record.has(keys.until) else {
      record.missing(keys.count, "say how often: 'count: 6', or 'until: 2027-06-01'")
      return nil
    }
    guard let every, (count != nil) == record.has(keys.count), until != nil || !record.has(keys.until) else {
      return nil
    }
    if let until, until <= at {
      findings.error(
        record.place(keys.until), "'until' (\(until.brief)) is not after the first time (\(at.brief))",
        "write a later instant")
      return nil
    }
    return instants(record, from: at, every, count, until, most)
  }

  private func instants(
    _ record: Record, from at: Instant, _ every: TimeSpan, _ count: Int?, _ until: Instant?, _ most: Int
  ) -> [Instant]? {
    var result: [Instant] = []
    do throws(QuantityError) {
      while result.count < count ?? Int.max {
        let next = try at.adding(every, times: result.count)
        if let until, next >= until { break }
        guard result.count < most else {
          findings.error(
            record.place(Keys.repeats.every), "this repeats more than \(grouped(most)) times",
            "write a longer 'every' or an earlier 'until'")
          return nil
        }
        result.append(next)
      }
      return result
    } catch {
      findings.error(record.place(Keys.repeats.every), error)
      return nil
    }
  }

}

extension CaseReader {
  /// The earliest instant at which the case says that something happens. What an opening lot says of its
  /// past does not count.
  func earliestInstant(in root: Node) -> Instant? {
    var earliest: Instant?
    func look(_ node: Node, _ key: String) {
      guard case .scalar(let text, _)? = node[key]?.content, let at = try? Instant(parsing: text) else {
        return
      }
      earliest = min(earliest ?? at, at)
    }
    for entry in root["lots"]?.values ?? [] where !entry.says("source", "opening") { look(entry, "at") }
    for key in ["standing orders", "subscription"] {
      guard let node = root[key] else { continue }
      look(node, "from")
      for entry in node.values { look(entry, "from") }
    }
    for key in ["events", "corrections", "requests"] {
      for entry in root[key]?.values ?? [] { look(entry, "at") }
    }
    return earliest
  }
}

extension Node {
  /// The items of a list, or the values of a map.
  fileprivate var values: [Node] {
    switch content {
    case .scalar: []
    case .sequence(let items): items
    case .mapping(let pairs): pairs.map(\.value)
    }
  }

  fileprivate func says(_ key: String, _ text: String) -> Bool {
    guard case .scalar(let value, _)? = self[key]?.content else { return false }
    return value == text
  }
}
