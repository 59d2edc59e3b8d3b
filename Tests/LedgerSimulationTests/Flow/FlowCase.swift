/// One future for the flow and its audit: a plan, what each kind of request asks for in each step, and what chance
/// decides. A case is a pure function of its seed; the plan is that of a random case (Cases/RandomCase.swift).

import Ledger
import Quantities

struct FlowCase {
  enum Sizes: Equatable {
    case fluid
    case each(Int64)
    case varying(mean: Int64, residual: Int64)

    var measured: RequestSizes {
      switch self {
      case .fluid: .fluid
      case .each(let size): RequestSizes(each: size)
      case .varying(let mean, let residual): RequestSizes(mean: mean, residual: residual)
      }
    }

    /// No less than what one request can carry past a limit.
    var mostBehind: Int64 {
      switch self {
      case .fluid: 0
      case .each(let size): size
      // Behind a cap of few requests lies the whole of one, and no more than 1.6 residuals.
      case .varying(let mean, let residual): max(mean, residual * 8 / 5 + 1)
      }
    }
  }

  struct Kind {
    var mask: ScopeMask
    var sizes: Sizes
    /// What each step asks for.
    var demand: [Int64]
  }

  var plan: LedgerPlan
  var step: Int64
  var steps: Int
  var kinds: [Kind]
  var chance: DicedChance?
  var stopsAtEveryWindow = false

  var length: Int64 { step * Int64(steps) }
  var isFluid: Bool { kinds.allSatisfy { $0.sizes == .fluid } }

  var shape: FlowShape {
    var shape = FlowShape(
      start: plan.start, step: step, steps: steps,
      kinds: kinds.indices.map {
        FlowShape.Kind(mask: kinds[$0].mask, offset: $0 * (steps + 1), sizes: kinds[$0].sizes.measured)
      })
    shape.stopsAtEveryWindow = stopsAtEveryWindow
    return shape
  }

  var curves: [FlowCurve] { kinds.map { FlowCurve(demand: $0.demand.prefix(steps), step: step) } }
  var values: [Int64] { curves.flatMap(\.boundaries) }

  /// The same, but over in half of the time.
  mutating func halve() {
    if steps > 1 { return steps /= 2 }
    if step > 1 { return step /= 2 }
    for kind in kinds.indices { kinds[kind].demand[0] /= 2 }
  }

  var isShortest: Bool { length == 1 && kinds.allSatisfy { $0.demand[0] == 0 } }

  /// Some auto-reloads order at every look, and the flow looks for them every minute: a future of days would be too long
  /// for the auditor.
  private var mayLookEveryMinute: Bool {
    plan.autoReloads.contains { reload in
      let isCut = reload.atMost.map { $0 <= reload.threshold } ?? false
      let isSmall =
        switch reload.amount {
        case .fixed(let face), .upTo(let face): isCut || face <= reload.threshold
        case .multiples: isCut
        }
      return isSmall || !reload.oneInFlight || reload.retryDelay == 0
    }
  }
}

/// What has been asked for before a second: even within a step, in whole nano-dollars, rounded down.
struct FlowCurve {
  let boundaries: [Int64]
  let step: Int64

  init(demand: ArraySlice<Int64>, step: Int64) {
    var sum: Int64 = 0
    boundaries =
      [0]
      + demand.map {
        sum += $0
        return sum
      }
    self.step = step
  }

  var total: Int64 { boundaries.last ?? 0 }

  func before(_ second: Int64) -> Int64 {
    let whole = Int(second / step)
    if whole + 1 >= boundaries.count { return total }
    let demand = Int128(boundaries[whole + 1] - boundaries[whole])
    return boundaries[whole] + Int64(demand * Int128(second % step) / Int128(step))
  }

