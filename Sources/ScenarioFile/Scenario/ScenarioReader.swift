/// A scenario from its file: docs/scenario.md says what it may hold. Every mistake in the file is reported at
/// once; a scenario is returned only if there is none.

import Demand
import Documents
import Ledger
import Pricing
import Quantities
import Scenario

public enum Scenarios {
  /// Reads a scenario, YAML or JSON. Files that it names are looked for beside it.
  public static func read(
    path: String
  ) throws(Diagnostics) -> (scenario: Scenario, warnings: Diagnostics) {
    try Document.read(path: path, read)
  }

  /// The same for text that is in memory; `path` is where it would be.
  public static func read(
    bytes: [UInt8], path: String
  ) throws(Diagnostics) -> (scenario: Scenario, warnings: Diagnostics) {
    try Document.read(bytes: bytes, path: path, read)
  }

  private static func read(_ text: SourceText, _ findings: Findings) -> Scenario? {
    YAMLReader.read(text, findings).flatMap { root in
      let whole = whole(root, path: text.path, findings)
      return Record.read(whole, "a scenario", findings) { ScenarioReader($0, path: text.path).read() }
    }
  }

  /// The tree as it is read: what is included in its place, amounts of another currency in dollars.
  package static func whole(_ root: Node, path: String, _ findings: Findings) -> Node {
    findings.kind = "the scenario"
    findings.page = "docs/scenario.md"
    return inDollars(Includes.merged(root, path: path, findings), findings)
  }
}

/// What is known while a scenario is being read: the parts read so far, and what later parts are checked
/// against. Its parts are extensions, one file each: workloads, the account, plans, changes; the frame is
/// here.
final class ScenarioReader {
  let root: Record
  let findings: Findings
  let path: String
  var card = RateCard.builtIn
  var start = Instant(seconds: 0)
  var end = Instant(seconds: 0)
  var scenario: Scenario

  /// In the place of the card that it names.
  private let givenCard: RateCard?

  init(_ root: Record, path: String, given card: RateCard? = nil) {
    self.root = root
    self.path = path
    givenCard = card
    findings = root.findings
    scenario = Scenario(title: "", start: start, end: end, step: TimeSpan.hour, card: RateCard.builtIn)
  }

  func read() -> Scenario? {
    guard root.node.isMap else { return nil }
    root.checkVersion("lotwise", of: "a scenario")
    // Read by then (Includes.swift).
    _ = root.find("include")
    scenario.title = root.take("title", .text, default: fileName(path), from: "file name")
    scenario.rule = root.ruleNote
    readTime()
    card = readCard(root, path, given: givenCard) ?? card
    readPrices()
    readRetirements()
    scenario.card = card
    scenario.rounding = root.take(
      "rounding", Shape<Rounding>.name, default: Rounding.nearestEven.rawValue)
    let tax = root.take("tax", .share, default: "0%")
    scenario.currency = readCurrency()
    scenario.leftOver = root.take(
      "left over", Shape<LeftOverWorth>.name, default: LeftOverWorth.pricePaid.rawValue)
    scenario.blockedWorkCosts = root.take(
      "blocked work costs", .ratio(most: .percent(1_000)), default: "0%")
    refuseKeysOfCases()
    readWorkloads()
    readCorrelations()
    readPlans(readAccount(tax: tax))
    scenario.gates = root.gates(plans: scenario.plans.map(\.name))
    guard !findings.hasErrors else { return nil }
    return scenario
  }

  private func readTime() {
    let stated = root.need("start", .instant)
    if let stated, stated < Instant(seconds: 0) {
      findings.error(root.place("start"), "this is before 1970", "write a later start")
    }
    // After a mistake, the day of the card: no model is then said to be unreleased.
    start = stated ?? Instant(card.asOf)
    let horizon = root.take("horizon", .spanAboveZero, default: "12 months")
    do throws(QuantityError) {
      end = try start.adding(horizon)
    } catch {
      findings.error(root.place("horizon"), error)
      end = .last
    }
    scenario.start = start
    scenario.end = end
    let steps = Shape<Int64>.seconds.checked { seconds throws(QuantityError) in
      guard [15 * TimeSpan.minute, TimeSpan.hour, TimeSpan.day].contains(seconds) else {
        throw QuantityError(
          "a step of \(TimeSpan.seconds(seconds)) is not simulated", remedy: "write 15 min, 1 hour or 1 day")
      }
    }
    scenario.step = root.take("step", steps, default: "1 hour")
  }

  /// Keys of a replay case, and keys that belong into a plan.
  private func refuseKeysOfCases() {
    for key in ["lots", "requests", "requests file", "events", "end"] where root.has(key) {
      findings.error(
        root.keyPlace(key), "'\(key)' is a key of a replay case, and this is a scenario",
        PlanReader.remedies[key] ?? "write 'horizon: 12 months'")
    }
    for key in PlanReader.keys where root.has(key) {
      findings.error(
        root.keyPlace(key), "'\(key)' stands outside the plans", "put it into each plan that it belongs to")
    }
  }
}
