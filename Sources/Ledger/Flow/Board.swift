/// Where rules say what the flow asks them at one point of it: who pays for the next dollar of each kind, and how much of
/// which kinds may come before a rule may answer differently. The rules answer one after another (`Account.publish`), each for
/// the kinds that those before it have left to it.

struct Board: Sendable {
  /// The kinds that flow.
  let kinds: KindSet
  private let masks: [ScopeMask]
  var requests: RequestsAtLimits
  /// The second that everything is asked about.
  private(set) var now: Int64 = 0
  /// The kinds for which nobody has answered yet.
  private var open = KindSet.none
  private var paid: InlineArray<5, KindSet> = .init(repeating: .none)
  /// Of kinds that are refused because of their size: what still fits.
  var scarcities: [Scarcity?]
  /// By rank; of one rank as they were published.
  private(set) var headrooms: [Headroom] = []

  init(_ shape: FlowShape) {
    kinds = KindSet(first: shape.kinds.count)
    masks = shape.kinds.map(\.mask)
    requests = RequestsAtLimits(shape)
    scarcities = Array(repeating: nil, count: shape.kinds.count)
  }

  mutating func begin(at seconds: Int64) {
    now = seconds
    open = kinds
    for payer in paid.indices { paid[payer] = .none }
    for kind in scarcities.indices { scarcities[kind] = nil }
    headrooms.removeAll(keepingCapacity: true)
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
  mutating func assign(_ kinds: KindSet, to payer: Payer) {
    let taken = kinds.intersection(open)
    open = open.subtracting(taken)
    paid[payer.rawValue] = paid[payer.rawValue].union(taken)
  }

  /// This rule refuses the next request of a kind if that meets the end of its headroom. Small requests may still fit; they
  /// need credit, too.
  mutating func ask(_ kind: Int, _ headroom: Headroom, orElse refusal: Payer) {
    guard open.holds(kind) else {
      if refusal == .refusedForCredit, headroom.left <= 0 { scarcities[kind] = nil }
      return
    }
    guard requests.meets(kind, headroom) else { return }
    assign(KindSet(kind), to: refusal)
    if case .fits = headroom.crossing { scarcities[kind] = requests.sizes[kind].scarcity(headroom.left) }
  }

  mutating func add(_ headroom: Headroom) {
    var place = headrooms.count
    while place > 0, headrooms[place - 1].rank.rawValue > headroom.rank.rawValue { place -= 1 }
    if place == headrooms.count { headrooms.append(headroom) } else { headrooms.insert(headroom, at: place) }
  }

  // MARK: What the flow reads

  func kinds(paidBy payer: Payer) -> KindSet { paid[payer.rawValue] }

  var refused: KindSet { kinds(paidBy: .refusedByLimit).union(kinds(paidBy: .refusedForCredit)) }
}

extension Board: CreditLimitVisitor {
  /// A limit on what credit pays.
  mutating func visit(_ limit: inout some CreditLimit) {
    guard !limit.isIdle else { return }
    let headroom = headroom(of: limit)
    for kind in headroom.kinds { ask(kind, headroom, orElse: .refusedByLimit) }
    add(headroom)
  }

  func headroom(of limit: some CreditLimit) -> Headroom {
    Headroom(
      payer: .credit, kinds: kinds { limit.counts(masks[$0]) }, left: limit.left, crossing: limit.crossing,
      rank: .limit)
  }
}