  /// The second in which the n-th nano-dollar flows (the first is number 1).
  func second(of n: Int64) -> Int64 {
    var (low, high) = (Int64(0), step * Int64(boundaries.count - 1))
    while low < high {
      let middle = (low + high) / 2
      if before(middle + 1) < n { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

/// Chance as a table made by dice, for an account to ask.
final class DicedLuck: LedgerChance {
  private let chance: DicedChance

  init(_ chance: DicedChance) { self.chance = chance }

  func fate(ofOrder n: Int, of origin: Origin) -> OrderFate { chance.fate(ofOrder: n, of: origin) }
  func isDeclined(try n: Int, of origin: Origin) -> Bool { chance.isDeclined(try: n, of: origin) }
  func reaction(_ n: Int, of origin: Origin) -> Int64? { chance.reaction(n, of: origin) }
}

extension FlowCase {
  var luck: DicedLuck? { chance.map(DicedLuck.init) }
}

/// The same question has the same answer.
struct DicedChance {
  var seed: UInt64
  /// No delay, reaction or revocation is longer.
  var longest: Int64
  /// Of a hundred orders, tries, reactions.
  var lost = 0
  var late = 0
  var revoked = 0
  var declined = 0
  var reacting = 0

  private func dice(_ what: UInt64, _ origin: Origin, _ n: Int) -> Dice {
    let (list, number) =
      switch origin {
      case .purchase(let index): (0, index)
      case .autoReload(let index): (1, index)
      case .standingOrder(let index): (2, index)
      case .person(let index): (3, index)
      }
    var dice = Dice(seed: seed ^ what << 56 ^ UInt64(list) << 52 ^ UInt64(number) << 32 ^ UInt64(n))
    _ = dice.roll()
    return dice
  }

  func fate(ofOrder n: Int, of origin: Origin) -> OrderFate {
    var dice = dice(1, origin, n)
    var fate = OrderFate()
    if dice.chance(late) { fate.delay = Int64(dice.int(0...Int(longest))) }
    fate.isLost = dice.chance(lost)
    if dice.chance(revoked) {
      fate.revokedAfter = Int64(dice.int(0...Int(longest)))
      fate.revocationTakesOtherLots = dice.chance(30)
      if dice.chance(30) {
        fate.revocationCloses = AccountClosing(
          lasts: dice.chance(40) ? nil : Int64(dice.int(1...Int(longest))))
      }
    }
    return fate
  }

  func isDeclined(try n: Int, of origin: Origin) -> Bool {
    var dice = dice(2, origin, n)
    return dice.chance(declined)
  }

  func reaction(_ n: Int, of origin: Origin) -> Int64? {
    var dice = dice(3, origin, n)
    return dice.chance(reacting) ? Int64(dice.int(0...Int(longest))) : nil
  }
}

extension FlowCase {
  static func make(seed: UInt64) -> FlowCase {
    var dice = Dice(seed: seed ^ 0xF10D)
    let random = RandomCase.make(seed: seed)
    var plan = random.plan
    let first = plan.start.seconds
    let span = max(random.end.seconds, random.demands.last?.at.seconds ?? 0) - first
    let step = dice.pick(
      [1, 7, 61, 900, 3_600, 86_400].filter { 2 * $0 <= span && span <= 500 * $0 } + [max(1, span / 40)])
    let steps = Int(min(500, max(2, span / step + Int64(dice.int(0...1)))))
    // The random case has more triggers than caps; demand that flows meets caps, so some plans are about little else.
    if plan.usageCaps.isEmpty, dice.chance(25) { addCaps(to: &plan, &dice) }
    var subject = FlowCase(plan: plan, step: step, steps: steps, kinds: [])
    // One that fills up to its very threshold orders at every nano-dollar of a fluid.
    for (index, reload) in plan.autoReloads.enumerated() where reload.amount == .upTo(reload.threshold) {
      subject.plan.autoReloads[index].amount = .upTo(Nanodollars(reload.threshold.count * 2))
    }
    if subject.mayLookEveryMinute, subject.length > 18_000, dice.chance(90) {
      subject.step = max(1, 18_000 / Int64(steps))
    }
    subject.addKinds(&dice)
    if dice.chance(45) { subject.chance = chance(longest: max(1, subject.length / 4), &dice) }
    subject.stopsAtEveryWindow = dice.chance(20)
    if seed % 4 == 0 { subject.simplify() }
    return subject
  }

  /// As most people's plans are, so that looks are plain (Flow+Plain.swift): one kind of request, credit alone pays for it.
  private mutating func simplify() {
    (plan.allowance, plan.creditScope, plan.retriesWithin) = (nil, nil, nil)
    plan.largerThanBalance = .overdraw
    for index in plan.purchases.indices { plan.purchases[index].terms.scope = nil }
    for index in plan.autoReloads.indices {
      plan.autoReloads[index].offer.terms.scope = nil
      plan.autoReloads[index].afterRefusal = false
    }
    for index in plan.standingOrders.indices { plan.standingOrders[index].offer.terms.scope = nil }
    for index in plan.people.indices { plan.people[index].offer.terms.scope = nil }
    kinds.removeSubrange(1...)
    if case .each = kinds[0].sizes { kinds[0].sizes = .fluid }
    stopsAtEveryWindow = false
  }

  private static func addCaps(to plan: inout LedgerPlan, _ dice: inout Dice) {
    let face = plan.purchases.map(\.face.count).max() ?? 1_000_000_000
    for window in [UsageCap.Window.month, .day(.utc)] where dice.chance(70) {
      plan.usageCaps.append(
        UsageCap(
          amount: Nanodollars(max(1, face / Int64(dice.pick([1, 2, 4])))), window: window,
          crossing: dice.pick(UsageCap.Crossing.allCases),
          scope: dice.chance(50) || plan.scopes.isEmpty ? nil : dice.int(0...plan.scopes.count - 1)))
    }
  }

  private static func chance(longest: Int64, _ dice: inout Dice) -> DicedChance {
    var chance = DicedChance(seed: dice.roll(), longest: longest)
    chance.lost = dice.pick([0, 0, 10, 30])
    chance.late = dice.pick([0, 20, 60])
    chance.revoked = dice.pick([0, 0, 10, 30])
    chance.declined = dice.pick([0, 10, 40])
    chance.reacting = dice.pick([0, 50, 100])
    return chance
  }

  /// The amounts of a plan are multiples of one; so is what is asked for, so that limits are met exactly.
  private var unit: Int64 {
    var amounts = plan.purchases.map(\.face.count) + plan.usageCaps.map(\.amount.count)
    amounts += plan.autoReloads.map(\.threshold.count) + plan.people.map(\.buys.count)
    amounts += (plan.allowance?.windows ?? []).map(\.limit.count)
    return max(1, amounts.filter { $0 > 0 }.min() ?? 1_000_000_000)
  }

  private mutating func addKinds(_ dice: inout Dice) {
    var masks: [ScopeMask] = []
    let people = [nil] + Set(plan.scopes.flatMap { $0.people ?? [] }).sorted().map(Optional.init)
    for model in RandomCase.models {
      for channel in Channel.allCases {
        for person in people {
          let mask = plan.mask(model: model, channel: channel, person: person)
          if !masks.contains(mask) { masks.append(mask) }
        }
      }
    }
    masks = Array(dice.shuffled(masks).prefix(dice.pick([1, 1, 2, 3, 4, 5])))
    let unit = unit
    let total = unit * Int64(dice.pick([2, 5, 12, 30, 80]))
    let law = dice.int(0...9)
    for mask in masks {
      let sizes: Sizes
      switch law == 9 ? dice.int(0...8) : law {
      case 0...4: sizes = .fluid
      case 5...6: sizes = .each(max(1, unit / Int64(dice.pick([1, 2, 3, 10, 50]))))
      default:
        let mean = max(1, unit / Int64(dice.pick([1, 3, 10, 50])))
        sizes = .varying(mean: mean, residual: mean / 2 + mean * Int64(dice.int(0...30)) / 10)
      }
      let demand = FlowCase.demand(of: total / Int64(masks.count), steps, unit: unit, sizes, &dice)
      kinds.append(Kind(mask: mask, sizes: sizes, demand: demand))
    }
  }

  /// Nights, even hours and bursts.
  private static func demand(
    of total: Int64, _ steps: Int, unit: Int64, _ sizes: Sizes, _ dice: inout Dice
  ) -> [Int64] {
    let busy = dice.pick([10, 50, 90, 100])
    let even = max(1, Int(total) * 100 / (steps * busy))
    let isSame = dice.chance(30)
    var isNight = false
    return (0..<steps).map { _ in
      if dice.chance(8) { isNight.toggle() }
      if isNight || !dice.chance(busy) { return 0 }
      var amount: Int64
      switch dice.int(1...100) {
      case 1...3: amount = unit * Int64(dice.pick([1, 2, 5]))
      case 4...10: amount = Int64(dice.int(0...3))
      default: amount = Int64(isSame ? even : dice.int(0...2 * even))
      }
      if case .each(let size) = sizes { amount = amount / size * size + (dice.chance(30) ? size : 0) }
      return amount
    }
  }
}
