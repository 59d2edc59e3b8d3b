/// Numbers that nobody knows, where they stand: `{unknown: [$150, $400]}` or `{low: $150, high: $400}` in the place of any single
/// value of a plan or of the account. They are taken out of the tree before it is read, so that no reader knows of them: the
/// scenario is read with the middle of each, and its plans once more for each row of values (Scenario/UnknownNumber.swift).
///
/// At the boundary: the low end lies below the high one; 20 numbers are read, of 21 none. What decides which lots there are
/// (a count, how often), what a plan may pay for, and what is owed at the start has to be known.

import Documents
import Ledger
import Quantities
import Scenario

struct UnknownNumbers {
  static let most = 20

  private struct Spot {
    let path: [Int]
    let place: Place
    var number: UnknownNumber
    /// Nil: in the account.
    let plan: String?
  }

  private var spots: [Spot] = []

  var isEmpty: Bool { spots.isEmpty }

  /// Each once, in the order of the file.
  var numbers: [UnknownNumber] {
    var found: [UnknownNumber] = []
    for spot in spots where !found.contains(spot.number) { found.append(spot.number) }
    return found
  }

  func isIn(plan: String) -> Bool { spots.contains { $0.plan == nil || $0.plan == plan } }

  func names(inPlan plan: String) -> Set<String> {
    Set(spots.filter { $0.plan == nil || $0.plan == plan }.map(\.number.name))
  }

  func place(inPlan plan: String) -> Place {
    spots.first { $0.plan == plan }?.place ?? spots.first { $0.plan == nil }?.place ?? .file
  }

  // MARK: Where they stand

  init(_ root: Node, _ findings: Findings) {
    guard case .mapping(let pairs) = root.content else { return }
    for (number, pair) in pairs.enumerated() {
      switch pair.name {
      case Keys.scenario.account.name: look(pair.value, [number], [pair.name], plan: nil, findings)
      case Keys.scenario.plans.name:
        guard case .mapping(let plans) = pair.value.content else { continue }
        for (place, plan) in plans.enumerated() {
          look(plan.value, [number, place], [], plan: plan.name.trimmed, findings)
        }
      default: continue
      }
    }
    if numbers.count > UnknownNumbers.most {
      findings.error(
        spots[UnknownNumbers.most].place,
        "these are \(grouped(numbers.count)) unknown numbers, and a scenario has at most \(UnknownNumbers.most)",
        "state the values of those that matter least")
      spots = []
    }
    tellApart()
  }

  private mutating func look(
    _ node: Node, _ path: [Int], _ keys: [String], plan: String?, _ findings: Findings
  ) {
    switch node.content {
    case .scalar: return
    case .sequence(let items):
      for (number, item) in items.enumerated() {
        look(item, path + [number], keys + [String(number + 1)], plan: plan, findings)
      }
    case .mapping(let pairs):
      guard UnknownNumbers.isOne(pairs) else {
        for (number, pair) in pairs.enumerated() {
          look(pair.value, path + [number], keys + [pair.name.trimmed], plan: plan, findings)
        }
        return
      }
      guard let number = UnknownNumbers.number(node, keys, findings) else { return }
      spots.append(Spot(path: path, place: node.place, number: number, plan: plan))
    }
  }

  /// Else it is a record, or records by names such as "unknown".
  private static func isOne(_ pairs: [Node.Pair]) -> Bool {
    if pairs.count == 1, pairs[0].name == "unknown" {
      return if case .mapping = pairs[0].value.content { false } else { true }
    }
    return pairs.count == 2 && Set(pairs.map(\.name)) == ["low", "high"]
      && pairs.allSatisfy { $0.value.single != nil }
  }

  private static func number(_ node: Node, _ keys: [String], _ findings: Findings) -> UnknownNumber? {
    var ends: [Node] = []
    if let stated = node["unknown"] {
      guard case .sequence(let items) = stated.content, items.count == 2 else {
        findings.error(
          stated.place, "an unknown number has two ends here",
          "write the least and the most that it may be: {unknown: [$150, $400]}")
        return nil
      }
      ends = items
    } else {
      ends = [node["low"], node["high"]].compactMap(\.self)
    }
    let forms: [Form] = [.money, .share, .span, .instant, .whole(Int.min...Int.max)]
    let measured = ends.map { end -> Measured in
      let text = end.single ?? ""
      // Dollars have their mark: a bare number is a count.
      let isCount = text.allSatisfy { $0.isNumber || "_,".contains($0) }
      let bare: [Form] = isCount ? [forms[4]] : forms
      return Measured(text, as: text.hasSuffix(Measured.perMonth) ? [.text] : bare)
    }
    let name = keys.joined(separator: ".")
    func made(_ unit: UnknownNumber.Unit, _ low: Int64, _ high: Int64) -> UnknownNumber? {
      guard low < high else {
        findings.error(
          ends[1].place, "\(quote(ends[1].single ?? "")) is no more than \(quote(ends[0].single ?? ""))",
          "write the least first, and then the most that it may be")
        return nil
      }
      return UnknownNumber(name: name, unit: unit, low: low, high: high)
    }
    switch (measured[0], measured[1]) {
    case (.money(let a), .money(let b)): return made(.money, a, b)
    case (.share(let a), .share(let b)):
      let rest = ends[0].single?.hasSuffix(Measured.perMonth) ?? false
      return made(.share(rest ? Measured.perMonth : ""), a, b)
    case (.whole(let a), .whole(let b)): return made(.whole, a, b)
    case (.seconds(let a), .seconds(let b)): return made(.seconds, a, b)
    case (.months(let a), .months(let b)): return made(.months, a, b)
    case (.instant(let a), .instant(let b)): return made(.instant, a, b)
    default:
      findings.error(
        node.place, "these ends are no two amounts, shares, counts, spans or instants",
        "write both alike: {unknown: [$150, $400]}, {unknown: [1%, 5%]}, {unknown: [90 days, 180 days]}")
      return nil
    }
  }

