/// All workloads of a scenario, resolved once into tables, from which any number of futures is drawn. What is
/// drawn is in docs/scenario.md, "What the simulation draws".
/// A draw is a pure function of (seed, path): every random number in it is keyed by seed, path, purpose and the
/// number of a day, an hour or a step, so that a day's noise is the same whatever the step, and no draw depends
/// on what was drawn before; along few directions it follows a point of (seed, path) instead (Quasi). Streams go by the
/// names of workloads and models. What the workloads are together (correlated,
/// within a rate limit, in one column) is rounded in the order that they are given in: give them in that of their names.

import Pricing
import Quantities

public struct DemandModel: Sendable {
  public let steps: Int
  public let columns: Int
  /// Of `DemandPath.controls`.
  public let controlNames: [String]

  let horizon: Horizon
  private let workloads: [WorkloadModel]
  /// The noise of workloads, and the daily draws of those stated in dollars by the day.
  private let shocks: Shocks
  private let limits: RateLimits?
  /// Of the laws of requests.
  let rows: [CompoundRows]
  /// Of a time after a horizon, by workload: which of that horizon's it is.
  private let beginnings: [Int]?
  /// Nano-dollars; a step that asks for as much in one column is out of range, and no sum of draws overflows.
  private let most: Int64
  /// Every workload's usual level, times this.
  public var scale = 1.0
  /// Whether what matters most follows points that fill their space evenly (Quasi/Replicates.swift); false: plain Monte Carlo.
  public var followsPoints = true
  /// Other futures than the scenario's, with weights; nil: its own.
  public var tilt: Tilt?
  /// By workload: its part of the direction in which spend varies most; together of length 1, or all 0.
  private let leanings: [Double]
  /// Whether there is a direction to tilt futures along.
  public var canTilt: Bool { followsPoints && leanings.contains { $0 > 0 } }

  /// `step`: seconds; nil: what a local day asks for is drawn at once, and a step is as long as every usual level stays what
  /// it is (rate limits hold back nothing then: see `RateLimits.mayHoldBack`). `patience`: seconds that what a rate limit
  /// holds back waits. `scales`: those that `scale` will have. `beginnings`: of a time after a horizon, by workload: which of
  /// that horizon's it is, and the levels at which it may begin. The last step is cut at the end if the horizon is not a
  /// whole number of steps. An error is a correlation that noise of such persistence cannot have, or a number out of range.
  public init(
    workloads: [Workload], parts: [DemandPart], columns: Int, correlations: [Correlation] = [],
    card: RateCard, rounding: Rounding = .nearestEven, retirements: [Retirement] = [],
    rateLimits: [RateLimit] = [], patience: Int64? = nil, start: Instant, end: Instant, step: Int64?,
    scales: ClosedRange<Double> = 1...1,
    beginnings: [(workload: Int, levels: ClosedRange<Double>)]? = nil
  ) throws(QuantityError) {
    try self.init(
      workloads: workloads, parts: parts, columns: columns, correlations: correlations, card: card,
      rounding: rounding, retirements: retirements, rateLimits: rateLimits, patience: patience, start: start,
      end: end, step: step, scales: scales, beginnings: beginnings, known: [])
  }

