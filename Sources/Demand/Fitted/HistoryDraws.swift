/// The steps of a workload that follows a history, fitted or lived through again: each local day's amount over the hours, and
/// over the models. Hours are those of the week whose shape the day has; where the history is by the day, those that
/// the workload states. A day's amount is divided over the parts of the workload by the models' shares of that time.
///
/// At the boundary: a day that the horizon cuts has the part of its hours that lies within; the price of a model that
/// changes, or of the one that takes its place, counts from the first day whose middle it holds at.

import Numerics
import Pricing
import Quantities

struct HistoryDraws: Sendable {
  enum Source: Sendable {
    case fitted(FittedUsage)
    case recorded(RecordedUsage)
  }

  /// A stretch of one local hour in one step.
  private struct Piece: Sendable {
    var step: Int
    var hour: Int
    var seconds: Double
  }

  private struct Day: Sendable {
    /// Since the first day of the history, or of the future.
    var number: Int
    /// Into the levels of the workload.
    var level: Int
    var pieces: Range<Int>
    /// Seconds of each local hour outside the pieces, so that the day's weights are whole.
    var outside: [(hour: Int, seconds: Double)]
    /// By model: what its price is of the one that the history is in.
    var prices: [Double]
  }

  private let source: Source
  private let stream: StreamName
  private let days: [Day]
  private let pieces: [Piece]
  /// What the workload states of its hours: for histories by the day.
  private let statedHours: [Double]
  private let models: [Model]
  /// By part: where its curve begins.
  private let begins: [Int]
  /// The part of what is in no model that a part names.
  private let rest: Int
  private let most: Double

  private struct Model: Sendable {
    var name: String
    var share: Double
    var part: Int
    /// The place of its successor among the models, and the price of the same tokens there.
    var successor: (model: Int, price: Double)?
    var purpose: Purpose
    var gamma: QuantileTable?
  }

  init(
    _ workload: Workload, _ source: Source, _ parts: [DemandPart], _ prices: PriceEpochs, most: Int64,
    _ horizon: Horizon
  ) {
    self.source = source
    self.most = Double(most)
    let card = prices.card
    let first: Int64
    var stated: [(name: String, share: Double, successor: String?, tokens: [Int64])] = []
    switch source {
    case .fitted(let law):
      stream = StreamName(law.name)
      first = law.through.day + 1
      stated = law.models.map { model in
        let tokens = law.weeks.lazy.flatMap(\.models).first { $0.name == model.name && !$0.tokens.isEmpty }
        return (model.name, Double(model.share.millionths) / 1e6, model.successor, tokens?.tokens ?? [])
      }
      for model in law.models {
        guard let next = model.successor, !stated.contains(where: { $0.name == next }) else { continue }
        stated.append((next, 0, nil, stated.first { $0.name == model.name }?.tokens ?? []))
      }
    case .recorded(let usage):
      stream = StreamName(usage.name)
      first = usage.series.first.day
      let names = Set(usage.series.days.lazy.flatMap(\.models).map(\.name))
      stated = names.sorted().map { ($0, 0, nil, []) }
    }
    let rest = parts.firstIndex { $0.models == nil } ?? 0
    self.rest = rest
    begins = parts.map { horizon.place($0.column) }
    func id(_ name: String) -> ModelID? { try? card.model(named: name) }
    let pricedOn = if case .fitted(let law) = source { law.pricedOn } else { CivilDate?.none }
    let base = Instant(pricedOn ?? CivilDate(day: first))
    let name = workload.name
    let streamed = if case .fitted(let law) = source { law.name } else { name }
    models = stated.map { model in
      let part = id(model.name).flatMap { id in parts.firstIndex { $0.models?.contains(id) ?? false } }
      let successor = model.successor.flatMap { next -> (model: Int, price: Double)? in
        guard let index = stated.firstIndex(where: { $0.name == next }), let from = id(model.name),
          let to = id(next), let price = prices.ratio(model.tokens, from: from, to: to, at: base)
        else { return nil }
        return (index, price)
      }
      return Model(
        name: model.name, share: model.share, part: part ?? rest, successor: successor,
        purpose: Purpose(.historyModel, StreamName(streamed, part: model.name)),
        gamma: model.share > 0 && stated.count > 1 ? HistoryDraws.gamma(model.share) : nil)
    }
    let open = workload.shape.hours.map { Double($0.millionths) / 1e6 }
    statedHours = open + [1]
    let hasHours =
      switch source {
      case .fitted(let law): law.weeks.contains { !$0.hours.isEmpty }
      case .recorded(let usage): usage.series.days.contains { !$0.hours.isEmpty }
      }
    var builder = Calendar(workload, horizon, first: first, hours: hasHours ? nil : open)
    builder.build()
    pieces = builder.pieces
    let isFitted = if case .fitted = source { true } else { false }
    days = builder.days.map { day in
      var day = day
      guard isFitted else { return day }
      let middle = Instant(seconds: (first + Int64(day.number)) * TimeSpan.day + TimeSpan.day / 2)
      day.prices = stated.map { model in
        id(model.name).flatMap { prices.ratio(model.tokens, of: $0, from: base, at: middle) } ?? 1
      }
      return day
    }
  }

