/// A result file read back into the comparison that wrote it: schema `lotwise/result/2`. What a page relies on is checked
/// here, once: counts within their whole, quantiles and intervals in order, days one after the other, lists of one length,
/// names that exist; whoever has a `ResultFile` may trust it. The path of the offending key is in the error. The settings
/// behind ranges are not in the file, and no page shows them.

import Formats
import Ledger
import Quantities

public struct ResultFile: Sendable {
  public let result: ComparisonResult
  public let source: ComparisonSource

  public init(bytes: [UInt8]) throws(ResultError) {
    let root = try ResultReader(bytes: bytes)
    try root.isOf(ComparisonJSON.schema)
    try self.init(root)
  }

  /// Of a file whose schema is known to be the one.
  init(_ root: ResultReader) throws(ResultError) {
    result = try root.comparison()
    source = try root.source()
  }
}

extension ResultReader {
  // MARK: The comparison

  /// What may be divided by.
  static let positive = 1e-9...most

  func comparison() throws(ResultError) -> ComparisonResult {
    let paths = try whole("paths", 1...(1 << 40))
    let (start, end) = (try instant("start"), try instant("end"))
    guard start < end else { throw error("the end is not after the start") }
    // A day that has begun counts, at the start and at the end.
    let days = Int(end.date.day - start.date.day) + 1
    var plans: [PlanResult] = []
    for (index, item) in try items("plans").enumerated() {
      plans.append(try item.plan(index, paths: paths, days: days))
    }
    let names = plans.map(\.name)
    guard !names.isEmpty else { throw error("there is no plan") }
    try different(names, "two plans have one name")
    guard Set(plans.map(\.days.count)).count == 1 else { throw error("plans have not the same days") }
    var pairs: [PairResult] = []
    for item in try items("pairs") { pairs.append(try item.pair(names, paths: paths)) }
    try different(pairs.map { [min($0.a, $0.b), max($0.a, $0.b)] }, "two plans are paired twice")
    var unknown: [UnknownRules] = []
    for (index, item) in try items("plans").enumerated() {
      if let rules = item.maybe("unknown_rules") { unknown.append(try rules.unknown(index)) }
    }
    var sensitivities: [Sensitivity] = []
    for item in try items("sensitivities") { sensitivities.append(try item.sensitivity(names)) }
    let (months, usageByMonth) = try usageByMonth(paths: paths)
    guard Set(plans.map(\.months.count)).isSubset(of: [months.count]) else {
      throw error("plans have not the same months")
    }
    var standings: [Standing] = []
    for item in try items("plans") { standings.append(try item.standing()) }
    guard let seed = UInt64(try text("seed")) else { throw error("'seed' is no whole number") }
    let controls = try items("controls")
    let variants = try variants()
    var result = ComparisonResult(
      title: try text("title"), start: start, end: end, seed: seed, paths: paths,
      asked: try whole("paths_asked", paths...(1 << 40)), wasInterrupted: try truth("interrupted"),
      leftOver: try leftOver(),
      blockedWorkCosts: Ratio(
        millionths: Int64(try figure("blocked_work_costs", 1e6, within: 0...1e6).rounded())),
      patience: maybe("patience_seconds") == nil
        ? nil : Int64(try whole("patience_seconds", 0...(1 << 40))),
      demand: try maybe("demand").map { reader throws(ResultError) in
        try reader.estimate(.demand, paths: paths)
      },
      throttled: try maybe("throttled").map { reader throws(ResultError) in
        try reader.estimate(.throttled, paths: paths)
      },
      usage: try usage(paths: paths), months: months, usageByMonth: usageByMonth, plans: plans, pairs: pairs,
      ranking: try at("ranking").ranking(names, standings),
      leftOverViews: try at("ranking").leftOverViews(names), unknown: unknown,
      controls: try controls.map { item throws(ResultError) in try item.itself() },
      sensitivities: sensitivities,
      stopped: try maybe("stopped_by").map { reader throws(ResultError) in try reader.stopped() },
      summedUp: maybe("paths_kept") == nil
        ? nil : SummedUp(kept: try whole("paths_kept", 1...(1 << 40))),
      turningPoints: try maybe("turning_points").map { reader throws(ResultError) in
        try reader.turningPoints(names)
      })
    result.unknownNumbers = try unknownNumbers(names)
    result.alerts = try alerts(names)
    result.variants = variants
    return result
  }

