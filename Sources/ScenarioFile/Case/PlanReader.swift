/// One account's plan from its record: the whole of a replay case, or one plan of a scenario. What both
/// have in common is read here and in the files beside this one; where a scenario leaves something to
/// chance, to nobody's knowledge or to the end of its horizon, `horizon` says that it may.

import Documents
import Glibc
import Ledger
import Pricing
import Providers
import Quantities
import Scenario

final class PlanReader {
  let root: Record
  let findings: Findings
  let provider: Provider
  let card: RateCard
  let tax: Ratio
  /// The first instant after a scenario's horizon; nil: a replay, in which all is certain.
  let horizon: Instant?
  /// Reads what its account already says; only what differs is asked for.
  let isHeir: Bool
  var plan: LedgerPlan
  var chances = Chances()
  var scopes = ScopeTable()
  var sums = Sums()
  /// Every name of a lot or of what buys lots, and where it was given.
  var names: [String: Place] = [:]
  /// For each entry of the listed lots: its name, and the lots it makes as indices into the plan's purchases.
  var lots: [(label: Label, purchases: [Int])] = []
  /// Every name that an entry of the listed lots gives, also where it has mistakes and makes none.
  var listed: Set<String> = []
  /// An entry has mistakes that hide how many lots it makes, and so their names.
  var listsUnknownNames = false
  /// Of the plan's lots from resellers.
  var seller: Seller?
  /// Lots that end with a subscription, and when those end that have been read.
  var lapsing: [LapsingLot] = []
  var subscriptionEnds: [String: SubscriptionEnd] = [:]
  /// What has happened before the start.
  var state: StatedState?
  /// Of a scenario: how many people sign in with the plan, and the workloads that do so and are nobody's. Nil: a replay, in which
  /// requests say whose they are.
  var people: Int?
  var nobodys: [String] = []
  /// The API credit that seats bring, of those read so far.
  var seatCredits: [SeatCredit] = []

  /// What a ledger's plan cannot say: chances, and switches whose value is not known.
  struct Chances {
    var unknown: [UnknownSwitch] = []
    var risks = PlanRisks()
    var volumePrices: [VolumePrice] = []
  }

  init(_ root: Record, start: Instant, _ tariff: Tariff, tax: Ratio, horizon: Instant? = nil) {
    self.root = root
    (provider, card) = (tariff.provider, tariff.card)
    self.tax = tax
    self.horizon = horizon
    isHeir = false
    findings = root.findings
    plan = LedgerPlan(start: start)
  }

  /// What an account hands to each of its plans; a value, so that plans are read on any thread.
  struct Shared: Sendable {
    let provider: Provider
    let card: RateCard
    let tax: Ratio
    let horizon: Instant?
    let plan: LedgerPlan
    let chances: Chances
    let scopes: ScopeTable
    let sums: Sums
    let names: [String: Place]
    let lots: [(label: Label, purchases: [Int])]
    let listed: Set<String>
    let listsUnknownNames: Bool
    let lapsing: [LapsingLot]
    let state: StatedState?
    let people: Int?
    let nobodys: [String]
  }

  var shared: Shared {
    Shared(
      provider: provider, card: card, tax: tax, horizon: horizon, plan: plan, chances: chances,
      scopes: scopes, sums: sums, names: names, lots: lots, listed: listed,
      listsUnknownNames: listsUnknownNames, lapsing: lapsing, state: state, people: people,
      nobodys: nobodys)
  }

  /// A plan of a scenario: begins as its account.
  init(_ root: Record, of account: Shared) {
    self.root = root
    (provider, card) = (account.provider, account.card)
    tax = account.tax
    horizon = account.horizon
    isHeir = true
    findings = root.findings
    (plan, chances, scopes, sums) = (account.plan, account.chances, account.scopes, account.sums)
    (names, lots, listed) = (account.names, account.lots, account.listed)
    (listsUnknownNames, lapsing) = (account.listsUnknownNames, account.lapsing)
    (state, people, nobodys) = (account.state, account.people, account.nobodys)
  }

  /// Whether the record decides: always, but for an heir that leaves it to its account.
  private func decides(_ key: some StatedKey) -> Bool { !isHeir || root.has(key) }

  func readBillingCycle(_ key: Key<Instant>) {
    guard decides(key) else { return }
    let anchor = root.take(key, default: plan.start.description, from: "the start")
    plan.billingCycle = BillingCycle(anchor: anchor)
  }

  func readSwitches() {
    let keys = Keys.switches
    if decides(keys.drawOrder) {
      forget(.drawOrder)
      plan.drawOrder = take(root, keys.drawOrder, switch: .drawOrder)
    }
    if decides(keys.largerThanBalance) {
      forget(.largerThanBalance)
      plan.largerThanBalance = take(root, keys.largerThanBalance, switch: .largerThanBalance)
    }
    if decides(keys.meteringLag) {
      plan.meteringLag = root.take(keys.meteringLag).flatMap { $0 > 0 ? $0 : nil }
    }
    let isOverdrawn =
      plan.largerThanBalance == .overdraw || chances.unknown.contains(.largerThanBalance)
    if plan.meteringLag != nil, !isOverdrawn {
      root.refuse(
        keys.meteringLag, "where a request has to be covered: its cost is known before it is served",
        "leave it out, or write 'larger than balance: overdraw'")
    }
    if decides(keys.disconnects) {
      forget(.disconnects)
      plan.disconnectsAreCharged = take(root, keys.disconnects, switch: .disconnects)
    }
  }

  // MARK: Switches that nobody knows

  /// The value of a switch. Where a scenario says that it is unknown, this is its default.
  func take<Value>(_ record: Record, _ key: DefaultKey<Value>, switch name: UnknownSwitch) -> Value {
    isUnknown(record, key, name) ? key.value : record.take(key)
  }

  func isUnknown(_ record: Record, _ key: some StatedKey, _ name: UnknownSwitch) -> Bool {
    guard horizon != nil, case .scalar(let text, _)? = record.find(key)?.content, text.trimmed == "unknown"
    else { return false }
    chances.unknown.append(name)
    return true
  }

  private func forget(_ name: UnknownSwitch) { chances.unknown.removeAll { $0 == name } }
}