  private static func gamma(_ share: Double) -> QuantileTable {
    let shape = FittedUsage.shareWeight * share
    return QuantileTable(quantile: Gamma(mean: shape, deviation: shape.squareRoot()).quantile)
  }

  /// Whether anything of it lies in the horizon.
  var isEmpty: Bool { days.isEmpty }

  /// The controls of a fitted workload: how far the level and the weeks lay from what was expected, times a million.
  static let controls = ["level", "weeks"]

  /// Returns what each part has come to.
  func draw(path: Int, seed: UInt64, _ horizon: Horizon, _ future: inout DemandPath) -> [Int64] {
    var sums = [Int64](repeating: 0, count: max(begins.count, 1))
    guard let last = days.last else { return sums }
    // Read while the curves are written.
    let levels = future.levels
    var fitted = FittedFuture()
    swap(&fitted, &future.fitted)
    let weeksOfHistory = RandomStream(seed: seed, path: path, purpose: Purpose(.historyWeeks, stream))
    var shares = ShareDraws(self, path: path, seed: seed)
    if case .fitted(let law) = source {
      fitted.draw(law, path: path, seed: seed, weeks: last.number / 7 + 1)
    }
    var profile = statedHours
    future.curves.withUnsafeMutableBufferPointer { curves in
      for day in days where day.number >= 0 {
        var amount: Double
        switch source {
        case .fitted(let law):
          amount = Double(fitted.days[day.number]) * Double(law.quantum)
          profile = statedHours
          if let shape = fitted.shapes[day.number / 7], !law.weeks[shape].hours.isEmpty {
            let begin = day.number % 7 * 24
            profile = law.weeks[shape].hours[begin..<begin + 24].map { Double($0) }
          }
          shares.prepare(day)
        case .recorded(let usage):
          guard let origin = usage.source(of: day.number, path: path, weeksOfHistory) else { continue }
          let was = usage.series.days[origin]
          amount = Double(was.amount)
          profile = was.hours.isEmpty ? statedHours : was.hours.map { Double($0) }
          shares.take(was)
        }
        amount = min(amount * levels[day.level], most)
        guard amount > 0 else { continue }
        pour(amount, day, profile, shares.parts, curves, &sums)
      }
    }
    swap(&fitted, &future.fitted)
    return sums
  }

  /// Each part's share of a day over its pieces: whole nano-dollars that sum to it.
  private func pour(
    _ amount: Double, _ day: Day, _ profile: [Double], _ parts: [Double],
    _ curves: UnsafeMutableBufferPointer<Int64>, _ sums: inout [Int64]
  ) {
    let own = pieces[day.pieces]
    var whole = day.outside.reduce(0) { $0 + profile[$1.hour] * $1.seconds }
    for piece in own { whole += profile[piece.hour] * piece.seconds }
    // The clock's change left out the only hours that were used.
    let isEven = !(whole > 0)
    if isEven { whole = own.reduce(day.outside.reduce(0) { $0 + $1.seconds }) { $0 + $1.seconds } }
    for (part, share) in parts.enumerated() where share > 0 {
      let total = min(amount * share, most)
      var (before, sum) = (Int64(0), 0.0)
      for piece in own {
        sum += isEven ? piece.seconds : profile[piece.hour] * piece.seconds
        let through = Int64(total * min(1, sum / whole) + 0.5)
        curves[begins[part] + piece.step] &+= through - before
        before = through
      }
      sums[part] &+= before
    }
  }

  /// The local days and hours of a workload within its horizon.
  private struct Calendar {
    let workload: Workload
    let horizon: Horizon
    let first: Int64
    /// Every day has these: the pieces of a step are then one, and their hour is the 25th, of weight 1.
    let hours: [Double]?
    var days: [Day] = []
    var pieces: [Piece] = []

    init(_ workload: Workload, _ horizon: Horizon, first: Int64, hours: [Double]?) {
      (self.workload, self.horizon, self.first, self.hours) = (workload, horizon, first, hours)
    }

    mutating func build() {
      let margin = 2 * TimeSpan.day
      let hours = workload.shape.zone.localHours(from: horizon.start - margin, to: horizon.end + margin)
      var index = 0
      while index < hours.count {
        let date = hours[index].day
        let begin = pieces.count
        var outside: [(hour: Int, seconds: Double)] = []
        while index < hours.count, hours[index].day == date {
          let within = add(hours[index])
          let rest = Double(hours[index].to - hours[index].from) - within
          if rest > 0 { outside.append((hours[index].hour, rest)) }
          index += 1
        }
        guard pieces.count > begin else { continue }
        if let stated = self.hours { merge(from: begin, stated, &outside) }
        days.append(
          Day(
            number: Int(date - first), level: Int(date - horizon.firstDay), pieces: begin..<pieces.count,
            outside: outside, prices: []))
      }
    }

