/// A block of futures, simulated: for each future its demand, then every plan.

import Demand
import Ledger
import Quantities
import Results

/// What a block yields.
struct BlockResult: Sendable {
  struct Run: Sendable {
    var outcomes: OutcomeBlock
    var lots: [LotTally]
    /// By day; empty: of a variant, whose days nobody asks about.
    var outageDays: [Int64]
    /// Day after day of the first future that bands are drawn from, then of the next one; empty: none of them.
    var balances: [Int64]
    /// Empty: of a variant.
    var months: MonthTally
    var orders: [OrderTally]
  }

  let paths: Int
  let demand: [Int64]
  let throttled: [Int64]
  /// Empty: each counts for one.
  let weights: [Double]
  /// By part of the demand.
  let partSums: [Int128]
  let months: MonthUsage
  let controls: [[Int64]]
  var runs: [Run]
  let problem: SimulationError?

  /// Of some plans only: by the places of their runs.
  func keeping(_ kept: [Int]) -> BlockResult {
    var fewer = self
    fewer.runs = kept.map { runs[$0] }
    return fewer
  }
}

struct BlockWorker {
  private let world: World
  private let seed: UInt64
  /// By run, then by row of the unknown numbers; made when a future first lives it.
  private var ledgers: [[FlowLedger?]]
  /// Nil: nothing is left to chance.
  private var chances: [[PathChance?]]
  /// Of the future being lived.
  private var row = 0
  private let isHeadline: [Bool]
  private var future = DemandPath()
  private var mixed: [Int64] = []
  private var figures = FlowFigures()
  private var afterwards = DemandPath()
  /// Both are, and not to be drawn into.
  private var isRemembered = false

  init(_ world: World, seed: UInt64) {
    self.world = world
    self.seed = seed
    // Validated when the world was made.
    ledgers = world.runs.map { [FlowLedger?](repeating: nil, count: $0.rowCount) }
    chances = world.runs.map { [PathChance?](repeating: nil, count: $0.rowCount) }
    isHeadline = world.runs.indices.map(world.isHeadline)
  }

  /// Those of the futures that are done when it is interrupted, else all.
  mutating func simulate(_ paths: Range<Int>, isInterrupted: () -> Bool) -> BlockResult {
    let count = paths.count
    // Taken out once: models are large values.
    let (model, later) = (world.demand, world.afterwards)
    var done = 0
    var demand: [Int64] = []
    var throttled: [Int64] = []
    demand.reserveCapacity(count)
    throttled.reserveCapacity(count)
    var weights: [Double] = []
    var controls = [[Int64]](repeating: [], count: world.controlNames.count)
    for index in controls.indices { controls[index].reserveCapacity(count) }
    var partSums: [Int128] = []
    var months = MonthUsage()
    months.totals = world.monthEnds.map { _ in 0 }
    var books = world.runs.indices.map {
      Book(
        world.runs[$0], paths: count, days: isHeadline[$0] ? world.days : 0,
        months: isHeadline[$0] ? world.monthEnds.count : 0)
    }
    var problem: SimulationError?
    for path in paths {
      if isInterrupted() { break }
      draw(path, model)
      if future.isOutOfRange, problem == nil { problem = .outOfRange(path) }
      demand.append(world.monthEnds.last.map { model.asked(before: $0, in: future) } ?? 0)
      throttled.append(future.throttled)
      if model.tilt != nil { weights.append(future.weight) }
      if partSums.isEmpty { partSums = future.partSums.map { _ in 0 } }
      for part in partSums.indices { partSums[part] += Int128(future.partSums[part]) }
      noteMonths(model, &months, isKept: path < Simulation.keptPaths)
      row = world.unknown.row(of: path, seed: seed)
      let known = future.controls.count
      for index in 0..<known { controls[index].append(future.controls[index]) }
      if !world.unknown.isEmpty {
        for (index, control) in world.unknown.controls(row: row).enumerated() {
          controls[known + index].append(control)
        }
      }
      for run in world.runs.indices {
        let ledger = ledger(of: run)
        ledger.keepsDays = path < Simulation.bandPaths && isHeadline[run]
        live(run, path: path)
        note(&problem, of: run, path: path)
        books[run].note(
          ledger, &figures, index: done, isKept: path < Simulation.keptPaths && isHeadline[run])
      }
      if let later { runOn(later, path, &books, index: done, &problem) }
      done += 1
    }
    return BlockResult(
      paths: done, demand: demand, throttled: throttled, weights: weights, partSums: partSums, months: months,
      controls: controls,
      runs: books.map { $0.result(paths: done) }, problem: problem)
  }

