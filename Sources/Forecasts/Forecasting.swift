/// The forecast of a history: totals of days, weeks and months over the futures that a comparison draws, for the workload of the
/// same name and seed. Days are those of the history's own calendar.

import Demand
import Numerics
import Pricing
import Quantities
import Results
import Simulation

public struct Forecasting: Sendable {
  public let series: UsageSeries
  public let fit: UsageFit
  public var card: RateCard
  public var growth: Growth
  /// Nano-dollars, or tokens.
  public var limit: Int64?
  public var balance: Int64?

  public init(
    series: UsageSeries, fit: UsageFit, card: RateCard, growth: Growth = Growth(), limit: Int64? = nil,
    balance: Int64? = nil
  ) {
    self.series = series
    self.fit = fit
    self.card = card
    self.growth = growth
    self.limit = limit
    self.balance = balance
  }

  /// The first day that is foreseen.
  public var first: CivilDate { CivilDate(day: fit.law.through.day + 1) }

  /// Up to a day that is no more foreseen, at least 28 days ahead.
  public func result(
    until end: CivilDate, paths: Int, seed: UInt64, threads: Int,
    isInterrupted: @escaping @Sendable () -> Bool = { false }
  ) throws(QuantityError) -> ForecastResult? {
    let days = Int(max(end.day - first.day, 28))
    let plan = Plan(self, days: days)
    let model = try model(days: days)
    let block = 256
    let results: [Futures] = Workers.run(
      blocks: (paths + block - 1) / block, threads: threads, isInterrupted: isInterrupted, each: { _ in },
      work: { _, claim, finish in
        var future = DemandPath()
        while let number = claim() {
          var futures = Futures(plan, columns: model.columns)
          for path in number * block..<min((number + 1) * block, paths) where !isInterrupted() {
            model.draw(path: path, seed: seed, into: &future)
            futures.add(future, plan, days: days, columns: model.columns)
          }
          finish(number, futures)
        }
      })
    guard !isInterrupted(), var all = results.first else { return nil }
    for futures in results.dropFirst() { all.append(futures) }
    return result(all, plan, paths: paths, seed: seed)
  }

  // MARK: The futures

  /// Each model that the card knows has a column, those that take a place too; the last one is for the others.
  private var models: [ModelID] {
    Workload.Size.fitted(fit.law).modelsOfHistory(in: card).map(\.model)
      .sorted { card.models[$0.index].name < card.models[$1.index].name }
  }

  private func model(days: Int) throws(QuantityError) -> DemandModel {
    let start = Instant(first)
    let end = Instant(CivilDate(day: first.day + Int64(days)))
    var workload = Workload(
      name: fit.law.name, size: .fitted(fit.law), active: [Period(from: start, to: end)])
    workload.growth = growth
    var parts: [DemandPart] = []
    for (column, id) in models.enumerated() {
      parts.append(DemandPart(workload: 0, models: [id], share: .zero, column: column))
    }
    parts.append(DemandPart(workload: 0, share: .one, column: models.count))
    return try DemandModel(
      workloads: [workload], parts: parts, columns: models.count + 1, card: card, start: start, end: end,
      step: TimeSpan.day)
  }

  /// The stretches that are summed, as days from the first.
  private struct Plan: Sendable {
    var periods: [(kind: ForecastResult.Period.Kind, days: Range<Int>)] = []
    var weeks: [Range<Int>] = []
    /// By calendar month: what of it lies ahead, and what was used in it already.
    var months: [(days: Range<Int>, used: Int64)] = []
    let limit: Int64?
    let balance: Int64?

    init(_ forecasting: Forecasting, days: Int) {
      (limit, balance) = (forecasting.limit, forecasting.balance)
      periods = [(.day, 0..<1), (.week, 0..<7), (.fourWeeks, 0..<28)]
      weeks = (0..<days / 7).map { 7 * $0..<7 * $0 + 7 }
      var from = 0
      while from < days {
        let date = CivilDate(day: forecasting.first.day + Int64(from))
        let parts = date.parts
        let length = CivilDate.daysInMonth(year: parts.year, month: parts.month)
        let to = min(days, from + length - parts.dayOfMonth + 1)
        periods.append((.month, from..<to))
        months.append((from..<to, from == 0 ? forecasting.used(daysBefore: parts.dayOfMonth - 1) : 0))
        from = to
      }
    }
  }

  /// In the last days of the history.
  private func used(daysBefore count: Int) -> Int64 {
    series.days.suffix(count).reduce(0) { $0 + $1.amount }
  }

  private struct Futures: Sendable {
    /// By period, by week, by period and model: an amount in each future.
    var periods: [[Int64]]
    var weeks: [[Int64]]
    var models: [[[Int64]]]
    /// By month: the day from the first on which the limit is met; -1: not. The same of the balance.
    var limits: [[Int]]
    var dry: [Int] = []

    init(_ plan: Plan, columns: Int) {
      periods = plan.periods.map { _ in [] }
      weeks = plan.weeks.map { _ in [] }
      models = plan.periods.map { _ in [[Int64]](repeating: [], count: columns) }
      limits = plan.limit == nil ? [] : plan.months.map { _ in [] }
    }

