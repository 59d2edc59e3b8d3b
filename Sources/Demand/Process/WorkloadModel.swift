/// One workload, resolved: its levels by day, and what draws its steps.

import Numerics
import Pricing
import Quantities

/// By reference, as its parts are: a copy in every future would count the references of all arrays in it. It changes only when
/// it takes its tables, before anybody else has it.
final class WorkloadModel: @unchecked Sendable {
  enum Draws: Sendable {
    case requests(RequestSteps, [RequestDraws])
    /// The same, a local day at once.
    case days(RequestDays, [RequestDraws])
    case spend(SpendDraws)
    case history(HistoryDraws)
  }

  let number: Int
  private let name: StreamName
  let controlNames: [String]
  /// Of them, the last ones, which are known once a future of a history is drawn.
  private let historyControls: Int
  let timetable: Timetable
  let draws: Draws
  private let parts: [DemandPart]
  let regimes: RegimeChain?
  private let noise: NoiseModel?
  private let walk: WalkModel?
  /// Its row among the shocks, which its noise or its daily spend goes by.
  private let shock: Int?
  private let components: LeadingComponents?
  private let regimeMeans: RegimeMeans?
  /// Of the trend alone, by day.
  private let trend: [Double]
  /// What controls weigh days with: the usual spend of the day, in all days' share.
  private let weights: [Double]
  private let levelScale: Double
  /// What its level may have come to at the end, noise and regimes aside: almost never is it further off.
  let endLevels: ClosedRange<Double>
  /// A level above it means nothing; below it, every product is a number.
  private static let mostLevel = 1e30

  /// `byDay`: a local day's requests are drawn at once. `shock`: its row among the shocks, if it has one. `isLimited`: a rate
  /// limit may hold it back. `most`: nano-dollars that no draw of a step may come to. `laws`: where its tables are ordered; it
  /// takes them once all are (`take`).
  init(
    _ workload: Workload, number: Int, shock: Int?, parts: [DemandPart], _ prices: PriceEpochs,
    _ horizon: Horizon, byDay: Bool, scales: ClosedRange<Double>, isLimited: Bool, most: Int64,
    _ laws: CompoundOrders
  ) throws(QuantityError) {
    self.number = number
    self.parts = parts
    name = StreamName(workload.name)
    regimes = try RegimeChain(workload, horizon)
    var growth = workload.growth
    var drift = 0.0
    if case .spend(.geometricBrownian(_, let monthly, let volatility), _) = workload.size {
      drift = Double(monthly.millionths) / 1e6
      // Two independent walks are one.
      let (a, b) = (Double(growth.volatility.millionths), Double(volatility.millionths))
      growth.volatility = Ratio(millionths: Int64((a * a + b * b).squareRoot() + 0.5))
    }
    let monthly = Mathematics.log1p(Double(growth.monthly.millionths) / 1e6) + Mathematics.log1p(drift)
    let perDay = monthly * Double(TimeSpan.day) / Horizon.secondsPerMonth
    var kind = Timetable.UnitKind.day
    var epochs: [Int64] = []
    switch workload.size {
    case .requests(let profile): epochs = prices.changes(for: profile.mix.map(\.model))
    case .spend(_, let per): kind = per == .hour ? .hour : .day
    case .fitted, .recorded: break
    }
    let isCut = if case .requests = workload.size { byDay } else { false }
    let timetable = Timetable(
      workload, horizon, kind: kind, epochs: epochs, cuts: isCut ? horizon.midnights : [])
    self.timetable = timetable
    let trend = (0..<horizon.days).map {
      min(Mathematics.exp(perDay * Double($0 - timetable.firstDay)), WorkloadModel.mostLevel)
    }
    self.trend = trend
    let sum = zip(timetable.activeDays, trend).reduce(0) { $0 + $1.0 * $1.1 }
    let weights = zip(timetable.activeDays, trend).map { sum > 0 ? $0 * $1 / sum : 0 }
    self.weights = weights
    let usesShock = workload.noise.daily > .zero && !workload.drawsDaily
    noise = NoiseModel(workload, isShock: usesShock, weights)
    walk = WalkModel(volatility: growth.volatility, firstDay: timetable.firstDay, weights)
    self.shock = shock
    components = LeadingComponents(
      weights: weights, noise: noise.map { ($0.deviation, $0.persistence) },
      growth: walk.map { ($0.deviation, timetable.firstDay) })
    regimeMeans = regimes.map { RegimeMeans($0, horizon) }
    var names: [String] = []
    if noise != nil { names.append("noise of \(workload.name)") }
    if walk != nil { names.append("growth of \(workload.name)") }
    if regimes != nil { names.append("regimes of \(workload.name)") }
    if noise != nil || walk != nil { names.append("level of \(workload.name)") }
    let ownNames = sum > 0 ? names.count : 0
    if case .fitted = workload.size {
      names += HistoryDraws.controls.map { "\($0) in the history of \(workload.name)" }
    }
    controlNames = sum > 0 ? names : []
    historyControls = controlNames.count - ownNames
    let spread = [noise?.deviation ?? 0, walk?.endDeviation ?? 0]
    let variance = spread.reduce(0) { $0 + $1 * $1 }
    levelScale = 1e6 / max(variance.squareRoot(), 1e-3)
    let wander = Mathematics.exp(min(4 * (walk?.endDeviation ?? 0), 4))
    let last = trend[horizon.lastDay]
    endLevels = (last / wander)...(last * wander)
    // A level is almost never more than four standard deviations off; what is, is drawn from the nearest row.
    let reach = Mathematics.exp(min(4 * variance.squareRoot(), 4))
    let stays = workload.regimes.map { Double($0.level.millionths) / 1e6 }.filter { $0 > 0 }
    let least = (trend.min() ?? 1) * scales.lowerBound * (stays.min() ?? 1) / reach
    let greatest = (trend.max() ?? 1) * scales.upperBound * (stays.max() ?? 1) * reach
    let levels = least...greatest
    switch workload.size {
    case .requests(let profile):
      let rate = RequestRate(workload, profile)
      func models(_ weights: [Double]) -> [RequestDraws] {
        let intensities = rate.range(weights, levels, isLimited: isLimited)
        return parts.map { part in
          RequestDraws(
            profile, part, of: workload.name, epochs: epochs, intensities: intensities, prices, laws, horizon)
        }
      }
      if byDay {
        let days = RequestDays(rate, timetable, horizon)
        draws = .days(days, models(days.weights))
      } else {
        let steps = RequestSteps(rate, timetable, legs: horizon.legs)
        draws = .requests(steps, models(steps.runs.map(\.weight)))
      }
    case .spend(let law, let per):
      draws = .spend(
        SpendDraws(workload, law, per, parts, timetable, shock: shock, levels, most: most, horizon))
    case .fitted(let law):
      draws = .history(HistoryDraws(workload, .fitted(law), parts, prices, most: most, horizon))
    case .recorded(let usage):
      draws = .history(HistoryDraws(workload, .recorded(usage), parts, prices, most: most, horizon))
    }
  }

