/// Where rules say what the flow asks them at one point of it: who pays for the next dollar of each kind, and how much of
/// which kinds may come before a rule may answer differently. The rules answer one after another (`Account.publish`), each for
/// the kinds that those before it have left to it. What they say becomes meters (Board+Meters.swift): of several kinds when
/// all have spoken, of one kind as they speak.

import Quantities

struct Board: ~Copyable, Sendable {
  /// The kinds that flow.
  let kinds: KindSet
  /// Only one kind flows, as in most plans: then there is one meter at most, and no list of headrooms is kept.
  let isSingle: Bool
  private let masks: Flat<ScopeMask>
  /// Nothing: whoever only looks at the board looks at it where it is (`Account.anchor`).
  private let anchor: (any Sendable)? = nil
  var requests: RequestsAtLimits
  /// The second that everything is asked about.
  private(set) var now: Int64 = 0
  /// The kinds for which nobody has answered yet.
  private var open = KindSet.none
  private var paid: InlineArray<5, KindSet> = .init(repeating: .none)
  /// Those of the kinds paid by credit that an allowance would pay for if this credit did not come first.
  var early = KindSet.none
  /// Kinds that are refused because of their size, and what still fits.
  private(set) var scarce = KindSet.none
  private var scarcities: Flat<Scarcity>
  /// Of several kinds, by rank; of one rank as they were published.
  private(set) var headrooms = Flat<Headroom>(capacity: 8)
  /// Of the only kind: the first that is met whoever pays, and the first if credit does.
  var firsts = FirstMeters()
  /// What demand meets next; no two of the same kinds.
  var meters = Flat<Meter>(capacity: 8)
  /// A rule wants to be asked again at this instant.
  var wakes = Int64.max

  init(_ shape: FlowShape) {
    kinds = KindSet(first: shape.kinds.count)
    isSingle = shape.kinds.count == 1
    masks = Flat(shape.kinds.map(\.mask))
    requests = RequestsAtLimits(shape)
    scarcities = Flat(repeating: Scarcity(asked: 1, served: 0), count: shape.kinds.count)
  }

  @inline(__always)
  mutating func begin(at seconds: Int64) {
    now = seconds
    open = kinds
    paid = .init(repeating: .none)
    scarce = .none
    early = .none
    headrooms.removeAll()
    firsts = FirstMeters()
    meters.removeAll()
    wakes = .max
  }

  // MARK: What rules say

  /// The kinds of which something holds.
  @inline(__always)
  func kinds(where holds: (Int) -> Bool) -> KindSet {
    var found = KindSet.none
    for kind in kinds where holds(kind) { found.insert(kind) }
    return found
  }

  /// This rule answers for those of the kinds that were left to it.
  @inline(__always)
  mutating func assign(_ kinds: KindSet, to payer: Payer) {
    let taken = kinds.intersection(open)
    open = open.subtracting(taken)
    paid[payer.rawValue] = paid[payer.rawValue].union(taken)
  }

  /// This rule refuses the next request of a kind if that meets the end of its headroom. Small requests may still fit; they
  /// need credit, too.
  @inline(__always)
  mutating func ask(_ kind: Int, _ headroom: Headroom, orElse refusal: Payer) {
    guard open.holds(kind) else {
      if refusal == .refusedForCredit, headroom.left <= 0 { scarce.remove(kind) }
      return
    }
    guard requests.meets(kind, headroom) else { return }
    assign(KindSet(kind), to: refusal)
    if case .fits = headroom.crossing, let scarcity = requests.scarcity(kind, headroom.left) {
      scarce.insert(kind)
      scarcities[kind] = scarcity
    }
  }

  @inline(__always)
  mutating func add(_ headroom: Headroom) {
    if isSingle { return note(headroom) }
    headrooms.append(headroom)
    var place = headrooms.count &- 1
    while place > 0, headrooms[place &- 1].rank.rawValue > headroom.rank.rawValue {
      headrooms.swapAt(place, place &- 1)
      place &-= 1
    }
  }

  /// What of a kind that is refused because of its size still fits; nil: nothing.
  func scarcity(_ kind: Int) -> Scarcity? { scarce.holds(kind) ? scarcities[kind] : nil }

  /// Its first refused request decides what comes.
  mutating func forgetScarcity(_ kind: Int) { scarce.remove(kind) }

  // MARK: What the flow reads

  @inline(__always) func kinds(paidBy payer: Payer) -> KindSet { paid[payer.rawValue] }

  @inline(__always) var refused: KindSet {
    kinds(paidBy: .refusedByLimit).union(kinds(paidBy: .refusedForCredit))
  }

  @inline(__always)
  func headroom(of limit: some CreditLimit) -> Headroom {
    Headroom(
      payer: .credit, kinds: kinds { limit.counts(masks[$0]) }, left: limit.left, crossing: limit.crossing,
      rank: .limit)
  }
}

extension Board: CreditLimitVisitor {
  /// A limit on what credit pays.
  @inline(__always)
  mutating func visit(_ limit: inout some CreditLimit) {
    guard !limit.isIdle else { return }
    let headroom = headroom(of: limit)
    for kind in headroom.kinds { ask(kind, headroom, orElse: .refusedByLimit) }
    if !headroom.kinds.intersection(early).isEmpty {
      var divided = headroom
      divided.crossing = .divided
      add(divided)
      if headroom.kinds.subtracting(early).isEmpty { return }
    }
    add(headroom)
  }
}