  /// Numbers of one place and other ends are other numbers: the plan's name is put before.
  private mutating func tellApart() {
    let names = Dictionary(grouping: spots.map(\.number), by: \.name)
    for index in spots.indices {
      let number = spots[index].number
      guard let plan = spots[index].plan, Set(names[number.name] ?? []).count > 1 else { continue }
      spots[index].number = UnknownNumber(
        name: "\(plan): \(number.name)", unit: number.unit, low: number.low, high: number.high)
    }
  }

  // MARK: Values in their places

  /// With the middle of each.
  func middle(of root: Node) -> Node { with(root) { $0.middle } }

  func row(_ row: Int, of root: Node) -> Node { with(root) { $0.value(row: row) } }

  private func with(_ root: Node, _ value: (UnknownNumber) -> Int64) -> Node {
    if spots.isEmpty { return root }
    let edits = spots.map { spot in
      Edit(
        path: spot.path[...],
        value: Node(content: .scalar(spot.number.text(value(spot.number)), .plain), place: spot.place))
    }
    return root.edited(edits) ?? root
  }
}

// MARK: The plans of each row

extension ScenarioReader {
  /// Reads the plans that have unknown numbers once for each row. `whole`: the tree as it was written.
  func readRows(_ unknown: UnknownNumbers, of whole: Node, tax: Ratio) {
    guard !unknown.isEmpty, !findings.hasErrors else { return }
    for family in scenario.families where unknown.isIn(plan: family.name) {
      findings.error(
        unknown.place(inPlan: family.name),
        "\(quote(family.name)) has ranges, and a number that nobody knows can only stand in a plan without any",
        "state the number, or the values of the ranges")
    }
    guard !findings.hasErrors else { return }
    let touched = scenario.plans.indices.filter { unknown.isIn(plan: scenario.plans[$0].name) }
    let limits = scenario.rateLimits
    defer { scenario.rateLimits = limits }
    scenario.unknownNumbers = unknown.numbers
    for index in touched {
      scenario.plans[index].unknownNumbers = unknown.names(inPlan: scenario.plans[index].name)
    }
    for row in 0..<UnknownNumber.rows {
      let own = Findings(trialIn: findings.frame)
      let tree = unknown.row(row, of: whole)
      let account = account(tree[keys.account.name], tax: tax, own)
      account.plan.retriesWithin = scenario.blockedWork.patience
      for index in touched {
        let name = scenario.plans[index].name
        guard let node = tree[keys.plans.name]?[name] else { continue }
        let plan = Record.read(node, "plan \(quote(name))", .plan, own) {
          PlanReader($0, of: account.shared).readPlan(Label(name: name, place: node.place))
        }
        guard !own.hasErrors else { break }
        if let reason = scenario.plans[index].differs(from: plan) {
          findings.error(unknown.place(inPlan: name), "this may not be unknown: \(reason)", "state its value")
          return
        }
        scenario.plans[index].rows.append(PurchasePlan.Row(ledger: plan.ledger, risks: plan.risks))
      }
      guard !own.hasErrors else {
        findings.take(errorsOf: own, saying: "between the ends of an unknown number: ")
        return
      }
    }
  }
}

extension PurchasePlan {
  /// Why it is no row of this plan; nil: it is one.
  fileprivate func differs(from other: PurchasePlan) -> String? {
    let (one, two) = (ledger, other.ledger)
    if one.origins.map({ one.name(of: $0) }) != two.origins.map({ two.name(of: $0) })
      || one.fees.map(\.name) != two.fees.map(\.name)
    {
      return "it decides how many purchases and fees there are"
    }
    if one.scopes != two.scopes || volumePrices != other.volumePrices {
      return "it decides what credit pays for, and at which prices"
    }
    if one.openingDebt != two.openingDebt { return "what is owed at the start is a fact" }
    if unknown != other.unknown { return "it decides which switches are unknown" }
    return nil
  }
}