  /// Its normal numbers by day: of its noise or its daily spend, and of its growth; before noises are correlated.
  /// `movedBy`: the leading component, which is returned; 0 where there is none.
  func drawNormals(
    path: Int, seed: UInt64, days: Int, followsPoints: Bool, movedBy shift: Double,
    _ future: inout DemandPath
  ) -> Double {
    var leading = 0.0
    func draw(
      _ kind: Purpose.Kind, _ row: UnsafeMutablePointer<Double>, _ words: UnsafeMutablePointer<UInt64>
    ) {
      let stream = RandomStream(seed: seed, path: path, purpose: Purpose(kind, name))
      stream.fill(UnsafeMutableBufferPointer(start: words, count: days), from: 0)
      QuantityTables.normal.fill(row, words, days)
    }
    let place = number * days
    future.words.withUnsafeMutableBufferPointer { words in
      future.shocks.withUnsafeMutableBufferPointer { shocks in
        future.ownNoise.withUnsafeMutableBufferPointer { ownNoise in
          future.growth.withUnsafeMutableBufferPointer { growth in
            guard let words = words.baseAddress, let growth = growth.baseAddress.map({ $0 + place }),
              let ownNoise = ownNoise.baseAddress.map({ $0 + place })
            else { return }
            let row = shock.flatMap { row in shocks.baseAddress.map { $0 + row * days } }
            if let row { draw(.noise, row, words) }
            let isShaken = noise?.isShock ?? false
            if noise != nil, !isShaken { draw(.levels, ownNoise, words) }
            if walk != nil { draw(.growth, growth, words) }
            guard followsPoints, let components else { return }
            leading = components.steer(
              RandomPoint(seed: seed, path: path, name), movedBy: shift,
              noise: isShaken ? row ?? ownNoise : ownNoise,
              growth: growth)
          }
        }
      }
    }
    if let noise, !noise.isShock { noise.follow(place, days, &future) }
    return leading
  }

