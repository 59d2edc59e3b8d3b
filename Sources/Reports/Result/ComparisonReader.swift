/// A result file read back into the comparison that wrote it: schema `lotwise/result/1`. Strict where a page depends on it;
/// the path of the offending key is in the error. The settings behind ranges are not in the file, and no page shows them.

import Analysis
import Ledger
import Quantities
import Scenario

public struct ResultFile: Sendable {
  public let result: ComparisonResult
  public let source: ComparisonSource

  public init(bytes: [UInt8]) throws(ResultError) {
    let root = Reader(try JSONParser.parse(bytes), "")
    let schema = try root.text("schema")
    guard schema == ComparisonJSON.schema else {
      throw ResultError(
        place: "schema",
        problem: "this is '\(visible(schema))', not '\(ComparisonJSON.schema)': no result of this version")
    }
    result = try root.comparison()
    source = try root.source()
  }
}

private struct Reader {
  let value: JSONValue
  let path: String

  init(_ value: JSONValue, _ path: String) {
    self.value = value
    self.path = path
  }

  // MARK: Shapes

  func error(_ problem: String) -> ResultError {
    ResultError(place: path.isEmpty ? "the file" : path, problem: problem)
  }

  func maybe(_ key: String) -> Reader? {
    guard let found = value[key], found != .null else { return nil }
    return Reader(found, path.isEmpty ? key : "\(path).\(key)")
  }

  func at(_ key: String) throws(ResultError) -> Reader {
    guard let found = maybe(key) else { throw error("there is no '\(key)'") }
    return found
  }

  func items(_ key: String) throws(ResultError) -> [Reader] {
    let list = try at(key)
    guard case .array(let values) = list.value else { throw list.error("this is no list") }
    return values.enumerated().map { Reader($0.element, "\(list.path)[\($0.offset)]") }
  }

  func itself() throws(ResultError) -> String {
    guard case .string(let text) = value else { throw error("this is no text") }
    return text
  }

  func text(_ key: String) throws(ResultError) -> String { try at(key).itself() }

  func whole() throws(ResultError) -> Int {
    guard case .number(let text) = value, let number = Int(text) else {
      throw error("this is no whole number")
    }
    return number
  }

  func whole(_ key: String) throws(ResultError) -> Int { try at(key).whole() }

  func truth(_ key: String) throws(ResultError) -> Bool {
    let found = try at(key)
    guard case .bool(let truth) = found.value else { throw found.error("this is neither true nor false") }
    return truth
  }

  func decimal() throws(ResultError) -> Double {
    guard let number = Double(try itself()), number.isFinite else { throw error("this is no decimal number") }
    return number
  }

  /// In base units; null is what cannot be said.
  func figure(_ key: String, _ scale: Double = 1, unknown: Double = .nan) throws(ResultError) -> Double {
    guard let found = maybe(key) else {
      guard value[key] != nil else { throw error("there is no '\(key)'") }
      return unknown
    }
    return try found.decimal() * scale
  }

  func count(_ key: String, _ scale: Double) throws(ResultError) -> Int64 {
    let number = try figure(key, scale)
    guard abs(number) < 9e18 else { throw error("'\(key)' is out of range") }
    return Int64(number.rounded())
  }

  func money() throws(ResultError) -> Int64 {
    let text = try itself()
    do throws(QuantityError) { return try Nanodollars(parsing: text).count } catch {
      throw self.error("this is no amount")
    }
  }

  func instant(_ key: String) throws(ResultError) -> Instant {
    let found = try at(key)
    let text = try found.itself()
    do throws(QuantityError) { return try Instant(parsing: text) } catch { throw found.error("\(error)") }
  }

  func name(_ key: String, among names: [String]) throws(ResultError) -> Int {
    let name = try text(key)
    guard let index = names.firstIndex(of: name) else { throw error("there is no plan '\(visible(name))'") }
    return index
  }

  // MARK: The comparison