  /// Or remembers it: then there is nothing to draw into.
  private mutating func draw(_ path: Int, _ model: DemandModel) {
    if let remembered = world.remembered, path < remembered.futures.count {
      (future, isRemembered) = (remembered.futures[path], true)
      return
    }
    if isRemembered { (future, afterwards, isRemembered) = (DemandPath(), DemandPath(), false) }
    model.draw(path: path, seed: seed, into: &future)
  }

  /// What is asked for in each month, by all columns.
  private func noteMonths(_ model: DemandModel, _ months: inout MonthUsage, isKept: Bool) {
    var row: [Int64] = []
    if isKept { row.reserveCapacity(world.monthEnds.count) }
    var before: Int64 = 0
    for (month, end) in world.monthEnds.enumerated() {
      let sum = model.asked(before: end, in: future)
      if isKept { row.append(sum - before) }
      months.totals[month] += Int128(sum - before)
      before = sum
    }
    if isKept { months.first.append(row) }
  }

  /// What is left over, as far as it will be used: the demand that follows is drawn if any plan holds anything, once for all of
  /// them, and as far as the one goes that holds something for longest.
  private mutating func runOn(
    _ demand: DemandModel, _ path: Int, _ books: inout [Book], index: Int,
    _ problem: inout SimulationError?
  ) {
    var isDrawn = false
    for run in world.runs.indices {
      let ledger = ledger(of: run)
      guard ledger.holdsCredit, world.runs[run].afterwards != nil else { continue }
      if !isDrawn, isRemembered, let remembered = world.remembered {
        afterwards = remembered.afterwards[path]
        isDrawn = true
      } else if !isDrawn {
        demand.begin(path: path, seed: seed, after: future.endings, into: &afterwards)
        isDrawn = true
        while world.drawsAhead, demand.known(afterwards) < demand.steps {
          demand.drawOn(path: path, seed: seed, into: &afterwards)
        }
      }
      while true {
        let known = demand.known(afterwards)
        let isOver = world.runs[run].withCurves(
          afterwards.curves, steps: demand.steps, known: known, mixed: &mixed
        ) { ledger.runOn($0, known: known) }
        if isOver { break }
        demand.drawOn(path: path, seed: seed, into: &afterwards)
      }
      note(&problem, of: run, path: path)
      books[run].noteAfterwards(ledger, &figures, index: index)
    }
  }

  /// The first one is told.
  private mutating func note(_ problem: inout SimulationError?, of run: Int, path: Int) {
    guard problem == nil, let trouble = ledger(of: run).problem else { return }
    problem = SimulationError(plan: nil, message: "in future \(path): \(trouble)")
  }

  private mutating func live(_ run: Int, path: Int) {
    let ledger = ledger(of: run)
    let chance = chances[run][world.runs[run].place(of: row)]
    chance?.restart(path: path)
    world.runs[run].withCurves(future.curves, mixed: &mixed) { ledger.run($0, chance: chance) }
  }

  /// In the row of the future being lived.
  private mutating func ledger(of run: Int) -> FlowLedger {
    let place = world.runs[run].place(of: row)
    if let made = ledgers[run][place] { return made }
    // Validated when the world was made.
    guard let made = world.runs[run].newLedger(row: row) else {
      preconditionFailure("a plan that was validated")
    }
    ledgers[run][place] = made
    chances[run][place] = world.runs[run].risks(row: row).map { PathChance($0, seed: seed, path: 0) }
    return made
  }
}

/// The outcomes of one plan in one block. What is summed over its futures lies flat: by the places of purchases and triggers, by
/// month and figure.
private struct Book {
  private let paths: Int
  /// Outcome after outcome, by future; 0 until it is noted.
  private var columns: [Int64]
  private var lots: [LotTally]
  private var outageDays: [Int64]
  /// Day after day of the first future that bands are drawn from, then of the next one.
  private var balances: [Int64] = []
  private let days: Int
  private let months: Int
  /// Month after month, by figure.
  private var monthTotals: [Int128]
  private var firstMonths: [FutureMonths] = []
  private var orders: [OrderTally]
  /// Of the future being noted: orders so far.
  private var orderCounts: [Int]

