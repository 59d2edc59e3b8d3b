/// Which purchase or trigger of a plan a lot, an order, a posting or a risk comes from. Everything that is about one of
/// them says so with this type; who keeps a flat list of values for them finds their places in an `OriginRow`.

/// Sorted as a plan lists them: purchases, auto-reloads, standing orders, people.
public enum Origin: Hashable, Comparable, Sendable {
  /// Indices into the plan's lists.
  case purchase(Int)
  case autoReload(Int)
  case standingOrder(Int)
  case person(Int)

  /// Whatever buys by itself: it may order many lots, and watches a balance.
  public var isTrigger: Bool {
    if case .purchase = self { return false }
    return true
  }
}

/// A value for each purchase and trigger of a plan.
public struct ByOrigin<Value> {
  public private(set) var purchases: [Value]
  public private(set) var autoReloads: [Value]
  public private(set) var standingOrders: [Value]
  public private(set) var people: [Value]

  public init(_ plan: LedgerPlan, _ value: (Origin) -> Value) {
    purchases = plan.purchases.indices.map { value(.purchase($0)) }
    autoReloads = plan.autoReloads.indices.map { value(.autoReload($0)) }
    standingOrders = plan.standingOrders.indices.map { value(.standingOrder($0)) }
    people = plan.people.indices.map { value(.person($0)) }
  }

  public subscript(origin: Origin) -> Value {
    _read {
      switch origin {
      case .purchase(let index): yield purchases[index]
      case .autoReload(let index): yield autoReloads[index]
      case .standingOrder(let index): yield standingOrders[index]
      case .person(let index): yield people[index]
      }
    }
    _modify {
      switch origin {
      case .purchase(let index): yield &purchases[index]
      case .autoReload(let index): yield &autoReloads[index]
      case .standingOrder(let index): yield &standingOrders[index]
      case .person(let index): yield &people[index]
      }
    }
  }

  /// As the plan lists them.
  public var values: [Value] { purchases + autoReloads + standingOrders + people }

  public mutating func change(_ change: (inout Value) -> Void) {
    for index in purchases.indices { change(&purchases[index]) }
    for index in autoReloads.indices { change(&autoReloads[index]) }
    for index in standingOrders.indices { change(&standingOrders[index]) }
    for index in people.indices { change(&people[index]) }
  }
}

/// The purchases and triggers of a plan in one row, as it lists them (`LedgerPlan.origins`).
package struct OriginRow: Sendable {
  package let purchases: Int
  private let autoReloads: Int
  private let standingOrders: Int
  package let count: Int

  package init(_ plan: LedgerPlan) {
    (purchases, autoReloads, standingOrders) =
      (plan.purchases.count, plan.autoReloads.count, plan.standingOrders.count)
    count = purchases + autoReloads + standingOrders + plan.people.count
  }

  package func place(of origin: Origin) -> Int {
    switch origin {
    case .purchase(let index): index
    case .autoReload(let index): purchases + index
    case .standingOrder(let index): purchases + autoReloads + index
    case .person(let index): purchases + autoReloads + standingOrders + index
    }
  }
}

extension ByOrigin: Sendable where Value: Sendable {}

extension LedgerPlan {
  /// All of them, as listed.
  public var origins: [Origin] { ByOrigin(self) { $0 }.values }

  public func name(of origin: Origin) -> String {
    switch origin {
    case .purchase(let index): purchases[index].name
    case .autoReload(let index): autoReloads[index].offer.name
    case .standingOrder(let index): standingOrders[index].offer.name
    case .person(let index): people[index].offer.name
    }
  }

  public func source(of origin: Origin) -> Source {
    switch origin {
    case .purchase(let index): purchases[index].source
    case .autoReload(let index): autoReloads[index].offer.source
    case .standingOrder(let index): standingOrders[index].offer.source
    case .person(let index): people[index].offer.source
    }
  }
}
