/// Searches of every kind that a file may hold: with a choice and with none, with a lot that is explained, with resellers, with each
/// goal, of a family that cannot be counted, and cut short in every stage.

import Ledger
import Optimising
import Quantities
import Results
import Scenario
import Synchronization
import Testing

struct SearchKind: Sendable {
  let name: String
  let optimum: Optimum

  var file: OptimumFile { OptimumFile(optimum, version: "0.0.0", command: "lotwise optimise 'a b.yaml'") }

  /// Each is searched once.
  static let all = Result { try made() }

  /// One with few members and all that a file may have, of which each value can be spoilt in turn.
  static let small = Result {
    var scenario = oneLot(values: ["$0", "$300", "$600"].count, step: 300)
    scenario.plans = [
      PurchasePlan(name: "nothing", ledger: plan([])),
      PurchasePlan(name: "far too much", ledger: plan([official(3_000)])),
    ]
    scenario.plans[1].unknown = [.disconnects]
    return try found(scenario, keeping: [total(50_000), total(60_000, of: ["far too much"])])
  }

  private static func made() throws -> [SearchKind] {
    var kinds: [SearchKind] = []
    func add(_ name: String, _ optimum: Optimum) { kinds.append(SearchKind(name: name, optimum: optimum)) }
    add("chosen", try found(month()))
    add("no plan of the scenario's own", try found(month(own: false), goal: .cash))
    add("a ratio", try found(month(), goal: .servedDollar))
    add("a lot explained", try small.get())
    add("nothing keeps the limits", try found(month(), keeping: [total(1)]))
    add("a reseller", try found(resold()))
    add("more than can be counted", try found(endless()))
    add("no family", try found(bare()))
    add("begun", try found(month(), isInterrupted: { true }))
    for stage in Stop.allCases { add("\(stage)", try cutShort(stage)) }
    return kinds
  }

  // MARK: Scenarios

  private static func official(_ dollars: Int64) -> Purchase {
    lot("first", dollars * 1_000_000_000, cents: 40, lasts: days(30))
  }

  private static func total(_ most: Double, of plans: [String]? = nil) -> Gate {
    Gate(
      text: "total cost at most \(most)", subject: .totalCost, side: .atMost, limit: most * 1e9, share: nil,
      plans: plans, otherwise: .fail, place: FilePlace(path: "test.yaml", line: 1))
  }

  /// One lot of so many sizes, and nothing else: what is not covered is refused.
  private static func oneLot(values: Int, step: Int64) -> Scenario {
    var scenario = bare()
    scenario.leftOver = .nothing
    let range = amounts(
      "buy.first.credit", upTo: .dollars(step * Int64(values - 1)), step: .dollars(step))
    scenario.families = [
      family("lot", [range]) { indices in plan([official(step * Int64(indices[0]))]) }
    ]
    scenario.plans = []
    return scenario
  }

  private static func bare() -> Scenario {
    var scenario = month()
    scenario.families = []
    return scenario
  }

  private static func resold() -> Scenario {
    var scenario = month()
    let range = amounts("buy.first.credit", upTo: .dollars(900), step: .dollars(300))
    scenario.families.append(
      family("grey", [range]) { indices in
        var bought = plan([official(300 * Int64(indices[0]))])
        for place in bought.purchases.indices { bought.purchases[place].source = .reseller }
        return bought
      })
    return scenario
  }

  /// Combinations past every whole number, which make few plans.
  private static func endless() -> Scenario {
    var scenario = month()
    let whim = choice("whim", (0..<40).map { "\($0)" })
    let ranges = Array(repeating: whim, count: 12)
    scenario.families = [
      family("whims", ranges) { indices in
        indices.allSatisfy { $0 < 2 } ? plan([official(Int64(300 + 100 * indices.reduce(0, +)))]) : nil
      }
    ]
    return scenario
  }

  // MARK: Searching

  private static func found(
    _ scenario: Scenario, goal: Goal = .totalCost, keeping gates: [Gate] = [],
    isInterrupted: @escaping @Sendable () -> Bool = { false }
  ) throws -> Optimum {
    var options = Optimiser.Options(seed: 31)
    (options.goal, options.gates) = (goal, gates)
    (options.sizes, options.selection, options.evaluation) = ([256, 1_024], 4_096, 1_024)
    return try Optimiser(scenario, options).run(threads: 2, isInterrupted: isInterrupted)
  }

  /// Where the time that was given ends.
  private enum Stop: CaseIterable {
    case searched, searchedAndEvaluated, selected, evaluated
  }

  private static func cutShort(_ stop: Stop) throws -> Optimum {
    let spent = Atomic<Int>(0)
    var options = Optimiser.Options(seed: 31)
    // Larger than the blocks after which a simulation asks for the time.
    options.evaluation = stop == .evaluated ? 65_536 : 1_024
    options.tolerance = 1
    options.spent = { Double(spent.load(ordering: .relaxed)) / 100 }
    return try Optimiser(month(), options).run(
      // One thread does blocks in their order, and those before the first gap count.
      threads: stop == .evaluated ? 1 : 2,
      progress: { progress in
        switch (stop, progress.stage) {
        case (.searched, .searching(_, futures: 1_024)): spent.store(200, ordering: .relaxed)
        case (.searchedAndEvaluated, .searching(_, futures: 1_024)): spent.store(90, ordering: .relaxed)
        case (.selected, .selecting): spent.store(200, ordering: .relaxed)
        case (.evaluated, .evaluating) where progress.done >= 2_048: spent.store(200, ordering: .relaxed)
        default: break
        }
      })
  }
}