  /// `known`: the rows of a model whose prices are mostly the same.
  init(
    workloads: [Workload], parts: [DemandPart], columns: Int, correlations: [Correlation], card: RateCard,
    rounding: Rounding, retirements: [Retirement], rateLimits: [RateLimit], patience: Int64?, start: Instant,
    end: Instant, step: Int64?, scales: ClosedRange<Double>,
    beginnings: [(workload: Int, levels: ClosedRange<Double>)]?, known: [CompoundRows]
  ) throws(QuantityError) {
    precondition(start < end && step ?? 1 > 0, "a horizon of at least one step")
    precondition(parts.allSatisfy { $0.column >= 0 && $0.column < columns }, "a column of this model")
    let prices = PriceEpochs(
      card: card, rounding: rounding, retirements: retirements, from: start, to: end)
    var horizon =
      step.map { Horizon(start: start, end: end, step: $0) }
      ?? Horizon(workloads, prices, start: start, end: end)
    if beginnings != nil { horizon = horizon.inLegs(days: DemandModel.firstLeg) }
    self.horizon = horizon
    steps = horizon.steps
    self.columns = columns
    let shaken = workloads.indices.filter { workloads[$0].shock != nil }
    shocks = try Shocks(
      members: shaken, persistences: shaken.map { workloads[$0].shock?.persistence ?? 0 },
      correlations: correlations, names: workloads.map(\.name))
    most = DemandModel.most(workloads, parts, step: step ?? TimeSpan.day)
    var models: [WorkloadModel] = []
    let laws = CompoundOrders(known: known)
    for (index, workload) in workloads.enumerated() {
      models.append(
        try WorkloadModel(
          workload, number: index, shock: shaken.firstIndex(of: index),
          parts: parts.filter { $0.workload == index }, prices, horizon, byDay: step == nil,
          scales: beginnings.map {
            let levels = $0[index].levels
            return (scales.lowerBound * levels.lowerBound)...(scales.upperBound * levels.upperBound)
          } ?? scales,
          isLimited: !rateLimits.isEmpty && step != nil,
          most: most, laws))
    }
    for index in models.indices { models[index].take(laws, most: most) }
    rows = laws.all
    self.workloads = models
    self.beginnings = beginnings?.map(\.workload)
    try Purpose.requireDistinct(
      workloads.map { ($0.name, Purpose(.noise, StreamName($0.name))) } + models.flatMap(\.modelPurposes))
    limits = step.flatMap {
      RateLimits(
        rateLimits, workloads, models, card: card, step: $0,
        patience: patience ?? RateLimits.usualPatience)
    }
    controlNames = models.flatMap(\.controlNames)
    let pulls = zip(workloads, models).map { max(0, $0.usualDollars(card: card) ?? 0) * $1.leadingDeviation }
    let length = pulls.reduce(0) { $0 + $1 * $1 }.squareRoot()
    leanings = pulls.map { length > 0 && length.isFinite ? $0 / length : 0 }
  }

  /// A step adds up what its workloads' models draw, each in the two parts of a table; twice where a day ends within
  /// the step, or by the hour. A draw of dollars is one, however many parts share it.
  private static func most(_ workloads: [Workload], _ parts: [DemandPart], step: Int64) -> Int64 {
    var draws = Int64(0)
    for (index, workload) in workloads.enumerated() {
      switch workload.size {
      case .requests: draws += 4 * Int64(parts.count { $0.workload == index })
      case .spend(_, .day): draws += 4
      case .fitted, .recorded:
        draws += 2 * (step / TimeSpan.day + 2) * Int64(max(1, parts.count { $0.workload == index }))
      case .spend(_, .hour): draws += 2 * (step / TimeSpan.hour + 2)
      }
    }
    return min(1 << 57, (1 << 62) / max(draws, 1))
  }

  /// How large the requests of a column are, at the usual level. Dollars flow without a jump, and have no part in it.
  public func requestMoments(_ column: Int) -> RequestMoments {
    var sum = RequestMoments()
    for workload in workloads { sum.add(workload.sizeMoments(column), scaled: 1) }
    return sum
  }

  /// Steps are counted from the start.
  public var timeline: (start: Instant, grid: TimeGrid) { (Instant(seconds: horizon.start), horizon.grid) }

  /// What a future asks for in the seconds before this one, counted from the start, by all columns: straight between the
  /// boundaries of steps.
  public func asked(before second: Int64, in future: DemandPath) -> Int64 {
    let step = horizon.grid.step(at: second)
    let rest = second - horizon.grid.start(of: step)
    return (0..<columns).reduce(0) { sum, column in
      let place = column * (steps + 1) + step
      let below = future.curves[place]
      guard rest > 0 else { return sum &+ below }
      let demand = Int128(future.curves[place + 1] - below)
      let more = demand * Int128(rest) / Int128(horizon.grid.length(of: step))
      return sum &+ below &+ Int64(more)
    }
  }