  /// Standard deviation of its spend along its leading component, as a share of its usual spend.
  var leadingDeviation: Double { components?.deviations.first ?? 0 }

  /// The tables of requests, once those of all workloads are ordered.
  func take(_ laws: CompoundOrders, most: Int64) {
    for model in models { model.take(laws, most: most) }
  }

  /// The day's levels around the usual: trend x walk x noise, of expectation equal to the trend's.
  func drawLevels(
    path: Int, seed: UInt64, scale: Double, _ horizon: Horizon, _ followsPoints: Bool,
    from beginning: WorkloadEnding, _ future: inout DemandPath, controls first: Int?
  ) {
    let days = horizon.days
    let scale = scale * beginning.level
    future.walked = 0
    future.noise.withUnsafeMutableBufferPointer { $0.update(repeating: 0) }
    var control = controlNames.isEmpty ? nil : first
    let isNoted = control != nil
    func note(_ value: Double) {
      guard let index = control else { return }
      future.controls[index] = Int64(max(-9e12, min(9e12, value)))
      control = index + 1
    }
    let place = number * days
    if let noise {
      note(noise.add(noise.isShock ? (shock ?? 0) * days : place, days, isNoted: isNoted, &future))
    }
    if let walk { note(walk.add(place, days, &future)) }
    if let regimes, let regimeMeans {
      regimes.draw(
        RandomStream(seed: seed, path: path, purpose: Purpose(.regimes, name)),
        followsPoints ? RandomPoint(seed: seed, path: path, name) : nil, horizon,
        from: beginning.regime, into: &future.stays)
      regimeMeans.means(future.stays, into: &future.stayMeans)
      if isNoted {
        var sum = 0.0
        for day in 0..<days { sum += weights[day] * (future.stayMeans[day] - regimeMeans.expected[day]) }
        note(sum * 1e6)
      }
    }
    if noise == nil && walk == nil {
      future.levels.withUnsafeMutableBufferPointer { levels in
        for day in 0..<days { levels[day] = trend[day] * scale }
      }
      return
    }
    future.levels.withUnsafeMutableBufferPointer { levels in
      future.noise.withUnsafeBufferPointer { noise in
        for day in 0..<days {
          levels[day] = min(Mathematics.boundedExp(noise[day]), WorkloadModel.mostLevel)
        }
      }
    }
    if isNoted { note(level(future, days) * levelScale) }
    future.levels.withUnsafeMutableBufferPointer { levels in
      trend.withUnsafeBufferPointer { trend in
        for day in 0..<days { levels[day] = trend[day] * levels[day] * scale }
      }
    }
  }

  /// The control of all together: how far the days' levels, which are not yet the trend's, are from what is expected.
  private func level(_ future: DemandPath, _ days: Int) -> Double {
    var level = 0.0
    future.levels.withUnsafeBufferPointer { levels in
      weights.withUnsafeBufferPointer { weights in
        if let expected = regimeMeans?.expected {
          for day in 0..<days {
            level += weights[day] * (levels[day] * future.stayMeans[day] - expected[day])
          }
        } else {
          for day in 0..<days { level += weights[day] * (levels[day] - 1) }
        }
      }
    }
    return level
  }

  /// Where the levels just drawn have come to.
  func ending(_ future: DemandPath, _ horizon: Horizon) -> WorkloadEnding {
    WorkloadEnding(
      level: min(trend[horizon.lastDay] * Mathematics.exp(future.walked), WorkloadModel.mostLevel),
      regime: regimes == nil ? 0 : future.stays.last)
  }

  /// A leg of the time after a horizon. What is stated in dollars, or follows a history, is drawn whole with the first one.
  func drawAfterwards(
    path: Int, seed: UInt64, _ leg: Int, _ horizon: Horizon, _ future: inout DemandPath
  ) {
    switch draws {
    case .requests(let steps, let parts):
      drawSteps(path: path, seed: seed, steps, leg, parts, nil, horizon, &future) { _, _ in }
    case .days: preconditionFailure("after a horizon demand is drawn by steps")
    case .spend(let spend):
      if leg == 0 { spend.draw(path: path, seed: seed, name, timetable, regimes, horizon, &future) }
    case .history(let history):
      if leg == 0 { _ = history.draw(path: path, seed: seed, horizon, &future) }
    }
  }

