/// What is written as JSON is what its schema says: every member, in order, and no other. The shapes are held against the results here;
/// that they are written as JSON Schema as they should be is ResultSchemaTests' matter.

import Formats
import Pages
import Quantities
import Results
import Testing

/// Where a value is not of a shape.
private func faults(_ value: JSONValue?, _ shape: JSONShape, _ place: String) -> [String] {
  let fault = ["\(place): \(value.map { "\($0)".prefix(60) } ?? "missing")"]
  switch (shape, value) {
  case (.orNull, .null?): return []
  case (.orNull(let inner), _): return faults(value, inner, place)
  case (.constant(let wanted), .string(let text)?): return text == wanted ? [] : fault
  case (.text, .string?): return []
  case (.form(let pattern), .string(let text)?):
    return (try? Regex(pattern).wholeMatch(in: text)) != nil ? [] : fault
  case (.names(let names), .string(let text)?): return names.contains(text) ? [] : fault
  case (.whole(let least), .number(let text)?): return Int(text).map { $0 >= least } == true ? [] : fault
  case (.yesNo, .bool?): return []
  case (.list(let item), .array(let values)?):
    return values.enumerated().flatMap { faults($0.element, item, "\(place).\($0.offset)") }
  case (.named(let keys, let item), .object(let members)?):
    return members.flatMap { keys.contains($0.key) ? faults($0.value, item, "\(place).\($0.key)") : fault }
  case (.object(let wanted), .object(let members)?):
    let keys = members.map(\.key)
    return (keys == wanted.map(\.key) ? [] : ["\(place): \(keys)"])
      + wanted.flatMap { faults(value?[$0.key], $0.shape, "\(place).\($0.key)") }
  case (.shared("amount"), .number(let text)?): return Int(text) != nil ? [] : fault
  case (.shared(let name), _):
    let known = ForecastSchema.definitions.first { $0.key == (name == "amount" ? "decimal" : name) }
    return known.map { faults(value, $0.shape, place) } ?? fault
  default: return fault
  }
}

private func check(_ json: String, _ schema: ForecastSchema) throws {
  let value = try JSONParser.parse(Array(json.utf8))
  #expect(faults(value, .object(schema.members), "").isEmpty, "\(faults(value, .object(schema.members), ""))")
}

@Suite struct `What a forecast's JSON looks like` {
  @Test(arguments: [HistoryUnit.nanodollars, .tokens])
  func `each result is of its schema, with and without what is not always there`(_ unit: HistoryUnit) throws {
    var made = MadeForecast()
    made.history.unit = unit
    try check(made.json, .forecast)
    made.history.states = [1: .missing, 2: .blocked, 3: .provisional]
    made.history.cuts = [.init(date: date(9, 10), times: 27.25)]
    made.history.pricedOn = nil
    made.growth = .percent(5)
    let when = ForecastResult.When(
      probability: 0.5, p10: date(12, 3), p50: date(12, 14), p90: nil, middle: date(12, 5))
    made.limit = ForecastResult.Limit(amount: 5, months: [.init(from: date(12, 1), when: when)])
    made.balance = .init(amount: 7, when: when)
    made.months = [(date(12, 1), date(1, 1, 2027))]
    try check(made.json, .forecast)
    made.mean = .nan
    try check(made.json, .forecast)
    (made.hasPeriods, made.weeks, made.history.count) = (false, 0, 0)
    try check(made.json, .forecast)

    var backtest = MadeBacktest()
    backtest.history.unit = unit
    try check(backtest.json, .backtest)
    backtest.decision = MadeBacktest.decision([("lotwise", 21_000, [0, 1])])
    try check(backtest.json, .backtest)
    (backtest.count, backtest.methods) = (0, [])
    try check(backtest.json, .backtest)

    var hindsight = MadeHindsight()
    hindsight.history.unit = unit
    try check(hindsight.json, .hindsight)
    (hindsight.best, hindsight.compared, hindsight.plans) = (nil, nil, [])
    try check(hindsight.json, .hindsight)
  }

  @Test func `what is not of the shape is found`() throws {
    func found(_ from: String, _ to: String) throws -> Bool {
      let json = MadeForecast().json
      #expect(json.contains(from), "\(from)")
      let value = try JSONParser.parse(Array(json.replacing(from, with: to).utf8))
      return !faults(value, .object(ForecastSchema.forecast.members), "").isEmpty
    }
    for (from, to) in [
      ("\"wander\"", "\"wandering\""), ("\"seed\": \"7\"", "\"seed\": 7"), ("\"final\"", "\"finished\""),
      ("\"2026-11-22\"", "\"22 Nov\""), ("\"balance\": null", "\"balance\": 1"),
      ("\"input\": 1000000", "\"input\": \"1000000\""), ("\"paths\": 10000", "\"paths\": -1"),
      ("lotwise/forecast/1", "lotwise/forecast/2"),
    ] { #expect(try found(from, to), "\(to)") }
  }

  @Test(arguments: ForecastSchema.allCases)
  func `the schema is JSON, and what it refers to is there`(_ schema: ForecastSchema) throws {
    var out = ByteBuffer()
    schema.write(into: &out)
    let value = try JSONParser.parse(out.withBytes { Array($0) })
    #expect(value["properties"]?["schema"]?["const"] == .string("lotwise/\(schema)/1"))
    for reference in out.text.matches(of: /"#\/\$defs\/([a-z]+)"/) {
      #expect(value["$defs"]?[String(reference.1)] != nil, "\(reference.1)")
    }
  }
}