  func comparison() throws(ResultError) -> ComparisonResult {
    let paths = try whole("paths")
    var plans: [PlanResult] = []
    for (index, item) in try items("plans").enumerated() { plans.append(try item.plan(index, paths: paths)) }
    let names = plans.map(\.name)
    guard Set(names).count == names.count else { throw error("two plans have one name") }
    var pairs: [PairResult] = []
    for item in try items("pairs") { pairs.append(try item.pair(names)) }
    var unknown: [UnknownRules] = []
    for (index, item) in try items("plans").enumerated() {
      if let rules = item.maybe("unknown_rules") { unknown.append(try rules.unknown(index)) }
    }
    var sensitivities: [Sensitivity] = []
    for item in try items("sensitivities") { sensitivities.append(try item.sensitivity(names)) }
    guard let leftOver = LeftOverWorth(rawValue: try text("left_over")) else {
      throw error("'left_over' is no worth of credit")
    }
    guard let seed = UInt64(try text("seed")) else { throw error("'seed' is no whole number") }
    let controls = try items("controls")
    return ComparisonResult(
      title: try text("title"), start: try instant("start"), end: try instant("end"), seed: seed,
      paths: paths,
      asked: try whole("paths_asked"), wasInterrupted: try truth("interrupted"), leftOver: leftOver,
      blockedWorkCosts: Ratio(millionths: try count("blocked_work_costs", 1e6)),
      demand: try maybe("demand").map { reader throws(ResultError) in try reader.estimate(.demand) },
      throttled: try maybe("throttled").map { reader throws(ResultError) in try reader.estimate(.throttled) },
      plans: plans, pairs: pairs, ranking: try at("ranking").ranking(names), unknown: unknown,
      controls: try controls.map { item throws(ResultError) in try item.itself() },
      sensitivities: sensitivities,
      stopped: try maybe("stopped_by").map { reader throws(ResultError) in try reader.stopped() },
      turningPoints: try maybe("turning_points").map { reader throws(ResultError) in
        try reader.turningPoints(names)
      })
  }

  func stopped() throws(ResultError) -> StoppedBy {
    let key = try text("measure")
    guard let measure = Measure.all.first(where: { $0.key == key }) else {
      throw error("there is no measure '\(visible(key))'")
    }
    return StoppedBy(
      measure: measure, halfWidth: try figure("half_width", measure.unit.baseUnits),
      looks: try whole("looks"),
      missing: try figure("missing"))
  }

  /// A figure with its interval beside it; without one in a file of an earlier version.
  func place(_ key: String, _ scale: Double = 1) throws(ResultError) -> Place {
    func end(_ key: String) throws(ResultError) -> Double {
      maybe(key) == nil ? .nan : try figure(key, scale)
    }
    return Place(
      try figure(key, scale), Interval(low: try end(key + "_low"), high: try end(key + "_high")))
  }

  func ranking(_ names: [String]) throws(ResultError) -> Ranking {
    func indices(_ key: String) throws(ResultError) -> [Int] {
      var found: [Int] = []
      for item in try items(key) {
        guard let index = names.firstIndex(of: try item.itself()) else {
          throw item.error("there is no such plan")
        }
        found.append(index)
      }
      return found
    }
    return Ranking(order: try indices("order"), tiedWithBest: try indices("tied_with_best"))
  }

  func interval(_ scale: Double) throws(ResultError) -> Interval {
    Interval(
      low: try figure("low", scale, unknown: -.infinity), high: try figure("high", scale, unknown: .infinity))
  }

  func adjusted(_ scale: Double) throws(ResultError) -> Adjusted? {
    guard let found = maybe("adjusted") else { return nil }
    return Adjusted(
      mean: try found.figure("mean", scale), standardError: try found.figure("std_error", scale),
      interval: try found.interval(scale), factor: try found.figure("factor"))
  }

  func estimate(_ measure: Measure) throws(ResultError) -> Estimate {
    let scale = measure.unit.baseUnits
    var quantiles: Quantiles?
    if maybe("p50") != nil {
      func quantile(_ key: String) throws(ResultError) -> Quantile {
        // Null where there are too few futures; not there in a file of an earlier version.
        func end(_ key: String) throws(ResultError) -> Int64? {
          maybe(key) == nil ? nil : try count(key, scale)
        }
        return Quantile(
          value: try count(key, scale), low: try end(key + "_low"), high: try end(key + "_high"))
      }
      quantiles = Quantiles(
        least: try count("least", scale), p05: try quantile("p05"), p50: try quantile("p50"),
        p95: try quantile("p95"), most: try count("most", scale))
    }
    var total: Int128?
    if let found = maybe("total_base_units") {
      guard let number = Int128(try found.itself()) else { throw found.error("this is no whole number") }
      total = number
    }
    return Estimate(
      measure: measure, futures: try whole("futures"), total: total, nonZero: try whole("non_zero"),
      mean: try figure("mean", scale), standardError: try figure("std_error", scale, unknown: .infinity),
      interval: try interval(scale), quantiles: quantiles, adjusted: try adjusted(scale))
  }