  @inline(__always)
  private func drawSteps(
    path: Int, seed: UInt64, _ steps: RequestSteps, _ leg: Int, _ parts: [RequestDraws],
    _ limits: RateLimits?, _ horizon: Horizon, _ future: inout DemandPath,
    each note: (RequestDraws, inout DemandPath) -> Void
  ) {
    let isLimited = limits?.share(of: number) ?? false
    let isHeldBack = isLimited && future.isHeldBack
    let isEven = steps.isEven(regimes, isLimited: isLimited)
    if !isEven {
      steps.intensities(
        path: path, seed: seed, number, name, leg, regimes, isHeldBack: isHeldBack, horizon, &future)
    }
    for part in parts {
      part.draw(
        path: path, seed: seed, steps, leg, isEven: isEven, isHeldBack: isHeldBack, horizon, &future)
      note(part, &future)
    }
  }

  /// `last`: the end of its controls, some of which are known only now.
  func draw(
    path: Int, seed: UInt64, _ horizon: Horizon, _ limits: RateLimits?, controls last: Int,
    _ future: inout DemandPath
  ) {
    switch draws {
    case .requests(let steps, let parts):
      drawSteps(path: path, seed: seed, steps, 0, parts, limits, horizon, &future) { part, future in
        future.noteSum(ofColumn: part.column, steps: horizon.steps)
      }
    case .days(let days, let parts):
      days.expect(path: path, seed: seed, name, regimes, &future)
      for part in parts {
        part.draw(path: path, seed: seed, days, hasRegimes: regimes != nil, horizon, &future)
        future.noteSum(ofColumn: part.column, steps: horizon.steps)
      }
    case .spend(let spend):
      spend.draw(path: path, seed: seed, name, timetable, regimes, horizon, &future)
      future.noteSums(of: parts, steps: horizon.steps)
    case .history(let history):
      let sums = history.draw(path: path, seed: seed, horizon, &future)
      future.noteSums(sums, of: parts)
      guard historyControls > 0 else { return }
      let deviations = [future.fitted.levelDeviation, future.fitted.noiseDeviation]
      for (index, deviation) in deviations.enumerated() {
        future.controls[last - historyControls + index] = Int64(max(-9e12, min(9e12, deviation * 1e6)))
      }
    }
  }

  /// Of a workload of requests.
  private var models: [RequestDraws] {
    switch draws {
    case .requests(_, let models), .days(_, let models): models
    case .spend, .history: []
    }
  }

  private var perLevelHour: Double {
    switch draws {
    case .requests(let steps, _): steps.perLevelHour
    case .days(let days, _): days.rate.perLevelHour
    case .spend, .history: 0
    }
  }

  /// What its models draw by.
  var modelPurposes: [(name: String, purpose: Purpose)] {
    models.map { ($0.name, $0.purpose) }
  }

  /// Of a request of one of its parts, over all of the horizon at the usual level; nil: it has none.
  func meanCost(ofPart part: DemandPart) -> Double? {
    guard let draws = models.first(where: { $0.models == part.models && $0.column == part.column })
    else { return nil }
    var (count, cost) = (0.0, 0.0)
    for unit in timetable.units {
      let table = draws.table(ofEpoch: Int(unit.epoch))
      let cells = timetable.cells[Int(unit.firstCell)..<Int(unit.firstCell + unit.cells)]
      let weight = cells.reduce(0) { $0 + $1.weight }
      let requests = weight * trend[Int(unit.day)] * table.share
      count += requests
      cost += requests * table.meanSize
    }
    return count > 0 ? cost / count : nil
  }

  /// Of its requests in a column, at the prices of the first epoch.
  func sizeMoments(_ column: Int) -> RequestMoments {
    var sum = RequestMoments()
    for part in models where part.column == column {
      guard let table = part.tables.first else { continue }
      let rate = perLevelHour * table.share
      sum.count += rate
      sum.cost += rate * table.meanSize
      sum.square += rate * table.meanSquareSize
    }
    return sum
  }
}