  /// A request of a part at the usual level, on average: nano-dollars, tokens of the prompt and of the answer. Nil: it is no
  /// part of requests.
  public func meanRequest(
    of part: DemandPart, _ workload: Workload
  ) -> (cost: Double, input: Double, output: Double)? {
    guard case .requests(let profile) = workload.size,
      let cost = workloads[part.workload].meanCost(ofPart: part), cost > 0
    else { return nil }
    return (cost, profile.input.usualMean, profile.output.usualMean)
  }

  /// What a workload's level may have come to at the end.
  func endLevels(of workload: Int) -> ClosedRange<Double> { workloads[workload].endLevels }

  /// One future. The same bytes for the same (seed, path), on every machine.
  public func draw(path: Int, seed: UInt64, into future: inout DemandPath) {
    precondition(beginnings == nil, "what comes after a horizon is drawn leg by leg")
    prepare(&future)
    drawNormals(path: path, seed: seed, into: &future)
    var control = 0
    if let limits {
      var drawn: [(model: WorkloadModel, levels: [Double], stays: RegimeStays)] = []
      for workload in workloads {
        workload.drawLevels(
          path: path, seed: seed, scale: scale, horizon, followsPoints, from: WorkloadEnding(), &future,
          controls: nil)
        drawn.append((workload, future.levels, future.stays))
      }
      limits.load(drawn, horizon, &future)
    }
    for workload in workloads {
      workload.drawLevels(
        path: path, seed: seed, scale: scale, horizon, followsPoints, from: WorkloadEnding(), &future,
        controls: control)
      control += workload.controlNames.count
      future.endings.append(workload.ending(future, horizon))
      workload.draw(path: path, seed: seed, horizon, limits, controls: control, &future)
    }
    accumulate(0..<steps, &future)
  }

  /// One future after a horizon whose workloads have come to these endings: what goes by the day, and its first leg.
  public func begin(
    path: Int, seed: UInt64, after endings: [WorkloadEnding], into future: inout DemandPath
  ) {
    guard let beginnings else { preconditionFailure("a time after a horizon") }
    prepare(&future)
    drawNormals(path: path, seed: seed, into: &future)
    future.legs = 0
    while future.kept.count < workloads.count { future.kept.append(([], RegimeStays())) }
    for (index, workload) in workloads.enumerated() {
      workload.drawLevels(
        path: path, seed: seed, scale: scale, horizon, followsPoints, from: endings[beginnings[index]],
        &future, controls: nil)
      swapKept(index, &future)
    }
    drawOn(path: path, seed: seed, into: &future)
  }

  /// The next leg of the same future: the same as if all of it had been drawn at once.
  public func drawOn(path: Int, seed: UInt64, into future: inout DemandPath) {
    let leg = future.legs
    for (index, workload) in workloads.enumerated() {
      swapKept(index, &future)
      workload.drawAfterwards(path: path, seed: seed, leg, horizon, &future)
      swapKept(index, &future)
    }
    accumulate((leg == 0 ? 0 : horizon.legs[leg - 1])..<horizon.legs[leg], &future)
    future.legs = leg + 1
  }

  /// So many steps of a future after a horizon are drawn.
  public func known(_ future: DemandPath) -> Int { future.legs == 0 ? 0 : horizon.legs[future.legs - 1] }

  /// Most plans hold a few days' worth at the end, some a lot that lasts for months.
  private static let firstLeg: Int64 = 32

  /// Into the place of the workload being drawn, and back.
  private func swapKept(_ workload: Int, _ future: inout DemandPath) {
    if future.kept[workload].levels.count != horizon.days {
      future.kept[workload].levels = Array(repeating: 1, count: horizon.days)
    }
    swap(&future.levels, &future.kept[workload].levels)
    swap(&future.stays, &future.kept[workload].stays)
  }