    private mutating func merge(
      from begin: Int, _ stated: [Double], _ outside: inout [(hour: Int, seconds: Double)]
    ) {
      var whole = outside.reduce(0) { $0 + stated[$1.hour] * $1.seconds }
      for piece in pieces[begin...] { whole += stated[piece.hour] * piece.seconds }
      func weight(_ hour: Int, _ seconds: Double) -> Double { whole > 0 ? stated[hour] * seconds : seconds }
      var merged: [Piece] = []
      for piece in pieces[begin...] {
        let own = weight(piece.hour, piece.seconds)
        guard own > 0 else { continue }
        if merged.last?.step == piece.step {
          merged[merged.count - 1].seconds += own
        } else {
          merged.append(Piece(step: piece.step, hour: 24, seconds: own))
        }
      }
      let rest = outside.reduce(0) { $0 + weight($1.hour, $1.seconds) }
      outside = rest > 0 ? [(24, rest)] : []
      pieces.replaceSubrange(begin..., with: merged)
    }

    /// The seconds of an hour in which the workload runs, step by step.
    private mutating func add(_ hour: LocalHour) -> Double {
      var sum = 0.0
      for period in workload.active where period.from.seconds < hour.to && period.to.seconds > hour.from {
        var time = max(hour.from, period.from.seconds, horizon.start)
        let end = min(hour.to, period.to.seconds, horizon.end)
        while time < end {
          let step = horizon.step(at: time)
          let until = min(end, horizon.endOfStep(step))
          sum += Double(until - time)
          pieces.append(Piece(step: step, hour: hour.hour, seconds: Double(until - time)))
          time = until
        }
      }
      return sum
    }
  }

  /// The parts' shares of a day: of a fitted history drawn for each 28 days, with the leading model's replacement; of one that
  /// is lived through again, the day's own.
  private struct ShareDraws {
    let draws: HistoryDraws
    let path: Int
    let seed: UInt64
    /// By part.
    var parts: [Double]
    private var period = -1
    private var byModel: [Double]
    private var replacement = Int.max
    private var leader: Int?

    init(_ draws: HistoryDraws, path: Int, seed: UInt64) {
      self.draws = draws
      self.path = path
      self.seed = seed
      parts = [Double](repeating: 0, count: max(draws.begins.count, 1))
      byModel = [Double](repeating: 0, count: draws.models.count)
      guard case .fitted(let law) = draws.source, !draws.models.isEmpty else {
        if draws.models.isEmpty { parts[draws.rest] = 1 }
        return
      }
      leader = draws.models.indices.max {
        (draws.models[$0].share, $1) < (draws.models[$1].share, $0)
      }
      let hazard = Double(law.replacedPerDay.millionths) / 1e6
      if let leader, draws.models[leader].successor != nil, hazard > 0 {
        let u = stream(leader).uniform(0)
        let days = hazard < 1 ? Mathematics.log(u) / Mathematics.log1p(-hazard) : 0
        replacement = days < 1e6 ? Int(days) : .max
      }
    }

    private func stream(_ model: Int) -> RandomStream {
      RandomStream(seed: seed, path: path, purpose: draws.models[model].purpose)
    }

    mutating func prepare(_ day: Day) {
      guard !draws.models.isEmpty else { return }
      if day.number / 28 != period {
        period = day.number / 28
        drawShares()
      }
      for index in parts.indices { parts[index] = 0 }
      for (index, model) in draws.models.enumerated() where byModel[index] > 0 {
        if index == leader, day.number >= replacement, let next = model.successor {
          parts[draws.models[next.model].part] += byModel[index] * next.price * day.prices[next.model]
        } else {
          parts[model.part] += byModel[index] * day.prices[index]
        }
      }
    }

    private mutating func drawShares() {
      var sum = 0.0
      for (index, model) in draws.models.enumerated() {
        byModel[index] = model.gamma.map { max(0, $0.draw(stream(index).word(1 + period))) } ?? model.share
        sum += byModel[index]
      }
      for index in byModel.indices {
        byModel[index] = sum > 0 ? byModel[index] / sum : draws.models[index].share
      }
    }

    mutating func take(_ day: UsageSeries.Day) {
      guard !draws.models.isEmpty else { return }
      for index in parts.indices { parts[index] = 0 }
      var named: Int64 = 0
      let whole = Double(max(day.amount, 1))
      for amount in day.models {
        guard let model = draws.models.first(where: { $0.name == amount.name }) else { continue }
        parts[model.part] += Double(amount.amount) / whole
        named += amount.amount
      }
      parts[draws.rest] += max(0, Double(day.amount - named) / whole)
    }
  }
}