/// A stationary autoregression of the day's logarithm, of mean 1.
private struct NoiseModel: Sendable {
  let deviation: Double
  /// Its normals are a row of shocks; else its own, for that row is the daily spend's.
  let isShock: Bool
  let persistence: Double
  private let weights: [Double]
  private let scale: Double

  init?(_ workload: Workload, isShock: Bool, _ weights: [Double]) {
    guard workload.noise.daily > .zero else { return nil }
    deviation = Double(workload.noise.daily.millionths) / 1e6
    persistence = Double(workload.noise.persistence.millionths) / 1e6
    self.isShock = isShock
    self.weights = weights
    let variance = Shocks.variance(ofSum: weights, persistence: persistence)
    scale = variance > 0 ? 1e6 / variance.squareRoot() : 0
  }

  /// Returns its control, if it `isNoted`: the days' numbers, weighted and standardised. `row`: where its normals begin.
  func add(_ row: Int, _ days: Int, isNoted: Bool, _ future: inout DemandPath) -> Double {
    var control = 0.0
    let middle = deviation * deviation / 2
    future.noise.withUnsafeMutableBufferPointer { noise in
      (isShock ? future.shocks : future.ownNoise).withUnsafeBufferPointer { z in
        for day in 0..<days { noise[day] += deviation * z[row + day] - middle }
        guard isNoted else { return }
        weights.withUnsafeBufferPointer { weights in
          for day in 0..<days { control += weights[day] * z[row + day] }
        }
      }
    }
    return control * scale
  }

  /// From fresh numbers, which no other workload's are correlated with, to the autoregression of them.
  func follow(_ row: Int, _ days: Int, _ future: inout DemandPath) {
    let own = (1 - persistence * persistence).squareRoot()
    future.ownNoise.withUnsafeMutableBufferPointer { fresh in
      var z = fresh[row]
      for day in 1..<max(days, 1) {
        z = persistence * z + own * fresh[row + day]
        fresh[row + day] = z
      }
    }
  }
}

/// The growth that nobody knows: the level's logarithm walks from day to day, of mean 1.
private struct WalkModel: Sendable {
  let endDeviation: Double
  let deviation: Double
  private let firstDay: Int
  /// Of each day and all later ones.
  private let tails: [Double]
  private let scale: Double

  init?(volatility: Ratio, firstDay: Int, _ weights: [Double]) {
    guard volatility > .zero else { return nil }
    deviation =
      Double(volatility.millionths) / 1e6 * (Double(TimeSpan.day) / Horizon.secondsPerMonth).squareRoot()
    self.firstDay = firstDay
    var tails = weights
    for day in tails.indices.dropLast().reversed() { tails[day] += tails[day + 1] }
    self.tails = tails
    let after = tails.indices.filter { $0 > firstDay }
    let variance = after.reduce(0) { $0 + tails[$1] * tails[$1] }
    scale = variance > 0 ? 1e6 / variance.squareRoot() : 0
    endDeviation = deviation * Double(max(0, weights.count - firstDay)).squareRoot()
  }

  /// `row`: where its normals begin.
  func add(_ row: Int, _ days: Int, _ future: inout DemandPath) -> Double {
    var (place, control) = (0.0, 0.0)
    let drift = deviation * deviation / 2
    future.noise.withUnsafeMutableBufferPointer { noise in
      future.growth.withUnsafeBufferPointer { normals in
        tails.withUnsafeBufferPointer { tails in
          for day in max(firstDay + 1, 0)..<max(days, firstDay + 1) {
            let z = normals[row + day]
            control += tails[day] * z
            place += deviation * z - drift
            noise[day] += place
          }
        }
      }
    }
    future.walked = place
    return control * scale
  }
}

extension Workload {
  /// A day's spend is one draw of a law.
  var drawsDaily: Bool {
    guard case .spend(let law, .day) = size else { return false }
    switch law {
    case .fixed, .geometricBrownian: return false
    default: return true
    }
  }

  /// The normal numbers by day that are correlated with other workloads': the day's draw, or else its noise.
  var shock: (persistence: Double, Void)? {
    if drawsDaily {
      if case .spend(.ar1(_, _, let persistence), _) = size {
        return (Double(persistence.millionths) / 1e6, ())
      }
      return (0, ())
    }
    return noise.daily > .zero ? (Double(noise.persistence.millionths) / 1e6, ()) : nil
  }
}