  private func prepare(_ future: inout DemandPath) {
    let count = columns * (steps + 1)
    if future.curves.count != count {
      future.curves = Array(repeating: 0, count: count)
      future.words = Array(repeating: 0, count: max(steps, horizon.days + 16))
      future.shocks = Array(repeating: 0, count: shocks.members.count * horizon.days)
      future.growth = Array(repeating: 0, count: workloads.count * horizon.days)
      future.ownNoise = future.growth
      future.noise = Array(repeating: 1, count: horizon.days)
      future.stayMeans = future.noise
      future.levels = future.noise
      future.controls = Array(repeating: 0, count: controlNames.count)
    } else {
      future.curves.withUnsafeMutableBufferPointer { $0.update(repeating: 0) }
    }
    future.throttled = 0
    future.isOutOfRange = false
    future.partSums.removeAll(keepingCapacity: true)
    future.endings.removeAll(keepingCapacity: true)
    future.columnSums.removeAll(keepingCapacity: true)
    future.columnSums.append(contentsOf: repeatElement(0, count: columns))
    future.isHeldBack = false
  }

  /// The normal numbers by day of every workload.
  private func drawNormals(path: Int, seed: UInt64, into future: inout DemandPath) {
    var theta = tilt?.theta ?? 0
    if theta != 0 {
      let luck = RandomStream(seed: seed, path: path, purpose: Purpose(.tilts, "futures"))
      if luck.uniform(0) < Tilt.unmoved { theta = 0 }
    }
    var place = 0.0
    for (workload, leaning) in zip(workloads, leanings) {
      place +=
        leaning
        * workload.drawNormals(
          path: path, seed: seed, days: horizon.days, followsPoints: followsPoints,
          movedBy: theta * leaning, &future)
    }
    future.weight = tilt?.weight(at: place) ?? 1
    if !shocks.members.isEmpty { shocks.correlate(&future.shocks, days: horizon.days) }
  }

  /// From amounts of these steps to curves, which go on from the steps before. Where a sum is no amount of a ledger, the future
  /// says so and asks for nothing (for nothing more, if it has asked for something that somebody may have looked at).
  private func accumulate(_ range: Range<Int>, _ future: inout DemandPath) {
    var (total, greatest) = (Int64(0), Int64(0))
    var isOver = future.isOutOfRange
    let (most, largest) = (most, Nanodollars.largest.count)
    // No sum of so small amounts is past counting.
    let small = min(most, largest / Int64(steps))
    future.curves.withUnsafeMutableBufferPointer { curves in
      for column in 0..<columns {
        let place = horizon.place(column)
        let amounts = UnsafeMutableBufferPointer(
          rebasing: curves[place + range.lowerBound..<place + range.upperBound])
        var sum = curves[place + range.lowerBound - 1]
        var highest: Int64 = 0
        for amount in amounts { highest = max(highest, amount) }
        greatest = max(greatest, highest)
        if highest <= small {
          for index in amounts.indices {
            sum &+= amounts[index]
            amounts[index] = sum
          }
        } else {
          for index in amounts.indices {
            sum = min(sum &+ min(amounts[index], most), largest)
            amounts[index] = sum
          }
        }
        total = total.addingReportingOverflow(sum).partialValue
        isOver = isOver || total < 0 || total >= largest
        total = min(max(total, 0), largest)
      }
      future.isOutOfRange = isOver || greatest >= most
      guard future.isOutOfRange else { return }
      for column in 0..<columns {
        let place = horizon.place(column)
        let before = curves[place + range.lowerBound - 1]
        for step in range { curves[place + step] = before }
      }
    }
  }
}

/// Requests in an hour, and the sums of their costs and of the squares of these, in nano-dollars.
public struct RequestMoments: Sendable {
  public var count = 0.0
  public var cost = 0.0
  public var square = 0.0

  public init() {}

  /// Others beside them, at so many times their price.
  public mutating func add(_ other: RequestMoments, scaled price: Double) {
    count += other.count
    cost += other.cost * price
    square += other.square * price * price
  }

  public var mean: Double { count > 0 ? cost / count : 0 }
  /// E[X^2] / 2 E[X].
  public var residual: Double { cost > 0 ? square / (2 * cost) : 0 }
  /// All cost the same.
  public var isEven: Bool { square * count <= cost * cost * (1 + 1e-9) }
}

/// Tables that every model uses.
enum QuantityTables {
  static let normal = QuantileTable.standardNormal
}
