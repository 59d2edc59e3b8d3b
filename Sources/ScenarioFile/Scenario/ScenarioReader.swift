/// A scenario from its file: docs/scenario.md says what it may hold. Every mistake in the file is reported at
/// once; a scenario is returned only if there is none.

import Demand
import Documents
import Ledger
import Pricing
import Providers
import Quantities
import Results
import Scenario

public enum Scenarios {
  /// Reads a scenario, YAML or JSON. Files that it names are looked for beside it.
  public static func read(
    path: String
  ) throws(Diagnostics) -> (scenario: Scenario, warnings: Diagnostics) {
    try Document.read(path: path, as: FileKind.scenario) { read(whole($0, path: path, $1), path, $1) }
  }

  /// The same for text that is in memory; `path` is where it would be.
  public static func read(
    bytes: [UInt8], path: String
  ) throws(Diagnostics) -> (scenario: Scenario, warnings: Diagnostics) {
    try Document.read(bytes: bytes, path: path, as: FileKind.scenario) {
      read(whole($0, path: path, $1), path, $1)
    }
  }

  /// From its whole tree. `tariff` takes the place of what its `rates` name.
  static func read(
    _ root: Node, _ path: String, _ findings: Findings, given tariff: Tariff? = nil
  ) -> Scenario? {
    func read(_ root: Node, _ findings: Findings) -> Scenario? {
      let unknown = UnknownNumbers(root, findings)
      let middle = Ranges.refused(outsidePlansOf: unknown.middle(of: root), findings)
      return Record.read(middle, "a scenario", .scenario, findings) {
        ScenarioReader($0, path: path, given: tariff).read(unknown, of: root)
      }
    }
    var scenario = read(root, findings)
    scenario?.variants = Variants.read(root, findings, read)
    return findings.hasErrors ? nil : scenario
  }

  /// The tree as it is read: what is included in its place, what is set from outside, amounts of another currency in dollars.
  package static func whole(
    _ root: Node, path: String, _ findings: Findings, with settings: Settings = .none
  ) -> Node {
    inDollars(settings.applied(to: Includes.merged(root, path: path, findings), findings), findings)
  }
}

/// What is known while a scenario is being read: the parts read so far, and what later parts are checked
/// against. Its parts are extensions, one file each: workloads, the account, plans, changes; the frame is
/// here.
final class ScenarioReader {
  let keys = Keys.scenario
  let root: Record
  let findings: Findings
  let path: String
  var provider = Provider.standard
  var card = RateCard.builtIn
  var start = Instant(seconds: 0)
  var end = Instant(seconds: 0)
  var scenario: Scenario
  /// Of the families read so far: the values of their ranges, and what was read again to try them.
  var rangeValues = 0
  /// Those with a bracket in them, as the names of members have; nil: not looked for yet.
  var planNames: [String]?
  var valuesTried = 0
  /// Of the workloads that several people share.
  var teams: [Team] = []
  /// Auto-reloads whose thresholds are told to be low.
  var thinReloads: Set<Documents.Place> = []

  /// In the place of the card that it names.
  private let given: Tariff?

  init(_ root: Record, path: String, given: Tariff? = nil) {
    self.root = root
    self.path = path
    self.given = given
    findings = root.findings
    scenario = Scenario(title: "", start: start, end: end, step: nil, card: RateCard.builtIn)
  }

  /// `unknown`: the numbers that nobody knows, and the tree as it was written, with them.
  func read(_ unknown: UnknownNumbers, of whole: Node) -> Scenario? {
    guard root.node.isMap else { return nil }
    root.checkVersion(keys.version, of: "a scenario")
    // Read by then (Includes.swift).
    root.admit([keys.include, keys.variants])
    scenario.title = root.take(keys.title, default: fileName(path), from: "file name")
    scenario.rule = root.ruleNote
    readTime()
    if let tariff = readTariff(root, path, given: given) {
      (provider, card) = (tariff.provider, tariff.card)
      scenario.provider = provider
    }
    readPrices()
    readRetirements()
    scenario.card = card
    scenario.rounding = root.take(keys.rounding)
    let tax = root.take(keys.tax)
    scenario.currency = readCurrency()
    scenario.leftOver = root.take(keys.leftOver)
    scenario.serveAtLeast = root.take(keys.serveAtLeast)
    scenario.blockedWork = readBlockedWork()
    root.refuse(keys.strays)
    root.refuse(keys.outsidePlans)
    readWorkloads()
    readReroutes()
    readScale()
    divideAmongPeople()
    readCorrelations()
    let account = readAccount(tax: tax)
    account.plan.retriesWithin = scenario.blockedWork.patience
    readPlans(account.shared)
    readRows(unknown, of: whole, tax: tax)
    readAlerts()
    warnOfEvenDemand()
    scenario.gates = root.gates(plans: scenario.plans.map(\.name) + scenario.openFamilies.map(\.name))
    guard !findings.hasErrors else { return nil }
    return scenario
  }

  /// In one of its two keys.
  private func readBlockedWork() -> BlockedWork {
    let key = root.chooseAny([keys.blockedWork, keys.blockedWorkCosts])
    guard key == keys.blockedWorkCosts.name else { return root.blockedWork(costs: true) }
    return BlockedWork(costs: root.take(keys.blockedWorkCosts) ?? .one)
  }

  private func readTime() {
    let stated = root.need(keys.start)
    if let stated, stated < Instant(seconds: 0) {
      findings.error(root.place(keys.start), "this is before 1970", "write a later start")
    }
    // After a mistake, the day of the card: no model is then said to be unreleased.
    start = stated ?? Instant(card.asOf)
    let horizon = root.take(keys.horizon)
    do throws(QuantityError) {
      end = try start.adding(horizon)
    } catch {
      findings.error(root.place(keys.horizon), error)
      end = .last
    }
    scenario.start = start
    scenario.end = end
    scenario.step = root.take(keys.step)
  }
}

extension Shape where Value == Int64? {
  /// Nil: auto.
  static var simulationStep: Shape {
    let stated = Shape<Int64>.seconds.checked { seconds throws(QuantityError) in
      guard [15 * TimeSpan.minute, TimeSpan.hour, TimeSpan.day].contains(seconds) else {
        throw QuantityError(
          "a step of \(TimeSpan.seconds(seconds)) is not simulated",
          remedy: "write auto, 15 min, 1 hour or 1 day")
      }
    }
    return Shape(
      "auto, or a span like 1 hour", .anyOf([.names(["auto"]), stated.form]),
      text: { $0.map { TimeSpan.seconds($0).description } ?? "auto" }
    ) { text throws(QuantityError) in
      text == "auto" ? nil : try stated.parse?(text)
    }
  }
}
