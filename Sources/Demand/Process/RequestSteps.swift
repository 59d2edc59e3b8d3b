/// The steps of a workload of requests, and how many requests are expected in each: what all of its models share.

import Pricing
import Quantities

struct RequestSteps: Sendable {
  /// Consecutive steps of one unit and one weight.
  struct Run: Sendable {
    var step: Int
    var count: Int
    var day: Int
    var epoch: Int
    var weight: Double
    var from: Int64
    var to: Int64
    /// Another run has a part of the same step: its words are others.
    var isSecond: Bool
    /// The unit that it belongs to.
    fileprivate var unit: Int32
    /// Nothing is asked for; what was held back may come.
    var isQuiet = false
  }

  /// What is drawn at once of the time: all of a horizon, and parts of what comes after one.
  struct Leg: Sendable {
    /// Among the runs.
    var runs: Range<Int>
    /// Steps whose words are drawn, without large gaps.
    var words: [Range<Int>] = []
    /// Steps of runs before it.
    var before: Int
  }

  let runs: [Run]
  /// With the steps between them and behind them.
  private let runsAndQuiet: [Run]
  let legs: [Leg]
  /// Every run is one step, with an intensity of its own.
  let isByStep: Bool
  let rate: RequestRate
  var perLevelHour: Double { rate.perLevelHour }
  private var swing: CountSwing? { rate.swing }

  /// `legs`: the steps before which legs end, the last of them with the horizon.
  init(_ rate: RequestRate, _ timetable: Timetable, legs ends: [Int]) {
    self.rate = rate
    let runs = RequestSteps.runs(timetable, cuts: ends)
    self.runs = runs
    var legs: [Leg] = []
    for end in ends {
      let first = legs.last?.runs.upperBound ?? 0
      let last = runs[first...].firstIndex { $0.step >= end } ?? runs.count
      let before = legs.last.map { leg in runs[leg.runs].reduce(leg.before) { $0 + $1.count } } ?? 0
      legs.append(Leg(runs: first..<last, words: RequestSteps.words(runs[first..<last]), before: before))
    }
    self.legs = legs
    isByStep = runs.allSatisfy { $0.count == 1 }
    runsAndQuiet = RequestSteps.filled(runs, steps: ends.last ?? 0)
  }

  /// Those of a future: held back or not.
  @inline(__always)
  func runs(_ leg: Int, isHeldBack: Bool) -> ArraySlice<Run> {
    isHeldBack ? runsAndQuiet[...] : runs[legs[leg].runs]
  }

  private static func filled(_ runs: [Run], steps: Int) -> [Run] {
    var filled: [Run] = []
    func fill(to step: Int) {
      guard let last = filled.last, last.step + last.count < step else { return }
      var quiet = last
      (quiet.step, quiet.count) = (last.step + last.count, step - last.step - last.count)
      (quiet.weight, quiet.isSecond, quiet.isQuiet) = (0, false, true)
      filled.append(quiet)
    }
    for run in runs {
      if !run.isSecond { fill(to: run.step) }
      filled.append(run)
    }
    fill(to: steps)
    return filled
  }

  private static func runs(_ timetable: Timetable, cuts: [Int]) -> [Run] {
    var runs: [Run] = []
    var lastStep = -1
    var leg = 0
    for cell in timetable.cells {
      let unit = timetable.units[Int(cell.unit)]
      let step = Int(cell.step)
      let isSecond = step == lastStep
      lastStep = step
      let isCut = step >= cuts[leg]
      while step >= cuts[leg] { leg += 1 }
      if let last = runs.last, !isCut, !isSecond, !last.isSecond, last.unit == cell.unit,
        last.weight == cell.weight, last.step + last.count == step, last.to == cell.from
      {
        runs[runs.count - 1].count += 1
        runs[runs.count - 1].to = cell.to
      } else {
        runs.append(
          Run(
            step: step, count: 1, day: Int(unit.day), epoch: Int(unit.epoch), weight: cell.weight,
            from: cell.from, to: cell.to, isSecond: isSecond, unit: cell.unit))
      }
    }
    return runs
  }

  private static func words(_ runs: ArraySlice<Run>) -> [Range<Int>] {
    var stretches: [Range<Int>] = []
    for run in runs where !run.isSecond {
      if let last = stretches.last, run.step <= last.upperBound + 15 {
        stretches[stretches.count - 1] = last.lowerBound..<(run.step + run.count)
      } else {
        stretches.append(run.step..<(run.step + run.count))
      }
    }
    return stretches
  }

  /// Expected requests of the busiest run at the usual level.
  var most: Double { runs.reduce(0) { max($0, $1.weight) } * perLevelHour }

  /// Whether one law holds for every step of a run.
  func isEven(_ regimes: RegimeChain?, isLimited: Bool) -> Bool {
    regimes == nil && !isLimited && swing == nil && !isByStep
  }

  /// The expected requests of each step of each run, before limits.
  func load(
    _ horizon: Horizon, _ regimes: RegimeChain?, levels: [Double], _ stays: RegimeStays,
    each: (_ step: Int, _ requests: Double) -> Void
  ) {
    load(runs[...], horizon, regimes, levels: levels, stays) { _, step, requests in each(step, requests) }
  }