  func probability(_ key: String) throws(ResultError) -> Probability {
    let found = try at(key)
    let (count, of) = (try found.whole("count"), try found.whole("of"))
    guard 0...max(of, 0) ~= count else { throw found.error("the count is not within 0 and its whole") }
    return Probability(count: count, of: of)
  }

  func plan(_ index: Int, paths: Int) throws(ResultError) -> PlanResult {
    let measures = try at("measures")
    var estimates: [Estimate] = []
    for measure in Measure.all {
      if let found = measures.maybe(measure.key) { estimates.append(try found.estimate(measure)) }
    }
    var days: [DayBand] = []
    for item in try items("days") {
      var band: DayBand.Band?
      if item.maybe("balance_p50") != nil {
        band = DayBand.Band(
          p05: try item.at("balance_p05").money(), p50: try item.at("balance_p50").money(),
          p95: try item.at("balance_p95").money())
      }
      let outages = try item.whole("outage_futures")
      guard 0...max(paths, 0) ~= outages else { throw item.error("more futures than there are") }
      days.append(
        DayBand(day: try item.whole("day"), balance: band, outage: Probability(count: outages, of: paths)))
    }
    var lots: [LotResult] = []
    for item in try items("lots") { lots.append(try item.lot()) }
    var costs: [Int64] = []
    for item in try items("cost_quantiles") { costs.append(try item.money()) }
    return PlanResult(
      plan: index, name: try text("name"), usesReseller: try truth("uses_reseller"), estimates: estimates,
      lots: lots, costQuantiles: costs, days: days, batches: try batches())
  }

  /// None in a file of an earlier version.
  func batches() throws(ResultError) -> [Batches] {
    guard maybe("batches") != nil else { return [] }
    var batches: [Batches] = []
    for item in try items("batches") {
      let key = try item.text("measure")
      guard let measure = Measure.compared.first(where: { $0.key == key }) else { continue }
      var sums: [Int128] = []
      for sum in try item.items("sums_base_units") {
        guard let number = Int128(try sum.itself()), number.magnitude < UInt128(1) << 100 else {
          throw sum.error("this is no whole number, or past every range")
        }
        sums.append(number)
      }
      batches.append(Batches(measure: measure, sums: sums))
    }
    return batches
  }

  func lot() throws(ResultError) -> LotResult {
    guard let source = Source(rawValue: try text("source")) else { throw error("there is no such source") }
    return LotResult(
      name: try text("name"), source: source, isTrigger: try truth("trigger"), orders: try figure("orders"),
      face: try figure("face", 1e9), price: try figure("price", 1e9),
      expiresUnused: try probability("expires_unused"), isLost: try probability("is_lost"),
      expired: try figure("expired", 1e9), expiredAtCost: try figure("expired_at_cost", 1e9),
      lost: try figure("lost", 1e9), lostAtCost: try figure("lost_at_cost", 1e9),
      used: try figure("used", 1e9), revoked: try figure("revoked", 1e9),
      undelivered: try figure("undelivered", 1e9), left: try figure("left", 1e9))
  }

  func difference(_ scale: Double) throws(ResultError) -> Difference {
    let found = try at("difference")
    return Difference(
      mean: try found.figure("mean", scale),
      standardError: try found.figure("std_error", scale, unknown: .infinity),
      interval: try found.interval(scale), adjusted: try found.adjusted(scale))
  }

  func pair(_ names: [String]) throws(ResultError) -> PairResult {
    PairResult(
      a: try name("a", among: names), b: try name("b", among: names), difference: try difference(1e9),
      aCheaper: try probability("a_cheaper"), bCheaper: try probability("b_cheaper"))
  }

  func ranges() throws(ResultError) -> [MeasureRange] {
    let found = try at("ranges")
    var ranges: [MeasureRange] = []
    for measure in Measure.all {
      guard let range = found.maybe(measure.key) else { continue }
      let scale = measure.unit.baseUnits
      ranges.append(
        MeasureRange(
          measure: measure, low: try range.figure("low", scale), high: try range.figure("high", scale),
          lowSettings: [], highSettings: []))
    }
    // As they were written.
    guard case .object(let members) = found.value else { throw found.error("this is no map") }
    let order = members.map(\.key)
    return ranges.sorted {
      order.firstIndex(of: $0.measure.key) ?? 0 < order.firstIndex(of: $1.measure.key) ?? 0
    }
  }

