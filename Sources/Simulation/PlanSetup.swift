/// One plan, or one variant of it, made ready: its ledger's plan, the curves of its kinds of request, its risks.

import Demand
import Ledger
import Quantities
import Scenario

/// By reference: every future asks every plan's for its curves.
final class PlanSetup: Sendable {
  /// One of the plan's kinds, from the columns of the demand: each times a share in millionths.
  private struct Mix: Sendable {
    var column: Int
    var millionths: Int64
  }

  let plan: Int
  let settings: [(name: String, value: String)]
  let ledger: LedgerPlan
  /// One; or one for each row of the unknown numbers.
  private let rows: [(ledger: LedgerPlan, risks: Risks?)]
  let emptyTallies: ByOrigin<LotTally>
  private let shape: FlowShape
  /// Of the time after the horizon; nil: nobody looks past it.
  let afterwards: FlowShape?
  private let mixes: [[Mix]]
  /// Sets of kinds are 64 bits.
  private static let mostKinds = 64
  /// Each kind is one column as it is: nothing need be added up.
  private let isDirect: Bool

  init(
    _ scenario: Scenario, plan index: Int,
    _ variant: PurchasePlan.Variant, _ uses: [ColumnUse],
    _ disconnected: [Ratio], _ demand: DemandModel, afterwards: (start: Instant, grid: TimeGrid)?
  ) throws(QuantityError) {
    self.plan = index
    settings = variant.settings
    ledger = variant.ledger
    try ledger.validate()
    let plan = scenario.plans[index]
    var rows: [(ledger: LedgerPlan, risks: Risks?)] = []
    for (row, ledger) in zip(plan.rows, variant.rows) {
      try ledger.validate()
      rows.append((ledger, try Risks(row.risks, ledger: ledger)))
    }
    if rows.isEmpty { rows = [(ledger, try Risks(plan.risks, ledger: ledger))] }
    self.rows = rows
    var masks: [ScopeMask] = []
    var mixes: [[Mix]] = []
    var moments: [RequestMoments] = []
    for (column, use) in uses.enumerated() {
      var millionths = use.share.millionths
      if !variant.ledger.disconnectsAreCharged {
        millionths = millionths * (1_000_000 - disconnected[column].millionths) / 1_000_000
      }
      let mix = Mix(column: column, millionths: millionths)
      let known = masks.firstIndex(of: use.mask) ?? masks.count
      if known == masks.count {
        masks.append(use.mask)
        mixes.append([])
        moments.append(RequestMoments())
      }
      mixes[known].append(mix)
      moments[known].add(demand.requestMoments(column), scaled: Double(use.share.millionths) / 1e6)
    }
    guard masks.count <= PlanSetup.mostKinds else {
      throw QuantityError(
        "its lots, limits and seats tell \(masks.count) kinds of request apart, and a simulation \(PlanSetup.mostKinds)",
        remedy: "let fewer people, models or channels have limits of their own")
    }
    // Where several kinds meet the end of credit at once, the first comes first: the largest requests, so that neither
    // names nor the order of a file decide it.
    let order = masks.indices.sorted { (-moments[$0].residual, $0) < (-moments[$1].residual, $1) }
    (masks, mixes, moments) = (order.map { masks[$0] }, order.map { mixes[$0] }, order.map { moments[$0] })
    self.mixes = mixes
    isDirect = mixes.allSatisfy { $0.count == 1 && $0[0].millionths == 1_000_000 }
    let isDirect = isDirect
    func shape(_ start: Instant, _ grid: TimeGrid) -> FlowShape {
      let kinds = masks.indices.map { number in
        let place = isDirect ? mixes[number][0].column : number
        let isWhole = mixes[number].allSatisfy { $0.millionths == 1_000_000 }
        return FlowShape.Kind(
          mask: masks[number], offset: place * (grid.count + 1),
          sizes: RequestSizes(moments[number], isWhole: isWhole))
      }
      return FlowShape(start: start, grid: grid, kinds: kinds)
    }
    self.shape = shape(scenario.start, demand.timeline.grid)
    self.afterwards = afterwards.map { shape($0.start, $0.grid) }
    let listed = variant.ledger
    emptyTallies = ByOrigin(listed) {
      LotTally(origin: $0, name: listed.name(of: $0), source: listed.source(of: $0))
    }
  }

  /// Of a row of the unknown numbers, if there are any.
  func newLedger(row: Int) -> FlowLedger? {
    try? FlowLedger(plan: rows[place(of: row)].ledger, shape: shape, afterwards: afterwards)
  }

  /// Nil: nothing is left to chance.
  func risks(row: Int) -> Risks? { rows[place(of: row)].risks }

  /// Where all numbers are known, every row is the same.
  func place(of row: Int) -> Int { rows.count == 1 ? 0 : row }
  var rowCount: Int { rows.count }

  /// Calls `body` with the curves of this plan's kinds in one future, whose columns these are. `steps`: of another time than the
  /// horizon, of which so many are `known`.
  @inline(__always)
  func withCurves<T>(
    _ curves: [Int64], steps: Int? = nil, known: Int? = nil, mixed: inout [Int64],
    _ body: (UnsafeBufferPointer<Int64>) -> T
  ) -> T {
    if isDirect { return curves.withUnsafeBufferPointer(body) }
    let steps = steps ?? shape.steps
    mix(curves, steps: steps, known: known ?? steps, into: &mixed)
    return mixed.withUnsafeBufferPointer(body)
  }

  private func mix(_ curves: [Int64], steps: Int, known: Int, into mixed: inout [Int64]) {
    let length = steps + 1
    mixed.removeAll(keepingCapacity: true)
    for mix in mixes {
      let begin = mixed.count
      mixed.append(contentsOf: repeatElement(0, count: length))
      for part in mix {
        let from = part.column * length
        if part.millionths == 1_000_000 {
          for step in 0...known { mixed[begin + step] &+= curves[from + step] }
        } else {
          for step in 0...known {
            let (whole, rest) = curves[from + step].quotientAndRemainder(dividingBy: 1_000_000)
            mixed[begin + step] &+= whole &* part.millionths &+ rest &* part.millionths / 1_000_000
          }
        }
      }
    }
  }

  func living(
    _ future: DemandPath, mixed: inout [Int64], row: Int, chance: PathChance?
  ) throws(QuantityError) -> ReplayLedger {
    let result = withCurves(future.curves, mixed: &mixed) { values in
      Result { () throws(QuantityError) in
        try ReplayLedger.living(
          plan: rows[place(of: row)].ledger, shape: shape, values: values, chance: chance)
      }
    }
    return try result.get()
  }
}

extension RequestSizes {
  /// Past the most that a request may come to, no ledger holds what it meets.
  private static let most = 0x1p60

  /// `isWhole`: the curve is the sum of the requests as they are.
  fileprivate init(_ moments: RequestMoments, isWhole: Bool) {
    func nanodollars(_ amount: Double) -> Int64 { Int64(min(amount, RequestSizes.most) + 0.5) }
    if isWhole, moments.isEven {
      self.init(each: nanodollars(moments.mean))
    } else {
      self.init(mean: nanodollars(moments.mean), residual: nanodollars(moments.residual))
    }
  }
}