  init(_ setup: PlanSetup, paths: Int, days: Int, months: Int) {
    self.paths = paths
    self.days = days
    self.months = months
    orders = OrderTally.empty(of: setup)
    orderCounts = orders.map { _ in 0 }
    monthTotals = Array(repeating: 0, count: months * MonthTally.Figure.allCases.count)
    columns = Array(repeating: 0, count: Outcome.allCases.count * paths)
    lots = setup.emptyTallies.values
    outageDays = Array(repeating: 0, count: days)
  }

  mutating func note(
    _ ledger: FlowLedger, _ figures: inout FlowFigures, index: Int, isKept: Bool
  ) {
    ledger.read(into: &figures)
    columns.withUnsafeMutableBufferPointer { columns in
      for outcome in Outcome.allCases where figures[outcome] != 0 {
        columns[outcome.rawValue * paths + index] = figures[outcome]
      }
    }
    for place in lots.indices { lots[place].add(ledger.lotSums(place)) }
    noteOutages(ledger)
    if months > 0 { noteMonths(ledger, isKept: isKept) }
    if ledger.keepsDays { noteBalances(ledger.dailyBalances) }
    if isKept { noteOrders(ledger) }
  }

  /// A ledger that stopped has fewer: its last one stays.
  private mutating func noteBalances(_ known: [Int64]) {
    if balances.isEmpty { balances.reserveCapacity(paths * days) }
    balances.append(contentsOf: known.prefix(days))
    if known.count < days {
      balances.append(contentsOf: repeatElement(known.last ?? 0, count: days - known.count))
    }
  }

  private mutating func noteMonths(_ ledger: FlowLedger, isKept: Bool) {
    // A ledger that stopped has fewer; its problem is told instead.
    guard ledger.monthCount == months else { return }
    var first = FutureMonths()
    if isKept { first.figures.reserveCapacity(monthTotals.count) }
    var place = 0
    for month in 0..<months {
      let mark = ledger.month(month)
      for figure in MonthTally.Figure.allCases {
        monthTotals[place] += Int128(mark[figure])
        if isKept { first.figures.append(mark[figure]) }
        place += 1
      }
    }
    if isKept { firstMonths.append(first) }
  }

  private mutating func noteOrders(_ ledger: FlowLedger) {
    for place in orderCounts.indices { orderCounts[place] = 0 }
    for number in 0..<ledger.lotCount {
      guard let order = ledger.order(number) else { continue }
      let count = orderCounts[order.place]
      orderCounts[order.place] += 1
      guard count < Buying.told else {
        orders[order.place].later += 1
        orders[order.place].laterCash += Int128(order.cash)
        continue
      }
      if orders[order.place].orders.count == count { orders[order.place].orders.append([]) }
      orders[order.place].orders[count].append(
        OrderTally.Order(at: order.at, cash: order.cash, face: order.face))
    }
  }

  /// What became of what was left over.
  mutating func noteAfterwards(_ ledger: FlowLedger, _ figures: inout FlowFigures, index: Int) {
    ledger.readAfterwards(into: &figures)
    for outcome in Outcome.afterwards { columns[outcome.rawValue * paths + index] = figures[outcome] }
    for place in lots.indices {
      let later = ledger.lotSums(place)
      lots[place].usedLater += Int128(later.usedLater)
      lots[place].lostLater += Int128(later.lostLater)
    }
  }

  private mutating func noteOutages(_ ledger: FlowLedger) {
    guard !outageDays.isEmpty else { return }
    var marked = -1
    for number in 0..<ledger.outageCount {
      let stretch = ledger.outage(number)
      let first = max(Int(stretch.from / TimeSpan.day), marked + 1)
      let last = min(Int(max(stretch.to - 1, stretch.from) / TimeSpan.day), outageDays.count - 1)
      guard first <= last else { continue }
      for day in first...last { outageDays[day] += 1 }
      marked = last
    }
  }

  /// Of the first so many futures: those that were noted.
  func result(paths noted: Int) -> BlockResult.Run {
    var tally = MonthTally()
    let figures = MonthTally.Figure.allCases.count
    tally.totals = (0..<months).map { Array(monthTotals[$0 * figures..<($0 + 1) * figures]) }
    tally.first = firstMonths
    return BlockResult.Run(
      outcomes: OutcomeBlock(
        paths: noted,
        columns: Outcome.allCases.map { Array(columns[$0.rawValue * paths..<$0.rawValue * paths + noted]) }),
      lots: lots, outageDays: outageDays, balances: balances, months: tally, orders: orders)
  }
}

