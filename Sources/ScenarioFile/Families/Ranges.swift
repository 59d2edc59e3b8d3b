/// Where the ranges of a plan stand: its tree is walked together with the tables of its keys, so that no reader of plans
/// knows of them.
///
///     credit: {from: $0, to: $5000, step: $50}      validity: [180 days, 1 year]
///
/// On both sides: where the form of a key takes a list (`models`, `buy`), a list is that list; where it takes a single
/// value only, a list is a range. A map is a range where a single value may stand and a key of it is one of a range that
/// the record there does not have. Outside the plans of scenarios there are none: what looks like one is refused.

import Documents
import Quantities

/// A range as it was found.
struct FoundRange {
  let node: Node
  /// What the single value may be.
  let forms: [Form]
  /// From the plan's map down: the number of each pair or item.
  let path: [Int]
  /// The same way in words; items by their numbers from 1.
  let keys: [String]
  /// The way to the record that a value of nothing leaves out; nil: nothing is just a value here.
  let leavesOut: [Int]?
}

struct Ranges {
  private static let vocabulary = Set(Table.range.keys.map(\.name))

  private let edition: Edition
  /// Outside plans only what can be nothing else is a range.
  private let isStrict: Bool
  private var found: [FoundRange] = []

  private init(_ edition: Edition, isStrict: Bool) { (self.edition, self.isStrict) = (edition, isStrict) }

  static func found(inPlan node: Node) -> [FoundRange] {
    var ranges = Ranges(.open, isStrict: false)
    if case .mapping(let pairs) = node.content { ranges.read(pairs, [.plan], [], []) }
    return ranges.found
  }

  // MARK: What may stand somewhere

  private struct Admitted {
    var singles: [Form] = []
    var tables: [Table] = []
    /// Of the items of a list, of the values of a map by name.
    var item: Form?
    var named: Form?

    init(_ form: Form, _ edition: Edition) { add(form, edition) }

    private mutating func add(_ form: Form, _ edition: Edition) {
      switch form {
      case .quantity, .pattern, .whole, .names, .yesNo: singles.append(form)
      case .nothing, .any, .version: break
      case .record(let table): tables.append(table)
      case .maps(let form): named = form
      case .list(let form): item = form
      case .anyOf(let forms): for form in forms { add(form, edition) }
      case .either: add(form.resolved(in: edition), edition)
      }
    }

    func has(_ key: String) -> Bool { tables.contains { $0.has(key) } }
  }

  // MARK: The walk

  private mutating func look(
    at node: Node, _ form: Form, _ path: [Int], _ keys: [String], _ leavesOut: [Int]? = nil
  ) {
    let admitted = Admitted(form, edition)
    switch node.content {
    case .scalar: return
    case .sequence(let items):
      if let item = admitted.item {
        for (number, value) in items.enumerated() {
          look(at: value, item, path + [number], keys + [String(number + 1)])
        }
      } else if !admitted.singles.isEmpty,
        !isStrict || admitted.tables.isEmpty && items.isSeveralSingles
      {
        add(node, admitted, path, keys, leavesOut)
      }
    case .mapping(let pairs):
      if !admitted.singles.isEmpty, isRange(pairs, admitted) {
        add(node, admitted, path, keys, leavesOut)
      } else if let named = admitted.named, admitted.tables.isEmpty || isSeveral(pairs, admitted) {
        for (number, pair) in pairs.enumerated() {
          look(at: pair.value, named, path + [number], keys + [pair.name.trimmed])
        }
      } else {
        read(pairs, admitted.tables, path, keys)
      }
    }
  }

  /// A record: what stands under its keys.
  private mutating func read(_ pairs: [Node.Pair], _ tables: [Table], _ path: [Int], _ keys: [String]) {
    for (number, pair) in pairs.enumerated() {
      if case .scalar = pair.value.content { continue }
      for table in tables {
        guard let fact = table.facts(in: edition).first(where: { $0.name == pair.name }) else { continue }
        if isStrict, fact.ranges != nil { continue }
        let isWhatIsBought = LeftOut.keys[table.title]?.contains(pair.name) ?? false
        look(
          at: pair.value, fact.form, path + [number], keys + [pair.name.trimmed], isWhatIsBought ? path : nil)
        break
      }
    }
  }

  private mutating func add(
    _ node: Node, _ admitted: Admitted, _ path: [Int], _ keys: [String], _ leavesOut: [Int]?
  ) {
    // An amount in the place of a lot.
    let isWholeRecord = admitted.tables.contains { LeftOut.shortened.contains($0.title) }
    found.append(
      FoundRange(
        node: node, forms: admitted.singles, path: path, keys: keys,
        leavesOut: isWholeRecord ? path : leavesOut))
  }

  private func isRange(_ pairs: [Node.Pair], _ admitted: Admitted) -> Bool {
    let names = Set(pairs.map(\.name))
    if isStrict {
      return names.isSubset(of: Ranges.vocabulary)
        && (names.isSuperset(of: ["from", "to", "step"]) || names.contains("of"))
    }
    let mayBeMap = !admitted.tables.isEmpty || admitted.named != nil
    return pairs.contains { pair in
      Ranges.vocabulary.contains(pair.name) && !admitted.has(pair.name) && !(mayBeMap && pair.value.isMap)
    }
  }

