/// A replay case from its file: docs/replay-case.md says what it may hold. Every mistake in the file is
/// reported at once; a case is returned only if there is none.

import Documents
import Glibc
import Ledger
import Pricing
import Providers
import Quantities
import Scenario

public enum CaseFile {
  /// Reads a case, YAML or JSON, of at most 64 MB. Files that it names are looked for beside it.
  public static func read(
    path: String
  ) throws(Diagnostics) -> (case: ReplayCase, warnings: Diagnostics) {
    try Document.read(path: path, as: FileKind.replayCase) { read($0, path, $1) }
  }

  /// The same for text that is in memory; `path` is where it would be.
  public static func read(
    bytes: [UInt8], path: String
  ) throws(Diagnostics) -> (case: ReplayCase, warnings: Diagnostics) {
    try Document.read(bytes: bytes, path: path, as: FileKind.replayCase) { read($0, path, $1) }
  }

  /// From its tree. `tariff` takes the place of what its `rates` name.
  static func read(
    _ root: Node, _ path: String, _ findings: Findings, given tariff: Tariff? = nil
  ) -> ReplayCase? {
    Record.read(Ranges.refused(inCase: root, findings), "a case", .replayCase, findings) {
      CaseReader($0, path: path, given: tariff).read()
    }
  }
}

/// What is known while a case is being read: its frame, and its requests. The account itself is read by the
/// `PlanReader`.
final class CaseReader {
  let keys = Keys.replayCase
  let root: Record
  let findings: Findings
  let path: String
  var start = Instant(seconds: 0)
  var tariff = Tariff()
  var card: RateCard { tariff.card }
  var end: Instant?
  var tax = Ratio.zero
  var requests: [CaseRequest] = []
  /// Of each request.
  var requestLines: [Int32] = []
  /// Made when the frame is known.
  private(set) lazy var account = PlanReader(root, start: start, tariff, tax: tax)

  /// In the place of the card that it names.
  private let given: Tariff?

  init(_ root: Record, path: String, given: Tariff? = nil) {
    self.root = root
    self.path = path
    self.given = given
    findings = root.findings
  }

  func read() -> ReplayCase? {
    guard root.node.isMap else { return nil }
    root.checkVersion(keys.version, of: "a case")
    let title = root.take(keys.title, default: fileName(path), from: "file name")
    let rule = root.ruleNote
    tariff = readTariff(root, path, given: given) ?? tariff
    let rounding = root.take(keys.rounding)
    tax = root.take(keys.tax)
    let requestsFile = readRequestsFile()
    readTimes(requestsFile)
    account.readBillingCycle(keys.billingCycle)
    account.readSwitches()
    account.plan.openingDebt = root.take(keys.openingDebt)
    account.plan.retriesWithin = root.blockedWork(costs: false).patience
    root.maps(keys.lots, "lot") { account.readLot($0, $1) }
    account.readTriggers()
    account.readLimits()
    account.readAllowance()
    account.readFees()
    account.readState()
    account.applyState()
    account.readWithdrawals()
    account.readCorrections()
    account.readLapses()
    account.plan.scopes = account.scopes.list
    readRequests(rounding)
    if requestsFile == nil || end != nil, let last = end ?? requests.last?.at {
      account.warnOfLateLots(
        after: last, end == nil ? "the last request" : "the end of the case",
        patience: end == nil ? account.plan.retriesWithin ?? 0 : 0)
    }
    guard !findings.hasErrors else { return nil }
    var result = ReplayCase(
      title: title, plan: account.plan, card: card, rounding: rounding, end: end, requests: requests,
      requestsFile: requestsFile?.path)
    result.rule = rule
    result.requestLines = requestLines
    for origin in account.plan.origins {
      result.lines[origin] = account.names[account.plan.name(of: origin)].map { Int($0.line) }
    }
    return result
  }

  private func readTimes(_ requestsFile: (path: String, place: Place)?) {
    if let stated = root.take(keys.start) {
      start = stated
    } else {
      let earliest = [earliestInstant(in: root.node), requestsFile.flatMap { firstInstant($0) }]
      if let first = earliest.compactMap({ $0 }).min() {
        start = first
        root.assume(keys.start, start.description, from: "the earliest instant")
      } else if !root.has(keys.start) {
        root.missing(keys.start, "write 'start: 2026-12-01': nothing else in the case has an instant")
      }
    }
    end = root.take(keys.end)
    if let end, end < start {
      findings.error(
        root.place(keys.end), "the case ends (\(end.brief)) before it starts (\(start.brief))",
        "write a later end")
    }
  }
}

extension Shape where Value == DrawOrder {
  /// The name of an order or of a key, or a list of keys.
  static var drawOrder: Shape {
    let named = Shape.oneOf(DrawOrder.named.map { ($0.name, $0) })
    let keys = Shape<[DrawKey]>.oneOrList(.oneOf(DrawKey.all.map { ($0.name, $0) }))
    return Shape(
      "a draw order like earliest expiry, or a list of keys",
      .anyOf([named.form, .list(.names(DrawKey.all.map(\.name)))]), parse: named.parse, write: named.write
    ) { node, findings in
      guard case .sequence = node.content else { return named.read(node, findings) }
      return keys.read(node, findings).map { keys in
        DrawOrder(keys)
      }
    }
  }
}

/// `two-lots` of `cases/two-lots.yaml`; a file may have any name, a title only what belongs in text.
func fileName(_ path: String) -> String {
  let name = printable(path.split(separator: "/").last.map(String.init) ?? path)
  guard let dot = name.lastIndex(of: "."), dot > name.startIndex else { return name }
  return String(name[..<dot])
}