extension FlowFigures {
  fileprivate subscript(_ outcome: Outcome) -> Int64 {
    switch outcome {
    case .paid: paid
    case .used: used
    case .allowance: allowance
    case .expired: expired
    case .revoked: revoked
    case .undelivered: undelivered
    case .left: left
    case .leftAtCost: leftAtCost
    case .wasteAtCost: wasteAtCost
    case .noCredit: blocked[BlockCause.noCredit.rawValue]
    case .dailyCap: blocked[BlockCause.dailyCap.rawValue]
    case .monthlyLimit: blocked[BlockCause.monthlyLimit.rawValue]
    case .tierLimit: blocked[BlockCause.tierLimit.rawValue]
    case .paymentFailed: blocked[BlockCause.paymentFailed.rawValue]
    case .allowanceUsedUp: blocked[BlockCause.allowanceUsedUp.rawValue]
    case .revokedCredit: blocked[BlockCause.revoked.rawValue]
    case .accountClosed: blocked[BlockCause.accountClosed.rawValue]
    case .weeklyLimit: blocked[BlockCause.weeklyLimit.rawValue]
    case .debt: debt
    case .instalments: instalments
    case .usedLater: usedLater
    case .usedLaterWorth: usedLaterWorth
    case .wasteLater: wasteLater
    case .wasteLaterAtCost: wasteLaterAtCost
    case .refundedLater: refundedLater
    case .cashInDay: cashInDay
    case .cashIn24Hours: cashIn24Hours
    case .lowestBalance: lowestBalance
    case .blockedSeconds: blockedSeconds
    case .outages: outages
    case .firstOutage: firstOutage
    case .longestOutage: longestOutage
    case .reloads: reloads
    case .declines: declines
    case .closings: closings
    case .corrected: corrected
    }
  }
}

extension MonthMark {
  fileprivate subscript(_ figure: MonthTally.Figure) -> Int64 {
    switch figure {
    case .cash: cash
    case .served: served
    case .refused: refused
    case .expired: expired
    case .balance: balance
    }
  }
}

extension MonthTally {
  /// Adds up those of blocks.
  static func sum(_ blocks: [MonthTally]) -> MonthTally {
    var sum = MonthTally()
    for block in blocks {
      if sum.totals.isEmpty { sum.totals = block.totals.map { $0.map { _ in 0 } } }
      for month in block.totals.indices {
        for figure in block.totals[month].indices { sum.totals[month][figure] += block.totals[month][figure] }
      }
      sum.first += block.first
    }
    return sum
  }
}

extension OrderTally {
  static func sum(_ blocks: [[OrderTally]]) -> [OrderTally] {
    guard var sum = blocks.first else { return [] }
    for block in blocks.dropFirst() {
      for (index, tally) in block.enumerated() {
        for (place, orders) in tally.orders.enumerated() {
          if sum[index].orders.count == place { sum[index].orders.append([]) }
          sum[index].orders[place] += orders
        }
        sum[index].later += tally.later
        sum[index].laterCash += tally.laterCash
      }
    }
    return sum
  }
}

extension LotTally {
  /// Those of one future.
  fileprivate mutating func add(_ sums: LotSums) {
    guard sums.orders > 0 else { return }
    orders += sums.orders
    face += Int128(sums.face)
    price += Int128(sums.price)
    drawn += Int128(sums.drawn)
    expired += Int128(sums.expired)
    revoked += Int128(sums.revoked)
    undelivered += Int128(sums.undelivered)
    left += Int128(sums.left)
    expiredAtCost += Int128(sums.expiredAtCost)
    lostAtCost += Int128(sums.lostAtCost)
    if sums.expired > 0 { pathsWithExpiry += 1 }
    if sums.lost > 0 { pathsWithLoss += 1 }
  }

  /// Adds up the tallies of blocks.
  static func sum(_ blocks: [[LotTally]], of empty: [LotTally]) -> [LotTally] {
    var sum = empty
    for block in blocks {
      for (index, tally) in block.enumerated() { sum[index].add(tally) }
    }
    return sum
  }
}
