/// A block's result as bytes, for another process that simulates the same (a rank, a shard): whole numbers only, so that it is the same
/// block there. What every block of a simulation has alike (names of lots, of purchases) is not among them: whoever reads them made
/// the same simulation.
///
/// At the boundary: a block of a simulation with other plans, days or months is refused, as are bytes that end early or go on.

import Demand
import Ledger
import Quantities
import Results

extension BlockResult {
  func pack(into writer: inout PackedWriter) {
    writer.put(paths)
    for column in [demand, throttled] + controls { writer.put(column) }
    writer.put(weights.count)
    for weight in weights { writer.put(weight) }
    writer.put(partSums)
    writer.put(months.totals)
    writer.put(months.first.count)
    for row in months.first { writer.put(row) }
    for run in runs { run.pack(into: &writer) }
    writer.put(problem == nil ? 0 : 1)
    if let problem {
      writer.put(problem.plan == nil ? 0 : 1)
      writer.put(problem.plan ?? "")
      writer.put(problem.message)
    }
  }

  /// `wanted`: the futures that it must have; nil: any.
  init(from reader: inout PackedReader, paths wanted: Int? = nil, of world: World) throws(PackedError) {
    let count = try reader.int()
    guard count >= 0, count <= Int(Int32.max), count == wanted ?? count else { throw PackedError() }
    paths = count
    demand = try reader.numbers(count)
    throttled = try reader.numbers(count)
    var controls: [[Int64]] = []
    for _ in world.controlNames { controls.append(try reader.numbers(count)) }
    self.controls = controls
    var weights: [Double] = []
    for _ in 0..<(try reader.count(of: 8)) { weights.append(try reader.double()) }
    guard weights.isEmpty || weights.count == count else { throw PackedError() }
    self.weights = weights
    // A block of no futures has none.
    let parts = try reader.wides(upTo: world.usage.count)
    guard parts.count == world.usage.count || parts.isEmpty else { throw PackedError() }
    partSums = parts
    var months = MonthUsage()
    months.totals = try reader.wides(upTo: world.monthEnds.count)
    guard months.totals.count == world.monthEnds.count else { throw PackedError() }
    for _ in 0..<(try reader.rows(count)) { months.first.append(try reader.numbers(world.monthEnds.count)) }
    self.months = months
    var runs: [Run] = []
    for place in world.runs.indices {
      runs.append(
        try Run(
          from: &reader, paths: count, of: world.runs[place], world, isHeadline: world.isHeadline(place)))
    }
    self.runs = runs
    if try reader.int() == 0 {
      problem = nil
    } else {
      let hasPlan = try reader.int() != 0
      let plan = try reader.text()
      problem = SimulationError(plan: hasPlan ? plan : nil, message: try reader.text())
    }
  }
}

extension BlockResult.Run {
  fileprivate func pack(into writer: inout PackedWriter) {
    outcomes.pack(into: &writer)
    for lot in lots { lot.pack(into: &writer) }
    writer.put(outageDays)
    writer.put(balances)
    months.pack(into: &writer)
    for tally in orders { tally.pack(into: &writer) }
  }

  fileprivate init(
    from reader: inout PackedReader, paths: Int, of setup: PlanSetup, _ world: World, isHeadline: Bool
  ) throws(PackedError) {
    outcomes = try OutcomeBlock(paths: paths, from: &reader)
    lots = setup.emptyTallies.values
    for place in lots.indices { try lots[place].unpack(from: &reader) }
    outageDays = try reader.numbers(isHeadline ? world.days : 0)
    guard outageDays.allSatisfy({ $0 >= 0 && $0 <= paths }) else { throw PackedError() }
    balances = try reader.numbers()
    guard balances.isEmpty || (isHeadline && balances.count == world.days * paths) else {
      throw PackedError()
    }
    months = try MonthTally(from: &reader, months: isHeadline ? world.monthEnds.count : 0, paths: paths)
    orders = OrderTally.empty(of: setup)
    for place in orders.indices { try orders[place].unpack(from: &reader, paths: paths) }
  }
}