  private func load(
    _ runs: ArraySlice<Run>, _ horizon: Horizon, _ regimes: RegimeChain?, levels: [Double],
    _ stays: RegimeStays,
    each: (_ run: Run, _ step: Int, _ requests: Double) -> Void
  ) {
    var cursor = RegimeCursor()
    for run in runs {
      let usual = run.weight * perLevelHour * levels[run.day]
      for step in run.step..<(run.step + run.count) {
        guard regimes != nil, !run.isQuiet else {
          each(run, step, run.isQuiet ? 0 : usual)
          continue
        }
        let from = max(run.from, horizon.startOfStep(step))
        let to = min(run.to, horizon.endOfStep(step))
        each(run, step, usual * cursor.share(from: from, to: to, stays))
      }
    }
  }

  /// Of each step of each run: the requests that come through, as far as they are expected, swings included, and those
  /// that a rate limit has held back for too long.
  func intensities(
    path: Int, seed: UInt64, _ workload: Int, _ name: StreamName, _ leg: Int, _ regimes: RegimeChain?,
    isHeldBack: Bool, _ horizon: Horizon, _ future: inout DemandPath
  ) {
    var expected: [Double] = []
    var held: [Double] = []
    swap(&expected, &future.expected)
    swap(&held, &future.held)
    expected.removeAll(keepingCapacity: true)
    held.removeAll(keepingCapacity: true)
    let stream = RandomStream(seed: seed, path: path, purpose: Purpose(.counts, name))
    var number = legs[leg].before
    load(runs(leg, isHeldBack: isHeldBack), horizon, regimes, levels: future.levels, future.stays) {
      run, step, wanted in
      var through = wanted
      if isHeldBack {
        let place = workload * horizon.steps + step
        through *= future.passing[place]
        // Of a step that two runs share, with the first.
        held.append(run.isSecond ? 0 : future.lost[place])
        if !run.isSecond { through += future.late[place] }
      }
      if let swing, !run.isQuiet {
        let word = stream.word(number)
        number += 1
        var words = Scramble(word)
        through *= swing.factor(QuantityTables.normal.value(word), &words, expected: through)
      }
      expected.append(through)
    }
    swap(&expected, &future.expected)
    swap(&held, &future.held)
  }
}

/// How many requests of a workload come, and how their counts swing.
struct RequestRate: Sendable {
  /// Requests that are answered, at the usual level.
  let perLevelHour: Double
  /// Nil: a Poisson count.
  let swing: CountSwing?

  init(_ workload: Workload, _ profile: RequestProfile) {
    let answered = 1 - Double(profile.failed.millionths) / 1e6
    perLevelHour = profile.perLevelHour(workload.shape) * answered
    // A thinned count is dispersed less.
    swing = CountSwing(dispersion: 1 + (Double(workload.dispersion.millionths) / 1e6 - 1) * answered)
  }

  /// The bounds between which the expected requests of a draw lie where its level lies between these, swings included, and a
  /// rate limit, where there is any, may hold back as much as it likes. `weights`: level-hours of the draws.
  func range(
    _ weights: [Double], _ levels: ClosedRange<Double>, isLimited: Bool
  ) -> ClosedRange<Double> {
    let least = perLevelHour * (weights.min() ?? 1) * levels.lowerBound
    let greatest = perLevelHour * (weights.max() ?? 1) * levels.upperBound
    guard let swing else { return (isLimited ? 0 : least)...max(least, greatest) }
    return 0...swing.reach(expected: greatest)
  }
}

extension RegimeCursor {
  /// The level-hours of a cell, each at its regime's level.
  mutating func share(of cell: DemandCell, _ stays: RegimeStays) -> Double {
    cell.weight * share(from: cell.from, to: cell.to, stays)
  }

  /// The mean level of the stays over `[from, to)`.
  @inline(__always)
  mutating func share(from: Int64, to: Int64, _ stays: RegimeStays) -> Double {
    advance(to: from, stays)
    if stays.ends[stay] >= Double(to) { return stays.levels[stay] }
    var (sum, time, at) = (0.0, Double(from), stay)
    while time < Double(to) {
      let until = min(Double(to), stays.ends[at])
      sum += (until - time) * stays.levels[at]
      time = until
      at += 1
    }
    return sum / Double(to - from)
  }
}

extension RequestProfile {
  /// Requests in an hour at a level of 1 on a day of 100 %.
  func perLevelHour(_ shape: WeeklyShape) -> Double {
    let open = shape.hours.reduce(0) { $0 + Double($1.millionths) / 1e6 }
    let week = shape.days.reduce(0) { $0 + Double($1.millionths) / 1e6 }
    guard open > 0, week > 0 else { return 0 }
    let count = Double(rate.count.millionths) / 1e6
    switch rate.unit {
    case .minute: return count * 60
    case .hour: return count
    case .day, .workday: return count / open
    case .week: return count / (week * open)
    case .month: return count * 7 * 12 / (365.2425 * week * open)
    }
  }
}
