/// A replay case from its file: docs/replay-case.md says what it may hold. Every mistake in the file is
/// reported at once; a case is returned only if there is none.

import Glibc
import Ledger
import Pricing
import Quantities
import Scenario

public enum CaseFile {
  /// Reads a case, YAML or JSON, of at most 64 MB. Files that it names are looked for beside it.
  public static func read(
    path: String
  ) throws(Diagnostics) -> (case: ReplayCase, warnings: Diagnostics) {
    let findings = Findings(path: path)
    guard let text = SourceText.read(path: path, findings: findings) else {
      throw findings.diagnostics(in: SourceText(path: path, bytes: []))
    }
    return try read(text, findings)
  }

  /// The same for text that is in memory; `path` is where it would be.
  public static func read(
    bytes: [UInt8], path: String
  ) throws(Diagnostics) -> (case: ReplayCase, warnings: Diagnostics) {
    try read(SourceText(path: path, bytes: bytes), Findings(path: path))
  }

  private static func read(
    _ text: SourceText, _ findings: Findings
  ) throws(Diagnostics) -> (case: ReplayCase, warnings: Diagnostics) {
    var result: ReplayCase?
    if let root = YAMLReader.read(text, findings) {
      result = Record.read(root, "a case", findings) { CaseReader($0, path: text.path).read() }
    }
    let diagnostics = findings.diagnostics(in: text)
    guard let result, !diagnostics.hasErrors else { throw diagnostics }
    return (result, diagnostics)
  }
}

/// What is known while a case is being read: the parts read so far, and what later parts are checked
/// against.
final class CaseReader {
  let root: Record
  let findings: Findings
  let path: String
  var plan = LedgerPlan(start: Instant(seconds: 0))
  var card = RateCard.builtIn
  var end: Instant?
  var tax = Ratio.zero
  var scopes = ScopeTable()
  var sums = Sums()
  /// Every name of a lot or of what buys lots, and where it was given.
  var names: [String: Place] = [:]
  /// For each entry of `lots`: its name and the lots it makes.
  var lots: [(label: Label, range: Range<Int>)] = []
  /// Every name under `lots`, those of lots with mistakes as well.
  var listed: Set<String> = []
  var requests: [CaseRequest] = []

  init(_ root: Record, path: String) {
    self.root = root
    self.path = path
    findings = root.findings
  }

  func read() -> ReplayCase? {
    guard root.node.isMap else { return nil }
    root.checkVersion("lotwise", of: "a case")
    let title = root.take("title", .text, or: fileName(path))
    readCard()
    let rounding = root.take("rounding", .name, or: Rounding.nearestEven)
    tax = root.take("tax", .share, or: .zero)
    let requestsFile = readRequestsFile()
    readTimes(requestsFile)
    readSwitches()
    root.maps("lots", "lot") { readLot($0, $1) }
    readTriggers()
    readLimits()
    readAllowance()
    readFees()
    readWithdrawals()
    plan.scopes = scopes.list
    readRequests(rounding)
    warnOfLateLots(requestsFile)
    guard !findings.hasErrors else { return nil }
    return ReplayCase(
      title: title, plan: plan, card: card, rounding: rounding, end: end, requests: requests,
      requestsFile: requestsFile?.path)
  }

  private func readCard() {
    guard let node = root.find("rates"), let name = Shape.text.read(node, findings), name != "anthropic"
    else { return }
    guard let path = besideTheCase(name, node.place) else { return }
    guard access(path, R_OK) == 0 else {
      findings.error(
        node.place, "there is no readable file \(quote(name)) beside the case (\(systemError()))",
        "write 'anthropic', the built-in card, or the name of a card of your own")
      return
    }
    do throws(Diagnostics) {
      card = try CardFile.read(path: path)
    } catch {
      findings.adopt(error)
    }
  }

  private func readTimes(_ requestsFile: (path: String, place: Place)?) {
    if let stated = root.take("start", .instant) {
      plan.start = stated
    } else {
      let earliest = [earliestInstant(in: root.node), requestsFile.flatMap { firstInstant($0) }]
      if let start = earliest.compactMap({ $0 }).min() {
        plan.start = start
      } else if !root.has("start") {
        root.missing("start", "write 'start: 2026-12-01': nothing else in the case has an instant")
      }
    }
    plan.billingCycle = BillingCycle(anchor: root.take("billing cycle", .instant, or: plan.start))
    end = root.take("end", .instant)
    if let end, end < plan.start {
      findings.error(
        root.place("end"), "the case ends (\(end.brief)) before it starts (\(plan.start.brief))",
        "write a later end")
    }
  }

  private func readSwitches() {
    plan.drawOrder = root.take("draw order", .drawOrder, or: .earliestExpiry)
    plan.largerThanBalance = root.take("larger than balance", .name, or: .overdraw)
    plan.disconnectsAreCharged = root.take(
      "disconnects", .oneOf([("charged", true), ("not charged", false)]), or: true)
    plan.openingDebt = root.take("opening debt", .money, or: .zero)
  }
}

extension Shape where Value == DrawOrder {
  /// The name of an order, or a list of keys.
  static var drawOrder: Shape {
    let named = Shape.oneOf(DrawOrder.all.map { ($0.name, $0) })
    let keys = Shape<[DrawKey]>.oneOrList(.oneOf(DrawKey.all.map { ($0.name, $0) }))
    return Shape("a draw order like earliest expiry, or a list of keys") { node, findings in
      guard case .sequence = node.content else { return named.read(node, findings) }
      return keys.read(node, findings).map { keys in
        DrawOrder(name: keys.map(\.name).joined(separator: ", "), keys: keys)
      }
    }
  }
}

/// `two-lots` of `cases/two-lots.yaml`.
func fileName(_ path: String) -> String {
  let name = path.split(separator: "/").last.map(String.init) ?? path
  guard let dot = name.lastIndex(of: "."), dot > name.startIndex else { return name }
  return String(name[..<dot])
}