extension PackedReader {
  /// Of the futures that they are told of, which come first.
  mutating func rows(_ paths: Int) throws(PackedError) -> Int {
    let count = try count()
    guard count <= paths else { throw PackedError() }
    return count
  }

  /// How often something happened, in so many futures that thousands of such numbers add up.
  mutating func small() throws(PackedError) -> Int64 {
    let count = try number()
    guard count >= 0, count < 1 << 48 else { throw PackedError() }
    return count
  }

  mutating func wides(upTo most: Int) throws(PackedError) -> [Int128] {
    let count = try count()
    guard count <= most else { throw PackedError() }
    var numbers: [Int128] = []
    for _ in 0..<count { numbers.append(try wide()) }
    return numbers
  }
}

extension LotTally {
  /// All that is summed up, in one order.
  private var sums: [Int128] {
    get {
      [
        face, price, drawn, expired, revoked, undelivered, left, expiredAtCost, lostAtCost, usedLater,
        lostLater,
      ]
    }
    set {
      (face, price, drawn, expired) = (newValue[0], newValue[1], newValue[2], newValue[3])
      (revoked, undelivered, left) = (newValue[4], newValue[5], newValue[6])
      (expiredAtCost, lostAtCost) = (newValue[7], newValue[8])
      (usedLater, lostLater) = (newValue[9], newValue[10])
    }
  }
  private static let count = 11

  mutating func add(_ other: LotTally) {
    sums = zip(sums, other.sums).map { $0 + $1 }
    orders += other.orders
    pathsWithExpiry += other.pathsWithExpiry
    pathsWithLoss += other.pathsWithLoss
  }

  func pack(into writer: inout PackedWriter) {
    writer.put(sums)
    for count in [orders, pathsWithExpiry, pathsWithLoss] { writer.put(count) }
  }

  /// Of the same lot.
  mutating func unpack(from reader: inout PackedReader) throws(PackedError) {
    sums = try reader.wides(LotTally.count)
    orders = try reader.small()
    pathsWithExpiry = try reader.small()
    pathsWithLoss = try reader.small()
  }
}

extension MonthTally {
  func pack(into writer: inout PackedWriter) {
    writer.put(totals.count)
    for month in totals { writer.put(month) }
    writer.put(first.count)
    for future in first { writer.put(future.figures) }
  }

  /// `months`: of the horizon; a variant's tally has none.
  init(from reader: inout PackedReader, months: Int, paths: Int) throws(PackedError) {
    self.init()
    let (count, figures) = (try reader.count(), Figure.allCases.count)
    guard count == months else { throw PackedError() }
    for _ in 0..<count { totals.append(try reader.wides(figures)) }
    for _ in 0..<(try reader.rows(paths)) {
      first.append(FutureMonths(figures: try reader.numbers(count * figures)))
    }
  }
}

extension OrderTally {
  /// None yet.
  static func empty(of setup: PlanSetup) -> [OrderTally] {
    setup.ledger.origins.map {
      OrderTally(origin: $0, name: setup.ledger.name(of: $0), source: setup.ledger.source(of: $0))
    }
  }

  fileprivate func pack(into writer: inout PackedWriter) {
    writer.put(orders.count)
    for order in orders {
      writer.put(order.count)
      for one in order { for number in [one.at, one.cash, one.face] { writer.put(number) } }
    }
    writer.put(later)
    writer.put(laterCash)
  }

  fileprivate mutating func unpack(
    from reader: inout PackedReader, paths: Int
  ) throws(PackedError) {
    let told = try reader.count()
    guard told <= Buying.told else { throw PackedError() }
    for _ in 0..<told {
      var order: [Order] = []
      let count = try reader.count(of: 3)
      // An order that nobody made is not told.
      guard count >= 1, count <= paths else { throw PackedError() }
      for _ in 0..<count {
        order.append(
          Order(at: try reader.number(), cash: try reader.number(), face: try reader.number()))
      }
      orders.append(order)
    }
    later = try reader.small()
    laterCash = try reader.wide()
  }
}