  func stopped() throws(ResultError) -> StoppedBy {
    let measure = try measure("measure")
    return StoppedBy(
      measure: measure, halfWidth: try figure("half_width", measure.unit.baseUnits),
      looks: try whole("looks"),
      missing: try figure("missing"))
  }

  /// A figure with its interval beside it; without one in a file of an earlier version.
  func place(
    _ key: String, _ scale: Double = 1, unknown: Double? = nil, within range: ClosedRange<Double>
  ) throws(ResultError) -> Place {
    func end(_ key: String) throws(ResultError) -> Double {
      maybe(key) == nil ? .nan : try figure(key, scale, unknown: unknown, within: range)
    }
    return Place(
      try figure(key, scale, unknown: unknown, within: range),
      Interval(low: try end(key + "_low"), high: try end(key + "_high")))
  }

  /// `low` and `high`; or, of a figure that has them beside it, `KEY_low` and `KEY_high`.
  func interval(
    of key: String? = nil, _ scale: Double, within range: ClosedRange<Double>? = nil
  ) throws(ResultError) -> Interval {
    let low = try figure((key.map { $0 + "_" } ?? "") + "low", scale, unknown: -.infinity, within: range)
    let high = try figure((key.map { $0 + "_" } ?? "") + "high", scale, unknown: .infinity, within: range)
    try rising([low, high], "the ends of the interval")
    return Interval(low: low, high: high)
  }

  func standardError(_ scale: Double) throws(ResultError) -> Double {
    try figure("std_error", scale, unknown: .infinity, within: 0...ResultReader.most)
  }

  func replication() throws(ResultError) -> Replication? {
    guard let found = maybe("replicates") else { return nil }
    return Replication(
      weight: try found.figure("weight", within: 0...1),
      factor: try found.figure("factor", unknown: .infinity, within: 0...ResultReader.most))
  }

  func adjusted(_ scale: Double) throws(ResultError) -> Adjusted? {
    guard let found = maybe("adjusted") else { return nil }
    return Adjusted(
      mean: try found.figure("mean", scale), standardError: try found.standardError(scale),
      interval: try found.interval(scale),
      factor: try found.figure("factor", unknown: .infinity, within: 0...ResultReader.most))
  }

