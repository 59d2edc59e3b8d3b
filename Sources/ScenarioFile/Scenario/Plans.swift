/// The ways to buy: each plan of a scenario begins as the account and adds its own.

import Demand
import Documents
import Ledger
import Pricing
import Quantities
import Scenario

extension ScenarioReader {
  func readPlans(_ account: PlanReader.Shared) {
    guard root.has(keys.plans) else {
      root.missing(keys.plans, "write the ways to buy: 'plans: {official: {buy: [{credit: $100}]}}'")
      return
    }
    var runs: [(place: Place, count: Int)] = []
    root.maps(keys.plans, "plan") { label, record in
      let ranges = Ranges.found(inPlan: record.node)
      guard ranges.isEmpty else {
        // Members are read in its place.
        record.leaveToOthers()
        if let run = readFamily(label, record.node, ranges, account) { runs.append((label.place, run)) }
        return
      }
      let plan = readPlan(record, label, account)
      add(plan, label)
      runs.append((label.place, unknownRuns(of: plan, label)))
    }
    checkUnknownRuns(runs)
    warnOfIdleState(account)
    if let node = root.find(keys.plans), node.isNull || node.isEmptyMap {
      findings.error(root.place(keys.plans), "there is no plan here", "write at least one way to buy")
    }
  }

  /// A plan without ranges, with what is doubtful about it.
  func readPlan(_ record: Record, _ label: Label, _ account: PlanReader.Shared) -> PurchasePlan {
    let reader = PlanReader(record, of: account)
    let plan = reader.readPlan(label)
    if let last = scenario.workloads.flatMap(\.workload.active).map(\.to).max() {
      reader.warnOfLateLots(
        after: last, "all demand ends", patience: reader.plan.retriesWithin ?? 0)
      warnOfThinReloads(reader, label)
      warnOfLargeRequests(reader, label)
    }
    return plan
  }

  /// What the account's state says and no plan remembers. (What members of a family may have is not looked at.)
  private func warnOfIdleState(_ account: PlanReader.Shared) {
    guard let state = account.state, scenario.openFamilies.isEmpty, !findings.hasErrors else { return }
    var taken: Set<Place> = []
    for plan in scenario.plans {
      var ledger = plan.ledger
      taken.formUnion(state.apply(to: &ledger, scopes: ledger.scopes).taken)
    }
    findings.warnOfIdle(state, taken)
  }

  func add(_ plan: PurchasePlan, _ label: Label) {
    if !findings.hasErrors,
      let twin = scenario.plans.firstIndex(where: { $0.renamed("") == plan.renamed("") })
    {
      findings.warning(
        label.place, "this plan says the same as \(quote(scenario.plans[twin].name))",
        "leave one of them out, or change what differs")
    }
    scenario.plans.append(plan)
  }
}

extension Node {
  fileprivate var isEmptyMap: Bool {
    if case .mapping(let pairs) = content { pairs.isEmpty } else { false }
  }
}

extension PurchasePlan {
  func renamed(_ name: String) -> PurchasePlan {
    var plan = self
    plan.name = name
    return plan
  }
}

extension PlanReader {
  func readPlan(_ label: Label) -> PurchasePlan {
    let keys = Keys.plan
    root.refuse(keys.strays)
    readBillingCycle(keys.billingCycle)
    readSwitches()
    plan.openingDebt = root.take(keys.openingDebt) ?? plan.openingDebt
    readHolds()
    readCorrections()
    seller = readSeller(root)
    readBuys()
    readCommitment()
    readTriggers()
    readLimits()
    readAllowance()
    readSubscriptions()
    readLapses()
    readState()
    applyState()
    plan.scopes = scopes.list
    warnOfTrust(label)
    let isWithoutPay =
      plan.purchases.isEmpty && plan.autoReloads.isEmpty && plan.standingOrders.isEmpty
      && plan.people.isEmpty && plan.allowance == nil
    // What an account comes to as it stands (Settings.swift) is nobody's plan.
    if isWithoutPay, !findings.hasErrors, label.place != .file {
      findings.warning(
        label.place, "this plan has no credit and no way to buy any: all demand is blocked",
        "write 'buy', 'auto-reload', 'standing orders' or 'when empty' into it")
    }
    var result = PurchasePlan(name: label.name, ledger: plan)
    result.risks = chances.risks
    result.unknown = chances.unknown
    result.volumePrices = chances.volumePrices
    return result
  }

  /// Lots by name, or a list of them, which are named by source and number; one lot may stand alone.
  private func readBuys() {
    let buy = Keys.plan.buy
    guard let node = root.find(buy), !node.isNull else { return }
    if case .mapping(let pairs) = node.content, pairs.allSatisfy({ $0.value.isMap }) {
      root.maps(buy, "lot") { readBought($0, $1) }
      return
    }
    var numbers: [String: Int] = [:]
    root.oneOrList(buy, "a lot") { lot in
      var name = Source.official.rawValue
      if case .scalar(let text, _)? = lot.find(Keys.lot.source)?.content { name = text.trimmed }
      numbers[name, default: 0] += 1
      readBought(Label(name: "\(name) \(numbers[name, default: 1])", place: lot.place), lot)
    }
  }

  private func readBought(_ label: Label, _ lot: Record) {
    if case .scalar(Source.opening.rawValue, _)? = lot.find(Keys.lot.source)?.content {
      findings.error(
        lot.place(Keys.lot.source), "what is held at the start is not bought",
        "write it under 'holds' of the account")
    }
    readLot(label, lot)
  }
}
