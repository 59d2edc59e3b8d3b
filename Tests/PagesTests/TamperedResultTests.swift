/// Results that somebody changed: what a page relies on is checked when a result is read, with the place; and whatever is
/// read is shown in every form. A page that trips over a result stops this test. LOTWISE_FUZZ=N: each place is tried with every
/// replacement, whatever N is; otherwise with one in twelve.

import Formats
import Foundation
import Pages
import Results
import Testing

/// A shipped result with three days and two months of each plan, as text whose leaves can be replaced.
private struct Fixture: Sendable {
  let bytes: [UInt8]
  /// Where each value stands: leaves, and what holds others. Of a long list the first two and the last.
  let places: [Range<Int>]

  static let shared: Fixture = {
    let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("reports/reseller-or-official/result.json")
    guard let data = try? Data(contentsOf: path),
      var root = try? JSONSerialization.jsonObject(with: data) as? [String: Any]
    else { return Fixture([]) }
    var plans = root["plans"] as? [[String: Any]] ?? []
    for index in plans.indices {
      plans[index]["days"] = (plans[index]["days"] as? [Any]).map { Array($0.prefix(3)) }
      plans[index]["months"] = (plans[index]["months"] as? [Any]).map { Array($0.prefix(2)) }
      plans[index]["buying"] = (plans[index]["buying"] as? [[String: Any]]).map { list in
        list.suffix(2).map { entry in
          var entry = entry
          entry["orders"] = (entry["orders"] as? [Any]).map { Array($0.prefix(2)) }
          return entry
        }
      }
    }
    root["plans"] = plans
    root["months"] = (root["months"] as? [Any]).map { Array($0.prefix(2)) }
    root["scenario"] = "lotwise: 1"
    var points = root["turning_points"] as? [String: Any] ?? [:]
    points["levels"] = (points["levels"] as? [Any]).map { Array($0.prefix(3)) }
    root["turning_points"] = points
    return Fixture((try? JSONSerialization.data(withJSONObject: root, options: [.sortedKeys])) ?? Data())
  }()

  init(_ data: some Sequence<UInt8>) {
    bytes = Array(data)
    var walk = Walk(bytes: bytes)
    walk.value(isWanted: true)
    places = walk.places
  }

  func replacing(_ place: Range<Int>, by text: String) -> [UInt8] {
    Array(bytes[..<place.lowerBound] + Array(text.utf8) + bytes[place.upperBound...])
  }

  /// With the value at these keys and indices replaced.
  func setting(_ path: [String], to value: Any) throws -> [UInt8] {
    func set(_ node: Any, _ rest: ArraySlice<String>) -> Any {
      guard let key = rest.first else { return value }
      if var map = node as? [String: Any] {
        map[key] = set(map[key] ?? NSNull(), rest.dropFirst())
        return map
      }
      guard var list = node as? [Any], let index = Int(key), list.indices.contains(index) else { return node }
      list[index] = set(list[index], rest.dropFirst())
      return list
    }
    let root = try JSONSerialization.jsonObject(with: Data(bytes))
    return Array(try JSONSerialization.data(withJSONObject: set(root, path[...]), options: [.sortedKeys]))
  }
}

/// The places of all values in JSON that is known to be right.
private struct Walk {
  let bytes: [UInt8]
  var at = 0
  var places: [Range<Int>] = []

  mutating func value(isWanted: Bool) {
    let start = at
    switch bytes[at] {
    case UInt8(ascii: "{"), UInt8(ascii: "["):
      let isMap = bytes[at] == UInt8(ascii: "{")
      var starts: [(place: Int, count: Int)] = []
      at += 1
      while ![UInt8(ascii: "}"), UInt8(ascii: "]")].contains(bytes[at]) {
        if bytes[at] == UInt8(ascii: ",") { at += 1 }
        if isMap {
          string()
          at += 1
        }
        starts.append((at, places.count))
        value(isWanted: isWanted)
      }
      at += 1
      // Of a long list what lies between the second and the last is like these.
      if !isMap, starts.count > 4 { places.removeSubrange(starts[2].count..<starts[starts.count - 1].count) }
    case UInt8(ascii: "\""): string()
    default:
      while ![UInt8(ascii: ","), UInt8(ascii: "}"), UInt8(ascii: "]")].contains(bytes[at]) { at += 1 }
    }
    if isWanted { places.append(start..<at) }
  }

  private mutating func string() {
    at += 1
    while bytes[at] != UInt8(ascii: "\"") { at += bytes[at] == UInt8(ascii: "\\") ? 2 : 1 }
    at += 1
  }
}