  /// Whether a map is several records by name, as `Record.oneOrNamed` has it once the ranges are single values: it holds
  /// nothing but maps, and none of them is a range under a key of the record.
  private func isSeveral(_ pairs: [Node.Pair], _ admitted: Admitted) -> Bool {
    !pairs.isEmpty
      && pairs.allSatisfy { pair in
        guard case .mapping(let inner) = pair.value.content else { return false }
        return !admitted.has(pair.name)
          || !inner.contains { Ranges.vocabulary.contains($0.name) && !admitted.has($0.name) }
      }
  }
}

/// Where nothing ($0, 0 of them) is no value but leaves the whole record out of a member.
private enum LeftOut {
  /// By the titles of tables: the keys that say how much is bought.
  static let keys: [String: Set<String>] = [
    Table.lot.title: [Keys.lot.credit.name, Keys.lot.repeats.count.name],
    Table.held.title: [Keys.lot.credit.name],
    Table.autoReload.title: [
      Keys.autoReload.add.name, Keys.autoReload.upTo.name, Keys.autoReload.multiplesOf.name,
    ],
    Table.standingOrder.title: [Keys.standingOrder.buy.name, Keys.standingOrder.upTo.name],
    Table.person.title: [Keys.person.buy.name],
    Table.commitment.title: [Keys.commitment.credit.name],
    Table.seat.title: [Keys.seat.count.name],
    Table.subscription.title: [
      Keys.subscription.pay.name, Keys.subscription.seats.name, Keys.subscription.repeats.count.name,
    ],
  ]
  /// Records for which the amount alone may stand.
  static let shortened: Set<String> = [Table.lot.title]
}

// MARK: Where there are none

extension Ranges {
  /// What looks like a range outside the plans of a scenario is a mistake; its last value stands in for it.
  static func refused(outsidePlansOf root: Node, _ findings: Findings) -> Node {
    refused(root, .scenario, .open, findings, "only a plan may have ranges")
  }

  /// The same for a case, which has no plans.
  static func refused(inCase root: Node, _ findings: Findings) -> Node {
    refused(
      root, .replayCase, .closed, findings,
      "only a plan of a scenario may have ranges: a replay is of what happened")
  }

  private static func refused(
    _ root: Node, _ table: Table, _ edition: Edition, _ findings: Findings, _ reason: String
  ) -> Node {
    guard case .mapping(let pairs) = root.content else { return root }
    var ranges = Ranges(edition, isStrict: true)
    ranges.read(pairs, [table], [], [])
    guard !ranges.found.isEmpty else { return root }
    var edits: [Edit] = []
    for range in ranges.found {
      findings.error(range.node.place, "this is a range, and \(reason)", "write one value")
      // Not the first, which is often nothing. Of more mistakes than are told nothing has to be mended.
      if edits.count < Findings.most, let last = range.node.singles.last {
        edits.append(Edit(path: range.path[...], value: last))
      }
    }
    return root.edited(edits) ?? root
  }
}

extension [Node] {
  fileprivate var isSeveralSingles: Bool {
    count > 1 && allSatisfy { if case .scalar = $0.content { !$0.isNull } else { false } }
  }
}

extension Node {
  /// Of a range, well or badly written: its values, as far as they are stated.
  var singles: [Node] {
    switch content {
    case .scalar: isNull ? [] : [self]
    case .sequence(let items): items.flatMap(\.singles)
    case .mapping: ["from", "of", "to"].flatMap { self[$0]?.singles ?? [] }
    }
  }
}

/// A change of a tree: what stands at the end of a way, numbered as it was before any change.
struct Edit {
  var path: ArraySlice<Int>
  /// Nil: it is taken away, and with it what holds nothing else.
  var value: Node?
}

extension Node {
  /// Every node of the tree, keys included.
  func visit(_ body: (Node) -> Void) {
    body(self)
    switch content {
    case .scalar: break
    case .sequence(let items): for item in items { item.visit(body) }
    case .mapping(let pairs):
      for pair in pairs {
        pair.key.visit(body)
        pair.value.visit(body)
      }
    }
  }

  /// Nil: nothing is left.
  func edited(_ edits: [Edit]) -> Node? {
    if edits.isEmpty { return self }
    let whole = edits.filter(\.path.isEmpty)
    if let last = whole.last { return whole.contains { $0.value == nil } ? nil : last.value }
    func edited(_ child: Node, _ number: Int) -> Node? {
      let own = edits.filter { $0.path.first == number }
      return own.isEmpty ? child : child.edited(own.map { Edit(path: $0.path.dropFirst(), value: $0.value) })
    }
    var node = self
    switch content {
    case .scalar: return self
    case .sequence(let items):
      let kept = items.enumerated().compactMap { edited($1, $0) }
      if kept.isEmpty { return nil }
      node.content = .sequence(kept)
    case .mapping(let pairs):
      let kept = pairs.enumerated().compactMap { number, pair in
        edited(pair.value, number).map { Pair(key: pair.key, value: $0) }
      }
      if kept.isEmpty { return nil }
      node.content = .mapping(kept)
    }
    return node
  }
}