  func unknown(_ plan: Int) throws(ResultError) -> UnknownRules {
    var switches: [SwitchResult] = []
    for item in try items("switches") {
      var values: [SwitchValue] = []
      for value in try item.items("values") {
        values.append(SwitchValue(name: try value.text("name"), ranges: try value.ranges()))
      }
      let names = values.map(\.name)
      var effects: [SwitchEffect] = []
      for effect in try item.items("effects") {
        let key = try effect.text("measure")
        guard let measure = Measure.all.first(where: { $0.key == key }) else {
          throw effect.error("there is no such measure")
        }
        effects.append(
          SwitchEffect(
            measure: measure, worst: try effect.name("worst", among: names),
            mildest: try effect.name("mildest", among: names),
            difference: try effect.difference(measure.unit.baseUnits)))
      }
      switches.append(SwitchResult(name: try item.text("name"), values: values, effects: effects))
    }
    return UnknownRules(plan: plan, variants: try whole("variants"), ranges: try ranges(), switches: switches)
  }

  // MARK: What would change it

  func sensitivity(_ names: [String]) throws(ResultError) -> Sensitivity {
    var inputs: [Sensitivity.Input] = []
    for item in try items("inputs") {
      inputs.append(
        Sensitivity.Input(
          name: try item.text("name"), low: try item.figure("low", 1e9), high: try item.figure("high", 1e9)))
    }
    return Sensitivity(
      plan: try name("plan", among: names),
      against: maybe("against") == nil ? nil : try name("against", among: names), inputs: inputs,
      explained: try figure("explained"))
  }

  func turningPoints(_ names: [String]) throws(ResultError) -> TurningPoints {
    var levels: [TurningPoints.Level] = []
    for item in try items("levels") {
      var costs: [Double] = []
      var risks: [Double] = []
      for plan in try item.items("plans") {
        costs.append(try plan.figure("total_cost", 1e9))
        risks.append(try plan.figure("outage_risk"))
      }
      guard costs.count == names.count else { throw item.error("not one figure for each plan") }
      levels.append(
        TurningPoints.Level(
          scale: try item.figure("scale"), usage: try item.figure("usage_a_month", 1e9), costs: costs,
          risks: risks))
    }
    var crossings: [TurningPoints.Crossing] = []
    for item in try items("crossings") {
      crossings.append(
        TurningPoints.Crossing(
          scale: try item.place("scale"), usage: try item.place("usage_a_month", 1e9),
          below: try item.name("cheapest_below", among: names),
          above: try item.name("cheapest_above", among: names)))
    }
    var sellers: [TurningPoints.Seller] = []
    for item in try items("sellers") {
      let limit: TurningPoints.Seller.Limit =
        switch try item.text("dearer") {
        case "always": .always
        case "never": .never
        default: .share(try item.place("lost_share"))
        }
      sellers.append(
        TurningPoints.Seller(
          plan: try item.name("plan", among: names), against: try item.name("against", among: names),
          limit: limit, doubledCost: try item.figure("total_cost_at_twice_the_risk", 1e9),
          doubledPrice: try item.figure("effective_price_at_twice_the_risk"),
          doubledRisk: try item.figure("outage_risk_at_twice_the_risk")))
    }
    return TurningPoints(paths: try whole("paths"), levels: levels, crossings: crossings, sellers: sellers)
  }

  func source() throws(ResultError) -> ComparisonSource {
    var source = ComparisonSource(
      version: try text("lotwise"), stepSeconds: Int64(try whole("step_seconds")), rates: try text("rates"),
      explain: try text("explain"))
    source.command = try text("command")
    source.rulesHash = try text("rules_sha256")
    source.scenario = try text("scenario")
    for item in try items("warnings") { source.warnings.append(try item.itself()) }
    for item in try items("prices") {
      source.models.append(
        ComparisonSource.Rate(
          model: try item.text("model"), prices: try item.text("prices"), since: try item.text("since"),
          source: try item.text("source")))
    }
    return source
  }
}