    mutating func add(_ future: DemandPath, _ plan: Plan, days: Int, columns: Int) {
      func used(_ days: Range<Int>, _ column: Int, _ length: Int) -> Int64 {
        let begin = column * (length + 1)
        return future.curves[begin + days.upperBound] - future.curves[begin + days.lowerBound]
      }
      func used(_ range: Range<Int>) -> Int64 { (0..<columns).reduce(0) { $0 + used(range, $1, days) } }
      for (index, period) in plan.periods.enumerated() {
        var sum: Int64 = 0
        for column in 0..<columns {
          let amount = used(period.days, column, days)
          sum += amount
          models[index][column].append(amount)
        }
        periods[index].append(sum)
      }
      for (index, week) in plan.weeks.enumerated() { weeks[index].append(used(week) / 7) }
      if let limit = plan.limit {
        for (index, month) in plan.months.enumerated() {
          limits[index].append(met(limit, month.days, month.used) { used($0) })
        }
      }
      if let balance = plan.balance { dry.append(met(balance, 0..<days, 0) { used($0) }) }
    }

    /// The first day by whose end so much is used; -1: none. Totals never fall, so the day is found by halving.
    private func met(_ amount: Int64, _ days: Range<Int>, _ before: Int64, _ used: (Range<Int>) -> Int64)
      -> Int
    {
      guard before + used(days) >= amount else { return -1 }
      var (low, high) = (days.lowerBound, days.upperBound - 1)
      while low < high {
        let middle = (low + high) / 2
        if before + used(days.lowerBound..<middle + 1) >= amount { high = middle } else { low = middle + 1 }
      }
      return low
    }

    mutating func append(_ other: Futures) {
      for index in periods.indices {
        periods[index] += other.periods[index]
        for column in models[index].indices { models[index][column] += other.models[index][column] }
      }
      for index in weeks.indices { weeks[index] += other.weeks[index] }
      for index in limits.indices { limits[index] += other.limits[index] }
      dry += other.dry
    }
  }

  // MARK: The result

  private func result(_ futures: Futures, _ plan: Plan, paths: Int, seed: UInt64) -> ForecastResult {
    func date(_ day: Int) -> CivilDate { CivilDate(day: first.day + Int64(day)) }
    let names = models.map { card.models[$0.index].name } + ["other models"]
    let periods = plan.periods.enumerated().map { index, period in
      let parts =
        fit.law.models.isEmpty
        ? []
        : names.indices.compactMap { column -> ForecastResult.ModelPart? in
          let range = AmountRange(futures.models[index][column].sorted())
          guard range.mean > 0 else { return nil }
          return ForecastResult.ModelPart(
            name: names[column], mean: range.mean, p10: range.p10, p90: range.p90,
            tokens: tokens(of: names[column], range.mean))
        }
      return ForecastResult.Period(
        kind: period.kind, from: date(period.days.lowerBound), to: date(period.days.upperBound),
        amount: AmountRange(futures.periods[index].sorted()), models: parts)
    }
    let summary = fit.law.summary
    return ForecastResult(
      history: facts, seed: seed, paths: paths, perDay: Double(fit.law.perDay) * Double(fit.law.quantum),
      wander: summary.wander, noise: summary.noise, growth: growth.monthly == .zero ? nil : growth.monthly,
      priorWeeks: 2 / (2 + Double(fit.law.weeks.count)), periods: periods,
      fan: futures.weeks.map { AmountRange($0.sorted()) },
      limit: plan.limit.map { limit in
        ForecastResult.Limit(
          amount: limit,
          months: zip(plan.months, futures.limits).map { month, days in
            ForecastResult.Limit.Month(from: date(month.days.lowerBound), when: when(days, date))
          })
      },
      balance: plan.balance.map { ForecastResult.Balance(amount: $0, when: when(futures.dry, date)) })
  }

  private func when(_ days: [Int], _ date: (Int) -> CivilDate) -> ForecastResult.When {
    let met = days.filter { $0 >= 0 }.sorted()
    func day(_ permille: Int) -> CivilDate? {
      let place = Scores.rank(permille, of: days.count)
      return met.indices.contains(place) ? date(met[place]) : nil
    }
    return ForecastResult.When(
      probability: days.isEmpty ? 0 : Double(met.count) / Double(days.count), p10: day(100), p50: day(500),
      p90: day(900), middle: met.isEmpty ? nil : date(met[(met.count - 1) / 2]))
  }

  /// As many as its latest weeks used for the same amount.
  private func tokens(of model: String, _ amount: Double) -> [Double] {
    var (sum, tokens) = (Int128(0), [Int128](repeating: 0, count: 5))
    for week in fit.law.weeks {
      for part in week.models where part.name == model && part.tokens.count == 5 {
        sum += Int128(part.amount)
        for kind in 0..<5 { tokens[kind] += Int128(part.tokens[kind]) }
      }
    }
    return sum > 0 ? tokens.map { amount * Double($0) / Double(sum) } : []
  }

  public var facts: HistoryFacts { HistoryFacts(series, fit) }
}

extension HistoryFacts {
  public init(_ series: UsageSeries, _ fit: UsageFit) {
    self.init(
      name: series.name, unit: series.unit == .tokens ? .tokens : .nanodollars, pricedOn: series.pricedOn,
      days: series.days.enumerated().map { index, day in
        HistoryDay(
          date: CivilDate(day: series.first.day + Int64(index)), amount: day.amount,
          state: HistoryDay.State(rawValue: day.state.rawValue) ?? .final)
      },
      cuts: fit.cuts.map { HistoryFacts.Cut(date: $0.date, times: $0.times) })
  }
}

extension AmountRange {
  /// Of a sorted sample.
  init(_ sorted: [Int64]) {
    let sum = sorted.reduce(Int128(0)) { $0 + Int128($1) }
    self.init(
      mean: sorted.isEmpty ? 0 : Double(sum) / Double(sorted.count),
      p025: Scores.quantile(sorted, 25), p10: Scores.quantile(sorted, 100),
      p50: Scores.quantile(sorted, 500),
      p90: Scores.quantile(sorted, 900), p975: Scores.quantile(sorted, 975))
  }
}