  func estimate(_ measure: Measure, paths: Int) throws(ResultError) -> Estimate {
    let isShare = measure.unit == .probability
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
      let read = Quantiles(
        least: try count("least", scale), p05: try quantile("p05"), p50: try quantile("p50"),
        p95: try quantile("p95"), most: try count("most", scale))
      try rising([read.least, read.p05.value, read.p50.value, read.p95.value, read.most], "the quantiles")
      quantiles = read
    }
    let futures = try whole("futures", 0...paths)
    var total: Int128?
    if let found = maybe("total_base_units") {
      guard let number = Int128(try found.itself()) else { throw found.error("this is no whole number") }
      let most = isShare ? Int128(futures) : Int128(futures) << 62
      guard (isShare ? 0 : -most)...most ~= number else { throw found.error("this is more than can be") }
      total = number
    }
    return Estimate(
      measure: measure, futures: futures, total: total, nonZero: try whole("non_zero", 0...futures),
      // A price of next to nothing that was used is past every number.
      mean: try figure(
        "mean", scale, unknown: measure.unit == .ratio ? .infinity : nil, within: isShare ? 0...1 : nil),
      standardError: try standardError(scale),
      interval: try interval(scale, within: isShare ? 0...1 : nil), quantiles: quantiles,
      adjusted: try adjusted(scale), replication: try replication())
  }

  func probability(_ key: String, paths: Int) throws(ResultError) -> Probability {
    let found = try at(key)
    let of = try found.whole("of", 0...paths)
    return Probability(
      count: try found.whole("count", 0...of), of: of, interval: try found.interval(1, within: 0...1))
  }

  func plan(_ index: Int, paths: Int, days horizon: Int) throws(ResultError) -> PlanResult {
    let measures = try at("measures")
    var estimates: [Estimate] = []
    for measure in Measure.all {
      if let found = measures.maybe(measure.key) {
        estimates.append(try found.estimate(measure, paths: paths))
      }
    }
    var days: [DayBand] = []
    for item in try items("days") {
      var band: DayBand.Band?
      if item.maybe("balance_p50") != nil {
        let read = DayBand.Band(
          p05: try item.at("balance_p05").money(), p50: try item.at("balance_p50").money(),
          p95: try item.at("balance_p95").money())
        try item.rising([read.p05, read.p50, read.p95], "the quantiles")
        band = read
      }
      let outages = try item.whole("outage_futures", 0...paths)
      guard days.last.map({ ($0.balance == nil) == (band == nil) }) ?? true else {
        throw item.error("some days have a balance, and some have none")
      }
      let after = days.last.map { $0.day + 1 } ?? 0
      guard after <= horizon else { throw item.error("more days than there are") }
      days.append(
        DayBand(
          day: try item.whole("day", after...horizon), balance: band,
          outage: Probability(
            count: outages, of: paths, interval: try item.interval(of: "outage", 1, within: 0...1))))
    }
    var lots: [LotResult] = []
    for item in try items("lots") { lots.append(try item.lot(paths: paths)) }
    var costs: [Int64] = []
    for item in try items("cost_quantiles") { costs.append(try item.money()) }
    try rising(costs, "the cost quantiles")
    return PlanResult(
      plan: index, name: try text("name"), usesReseller: try truth("uses_reseller"), estimates: estimates,
      lots: lots, costQuantiles: costs, days: days, months: try monthsOfPlan(paths: paths),
      buying: try buying(), batches: try batches(paths: paths))
  }

  /// None in a file of an earlier version.
  func batches(paths: Int) throws(ResultError) -> [Batches] {
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
      guard sums.count == Batches.sizes(of: paths).count else {
        throw item.error("not as many sums as there are batches")
      }
      batches.append(Batches(measure: measure, sums: sums))
    }
    try different(batches.map(\.measure), "a measure has its batches twice")
    return batches
  }

  func lot(paths: Int) throws(ResultError) -> LotResult {
    guard let source = Source(rawValue: try text("source")) else { throw error("there is no such source") }
    func amount(_ key: String, _ scale: Double = 1e9) throws(ResultError) -> Double {
      try figure(key, scale, within: 0...ResultReader.most)
    }
    return LotResult(
      name: try text("name"), source: source, isTrigger: try truth("trigger"),
      orders: try amount("orders", 1), face: try amount("face"), price: try amount("price"),
      expiresUnused: try probability("expires_unused", paths: paths),
      isLost: try probability("is_lost", paths: paths), expired: try amount("expired"),
      expiredAtCost: try amount("expired_at_cost"), lost: try amount("lost"),
      lostAtCost: try amount("lost_at_cost"), used: try amount("used"), revoked: try amount("revoked"),
      undelivered: try amount("undelivered"), left: try amount("left"),
      usedLater: try amount("used_after_the_end"), lostLater: try amount("waste_to_come"))
  }

  func difference(_ scale: Double) throws(ResultError) -> Difference {
    let found = try at("difference")
    return Difference(
      mean: try found.figure("mean", scale),
      standardError: try found.standardError(scale),
      interval: try found.interval(scale), adjusted: try found.adjusted(scale),
      replication: try found.replication())
  }

  func pair(_ names: [String], paths: Int) throws(ResultError) -> PairResult {
    let pair = PairResult(
      a: try name("a", among: names), b: try name("b", among: names), difference: try difference(1e9),
      aCheaper: try probability("a_cheaper", paths: paths),
      bCheaper: try probability("b_cheaper", paths: paths))
    guard pair.a != pair.b else { throw error("a plan is compared with itself") }
    guard pair.aCheaper.of == pair.bCheaper.of, pair.same >= 0 else {
      throw error("the two are cheaper in more futures than there are")
    }
    return pair
  }

  func ranges() throws(ResultError) -> [MeasureRange] {
    let found = try at("ranges")
    var ranges: [MeasureRange] = []
    for measure in Measure.all {
      guard let range = found.maybe(measure.key) else { continue }
      let scale = measure.unit.baseUnits
      let (low, high) = (try range.figure("low", scale), try range.figure("high", scale))
      try range.rising([low, high], "the ends of the range")
      ranges.append(
        MeasureRange(measure: measure, low: low, high: high, lowSettings: [], highSettings: []))
    }
    guard Set(ranges.map(\.measure)) == Set(Measure.ranged) else {
      throw found.error("these are not the ranges of \(listed(Measure.ranged.map(\.key), "and"))")
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
        let measure = try effect.measure("measure")
        effects.append(
          SwitchEffect(
            measure: measure, worst: try effect.name("worst", among: names),
            mildest: try effect.name("mildest", among: names),
            difference: try effect.difference(measure.unit.baseUnits)))
      }
      switches.append(SwitchResult(name: try item.text("name"), values: values, effects: effects))
    }
    let variants = try whole("variants", 1...Int.max)
    return UnknownRules(
      plan: plan, variants: variants,
      combinations: maybe("combinations") == nil ? variants : try whole("combinations", variants...Int.max),
      ranges: try ranges(), switches: switches)
  }

  // MARK: What would change it

  func sensitivity(_ names: [String]) throws(ResultError) -> Sensitivity {
    var inputs: [Sensitivity.Input] = []
    for item in try items("inputs") {
      inputs.append(
        Sensitivity.Input(
          name: try item.text("name"), low: try item.figure("low", 1e9), high: try item.figure("high", 1e9)))
    }
    let (plan, against) = (try name("plan", among: names), maybe("against"))
    return Sensitivity(
      plan: plan, against: against == nil ? nil : try name("against", among: names), inputs: inputs,
      explained: try figure("explained", within: 0...1))
  }

  func turningPoints(_ names: [String]) throws(ResultError) -> TurningPoints {
    let futures = try whole("paths", 1...(1 << 40))
    var levels: [TurningPoints.Level] = []
    for item in try items("levels") {
      var costs: [Place] = []
      var risks: [Place] = []
      for plan in try item.items("plans") {
        costs.append(try plan.place("total_cost", 1e9, within: -ResultReader.most...ResultReader.most))
        risks.append(try plan.place("outage_risk", within: 0...1))
      }
      guard costs.count == names.count else { throw item.error("not one figure for each plan") }
      levels.append(
        TurningPoints.Level(
          scale: try item.figure("scale", within: ResultReader.positive),
          futures: item.maybe("futures") == nil ? futures : try item.whole("futures", 1...(1 << 40)),
          usage: try item.figure("usage_a_month", 1e9, unknown: .infinity, within: 0...ResultReader.most),
          costs: costs, risks: risks,
          best: item.maybe("best") == nil ? nil : try item.name("best", among: names),
          isSure: item.maybe("sure") == nil ? true : try item.truth("sure")))
    }
    try rising(levels.map(\.scale), "the levels")
    var crossings: [TurningPoints.Crossing] = []
    for item in try items("crossings") {
      crossings.append(
        TurningPoints.Crossing(
          scale: try item.place("scale", within: ResultReader.positive),
          usage: try item.place("usage_a_month", 1e9, unknown: .infinity, within: 0...ResultReader.most),
          below: try item.name("cheapest_below", among: names),
          above: try item.name("cheapest_above", among: names)))
    }
    var sellers: [TurningPoints.Seller] = []
    for item in try items("sellers") {
      let limit: TurningPoints.Seller.Limit =
        switch try item.text("dearer") {
        case "always": .always
        case "never": .never
        default: .share(try item.place("lost_share", within: 0...1))
        }
      sellers.append(
        TurningPoints.Seller(
          plan: try item.name("plan", among: names), against: try item.name("against", among: names),
          limit: limit,
          doubledCost: try item.place(
            "total_cost_at_twice_the_risk", 1e9, within: -ResultReader.most...ResultReader.most),
          doubledPrice: try item.place(
            "effective_price_at_twice_the_risk", unknown: .infinity,
            within: -ResultReader.most...ResultReader.most),
          doubledRisk: try item.place("outage_risk_at_twice_the_risk", within: 0...1)))
    }
    return TurningPoints(
      paths: futures, levels: levels, crossings: crossings, sellers: sellers)
  }

  func source() throws(ResultError) -> ComparisonSource {
    var source = ComparisonSource(
      // Not there in a file of an earlier version: it is the one stated.
      version: try text("lotwise"), step: try maybe("step")?.itself(),
      stepSeconds: Int64(try whole("step_seconds", 1...86_400)), rates: try text("rates"),
      explain: try text("explain"))
    source.command = try text("command")
    source.rulesHash = try text("rules_sha256")
    source.scenario = try text("scenario")
    if let found = maybe("currency") {
      let rate = Nanodollars(try found.at("dollars").money())
      guard rate > .zero else { throw found.error("no currency costs nothing or less") }
      source.currency = ComparisonSource.Currency(code: try found.text("code"), rate: rate)
    }
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