/// Nil if it was shown in every form; else why it was not read.
private func refusal(of bytes: [UInt8]) -> String? {
  do throws(ResultError) {
    let file = try ResultFile(bytes: bytes)
    var out = ByteBuffer()
    TextReport(width: 100, isStyled: true).write(Report(file.result, source: file.source), into: &out)
    MarkdownPage(showsFigures: true).write(Page(file.result, source: file.source), into: &out)
    HTMLPage().write(Page(file.result, source: file.source), into: &out)
    for figure in Page(file.result, source: file.source).figures {
      out.append(text: figure.chart.svg(width: 320, id: figure.name))
    }
    CSVTable().write(Table(tidy: file.result), into: &out)
    CSVTable().write(Table(daily: file.result), into: &out)
    CSVTable().write(Table(monthly: file.result), into: &out)
    CSVTable().write(Table(usage: file.result), into: &out)
    return nil
  } catch {
    return error.description
  }
}

@Suite struct `A tampered result` {
  private static let replacements = [
    "-1", "0", "1e300", "9223372036854775808", "\"\"", "\"-1\"", "\"1e999\"", "\"9000000000.000000001\"",
    "null", "[]", "{}",
    "true", "\"\(String(repeating: "long ", count: 2_000))\"",
  ]

  @Test func `is refused with its place, or shown: each of its values in turn`() {
    let fixture = Fixture.shared
    #expect(refusal(of: fixture.bytes) == nil)
    #expect(fixture.places.count > 500)
    var (refused, tried) = (0, 0)
    // Each place by one of the replacements or two, each replacement in a twelfth of the places: of each kind of value there are
    // dozens, a measure of a plan here and of another one there.
    let isFull = ProcessInfo.processInfo.environment["LOTWISE_FUZZ"] != nil
    for (index, place) in fixture.places.enumerated() {
      for (number, text) in Self.replacements.enumerated() where isFull || (index + number) % 12 == 0 {
        tried += 1
        guard let reason = refusal(of: fixture.replacing(place, by: text)) else { continue }
        refused += 1
        if reason.isEmpty || !reason.contains(": ") { Issue.record("no place: \(reason)") }
      }
    }
    print("\(fixture.places.count) places, \(tried) changes, \(refused) refused")
    #expect(refused > tried / 4)
  }

  @Test(
    arguments: [
      ("paths", -5, "paths"), ("paths", 0, "paths"), ("paths_asked", 1, "paths_asked"),
      ("step_seconds", 0, "step_seconds"),
      ("end", "1999-01-01T00:00:00Z", "end"), ("end", "2001-01-01T00:00:00Z", "the file"),
      ("title", "a\u{FFFE}", "title"),
      ("blocked_work_costs", "-1", "blocked_work_costs"), ("plans", [String](), "there is no plan"),
      ("plans.0.measures.total_cost.non_zero", -1, "non_zero"),
      ("plans.0.measures.total_cost.futures", 1 << 60, "futures"),
      ("plans.0.measures.total_cost.std_error", "-1", "std_error"),
      ("plans.0.measures.total_cost.p05", "8999999999", "quantiles are not in order"),
      ("plans.0.measures.total_cost.low", "8999999999", "interval are not in order"),
      ("plans.0.measures.total_cost.mean", "nan", "mean"),
      ("plans.0.measures.total_cost.mean", "0x1p3", "mean"),
      ("plans.0.measures.outage_risk.mean", "1.01", "mean"),
      ("plans.0.measures.outage_risk.total_base_units", "-1", "total"),
      ("plans.0.days.1.day", 0, "day"), ("plans.0.days.1.day", 1 << 40, "day"),
      ("plans.0.days.0.outage_futures", -1, "outage"),
      ("plans.0.days.0.balance_p05", "8999999999", "quantiles are not in order"),
      ("plans.0.days", [String](), "same days"),
      ("plans.0.cost_quantiles.0", "8999999999", "cost quantiles are not in order"),
      ("plans.0.batches.0.sums_base_units", ["1"], "as there are batches"),
      ("plans.1.name", "auto-reload", "two plans"),
      ("pairs.0.a_cheaper.count", 1 << 50, "count"), ("pairs.0.b_cheaper.of", 1, "cheaper in more"),
      ("ranking.order", ["auto-reload"], "rank"), ("ranking.serving.plan", "nobody", "no plan"),
      ("ranking.left_over_views.0.total_costs", [String](), "a cost for each plan"),
      ("plans.0.months", [String](), "same months"),
      ("plans.0.months.0.cash.p10", "8999999999", "quantiles are not in order"),
      ("plans.0.months.0.cash.total_base_units", "1.5", "whole number"),
      ("plans.0.standing.gates", "none", "no list"), ("usage.0.total_base_units", "-", "whole number"),
      ("currency", ["code": "EUR", "dollars": "0"], "costs nothing"),
      ("sensitivities.0.explained", "2", "explained"),
      ("turning_points.levels.0.scale", "0", "scale"),
      ("turning_points.levels.0.plans", [String](), "for each plan"),
    ] as [(String, any Sendable, String)])
  func `says what is wrong where`(_ path: String, _ value: any Sendable, _ place: String) throws {
    let reason = refusal(of: try Fixture.shared.setting(path.components(separatedBy: "."), to: value))
    #expect(reason?.contains(place) == true, "\(path): \(reason ?? "it was read")")
  }
}
