/// One range, read: `{from: A, to: B, step: C}`, `[a, b, c]` or `{of: [a, b, c]}`, and which of its values is `chosen`. What is
/// wrong with it is said at its place; what its values mean is for the reader of the plan, which sees one of them.
///
/// At the boundary: steps have to land on `to`; a range has at most 100,000 values.

import Documents
import Quantities

/// A range that was read. One with mistakes has values as well, where there are any, so that the rest of its plan can be
/// read.
struct RangeDraft: Sendable {
  enum Values: Sendable {
    case list([Node])
    case steps(Steps)

    var count: Int {
      switch self {
      case .list(let items): items.count
      case .steps(let steps): steps.count
      }
    }
  }

  let path: [Int]
  let keys: [String]
  let leavesOut: [Int]?
  let place: Place
  let forms: [Form]
  var values: Values
  var chosen: Int?
  var isSound: Bool

  /// A value as the node that stands for the range. No map is known by it, and so it says where it comes from only to a
  /// person.
  func node(_ index: Int) -> Node {
    var node: Node
    switch values {
    case .list(let items): node = items[index]
    case .steps(let steps): node = Node(content: .scalar(steps.text(index), .plain), place: place)
    }
    node.occurrence = RangeDraft.occurrence
    return node
  }

  /// Of no node that was numbered.
  static let occurrence: Int32 = -2

  func text(_ index: Int) -> String {
    switch values {
    case .list(let items): items[index].single ?? ""
    case .steps(let steps): steps.text(index)
    }
  }

  func isNothing(_ index: Int) -> Bool {
    leavesOut != nil && Measured(text(index), as: forms).isNothing
  }
}

struct RangeReader {
  static let mostValues = 100_000

  private let found: FoundRange
  private let findings: Findings

  static func read(_ found: FoundRange, _ findings: Findings) -> RangeDraft {
    RangeReader(found: found, findings: findings).draft()
  }

  private func draft() -> RangeDraft {
    var draft = RangeDraft(
      path: found.path, keys: found.keys, leavesOut: found.leavesOut, place: found.node.place,
      forms: found.forms, values: .list(Array(found.node.singles.prefix(1))), chosen: nil,
      isSound: false)
    if case .sequence(let items) = found.node.content {
      if let items = list(items, found.node.place) { (draft.values, draft.isSound) = (.list(items), true) }
      return draft
    }
    let before = findings.errorCount
    Record.read(found.node, "a range", .range, findings) { range in
      let keys = Keys.range
      range.admit([keys.from, keys.to, keys.step, keys.of, keys.chosen])
      if let of = range.find(keys.of) {
        for key in [keys.from, keys.to, keys.step] {
          range.refuse(key, "beside 'of'", "write 'of: [a, b]', or 'from', 'to' and 'step'")
        }
        guard case .sequence(let items) = of.content else { return of.mismatch("a list", findings) }
        if let items = list(items, of.place) { draft.values = .list(items) }
      } else if let steps = steps(range) {
        draft.values = .steps(steps)
      }
      if findings.errorCount == before, let node = range.find(keys.chosen) {
        draft.chosen = chosen(node, among: draft)
      }
    }
    draft.isSound = findings.errorCount == before
    return draft
  }

  // MARK: A list of values

  /// Nil after a mistake.
  private func list(_ items: [Node], _ place: Place) -> [Node]? {
    guard let first = items.first else {
      findings.error(
        place, "this range has no values", "write its values between the brackets, or leave the key out")
      return nil
    }
    guard items.count <= RangeReader.mostValues else {
      tooMany(items.count, place, "write fewer, or 'from', 'to' and a longer 'step'")
      return nil
    }
    var known: [Measured: Int] = [:]
    var isSound = true
    for (number, item) in items.enumerated() {
      guard case .scalar = item.content, !item.isNull else {
        findings.error(
          item.place, "a range is of single values; this is \(item.kind)", "write one value, or take it out")
        isSound = false
        continue
      }
      if let twin = known.updateValue(number, forKey: Measured(item.single ?? "", as: found.forms)) {
        let other = items[twin].single ?? ""
        findings.error(
          item.place,
          "\(quote(item.single ?? "")) is in this range already"
            + (other == item.single ? "" : ", as \(quote(other))"),
          "keep one of them")
        isSound = false
      }
    }
    if isSound, items.count == 1 { warnOfOne(first.single ?? "", place) }
    return isSound ? items : nil
  }

  private func warnOfOne(_ text: String, _ place: Place) {
    findings.warning(place, "this range has one value", "write the value itself: \(text)")
  }

  private func tooMany(_ count: Int, _ place: Place, _ remedy: String) {
    findings.error(
      place, "this range has \(grouped(count)) values; the most is \(grouped(RangeReader.mostValues))", remedy
    )
  }

  // MARK: Steps

  /// Nil after a mistake.
  private func steps(_ range: Record) -> Steps? {
    let keys = Keys.range
    guard let from = range.find(keys.from), let to = range.find(keys.to), let step = range.find(keys.step)
    else {
      let missing = [keys.from, keys.to, keys.step].filter { !range.has($0) }.map { "'\($0.name)'" }
      findings.error(
        range.place, "a range needs \(listed(missing, "and"))",
        "write {from: A, to: B, step: C}, or the values as a list: [a, b, c]")
      return nil
    }
    let nodes = [from, to, step]
    guard nodes.allSatisfy({ $0.text("a single value", findings) != nil }),
      let unit = unit(from, to, step), let first = number(from, unit), let last = number(to, unit)
    else { return nil }
    let isBackwards = first > last
    if isBackwards {
      findings.error(
        to.place, "'to' (\(to.single ?? "")) comes before 'from' (\(from.single ?? ""))",
        "write the smaller one under 'from'")
    }
    let length: Int64
    if case .instants(let span) = unit {
      length = if span == .seconds(0) || span == .months(0) { 0 } else { 1 }
    } else {
      guard let stated = number(step, unit) else { return nil }
      length = stated
    }
    if length <= 0 {
      findings.error(step.place, "a step of \(step.single ?? "") gets nowhere", "write a step above nothing")
    }
    guard !isBackwards, length > 0 else { return nil }
    if case .instants(let span) = unit { return instants(from: first, to: last, every: span, to.place) }
    let count = (Int128(last) - Int128(first)) / Int128(length)
    guard count < Int128(RangeReader.mostValues) else {
      tooMany(Int(clamping: count + 1), found.node.place, "write a longer step")
      return nil
    }
    let landed = first + Int64(count) * length
    guard landed == last else {
      let (next, overflow) = landed.addingReportingOverflow(length)
      missed(to, Steps.text(landed, unit), overflow ? nil : Steps.text(next, unit))
      return nil
    }
    if count == 0 { warnOfOne(Steps.text(first, unit), found.node.place) }
    return Steps(unit: unit, first: first, step: length, count: Int(count) + 1)
  }

  private func missed(_ to: Node, _ below: String, _ above: String?) {
    findings.error(
      to.place, "no step lands on \(to.single ?? "")",
      "end at \(below)" + (above.map { ", or at \($0)" } ?? ""))
  }

  private func instants(from first: Int64, to last: Int64, every span: TimeSpan, _ place: Place) -> Steps? {
    let start = Instant(seconds: first)
    let to = Node(content: .scalar(Instant(seconds: last).brief, .plain), place: place)
    var count = 0
    if case .seconds(let length) = span {
      count = Int(clamping: (last - first) / length)
    } else {
      while let next = try? start.adding(span, times: count + 1), next.seconds <= last { count += 1 }
    }
    guard count < RangeReader.mostValues else {
      tooMany(count + 1, found.node.place, "write a longer step")
      return nil
    }
    let landed = try? start.adding(span, times: count)
    guard landed?.seconds == last else {
      missed(to, (landed ?? start).brief, (try? start.adding(span, times: count + 1))?.brief)
      return nil
    }
    if count == 0 { warnOfOne(start.brief, found.node.place) }
    return Steps(unit: .instants(span), first: first, step: 0, count: count + 1)
  }

  /// What is counted, by the form of the key, and where that leaves it open by the first value. Nil after a mistake.
  private func unit(_ from: Node, _ to: Node, _ step: Node) -> Steps.Unit? {
    let text = from.single ?? ""
    switch Measured(text, as: found.forms) {
    case .money: return .money
    case .share: return .share(text.hasSuffix(Measured.perMonth) ? Measured.perMonth : "")
    case .whole: return .whole
    case .instant: return Shape<TimeSpan>.span.read(step, findings).map { .instants($0) }
    case .seconds, .months:
      // Each is read: a mistake in one is told as such, and not as a mixture.
      let spans = [from, to, step].map { Shape<TimeSpan>.span.read($0, findings) }
      guard let first = spans[0], spans.allSatisfy({ $0 != nil }) else { return nil }
      for (node, span) in zip([to, step], spans.dropFirst()) where span?.isOnCalendar != first.isOnCalendar {
        findings.error(
          node.place,
          "\(quote(node.single ?? "")) is counted in \(first.isOnCalendar ? "days" : "months"), and 'from' "
            + "(\(text)) in \(first.isOnCalendar ? "months" : "days")",
          "write all three in one unit, or the values as a list: [180 days, 1 year]")
        return nil
      }
      return first.isOnCalendar ? .months : .seconds
    case .text: return unread(from)
    }
  }

  private func unread(_ from: Node) -> Steps.Unit? {
    for form in found.forms {
      switch form {
      case .quantity("money"): _ = Shape<Nanodollars>.money.read(from, findings)
      case .quantity("share"): _ = Shape<Ratio>.share.read(from, findings)
      case .quantity("span"): _ = Shape<TimeSpan>.span.read(from, findings)
      case .quantity("instant"): _ = Shape<Instant>.instant.read(from, findings)
      case .whole(let range): _ = Shape<Int>.whole(range).read(from, findings)
      default: continue
      }
      return nil
    }
    findings.error(
      from.place, "\(quote(from.single ?? "")) is nothing that steps lead on from",
      "write the values as a list: [a, b, c]")
    return nil
  }

  /// In the unit; nil after a mistake.
  private func number(_ node: Node, _ unit: Steps.Unit) -> Int64? {
    switch unit {
    case .money: return Shape<Nanodollars>.money.read(node, findings)?.count
    case .share(let rest):
      let shape = rest.isEmpty ? Shape<Ratio>.ratio(most: .percent(1_000)) : .sharePerMonth
      return shape.read(node, findings)?.millionths
    case .whole:
      return Shape<Int>.whole(-1_000_000_000...1_000_000_000).read(node, findings).map { Int64($0) }
    case .instants: return Shape<Instant>.instant.read(node, findings)?.seconds
    case .seconds, .months:
      return Shape<TimeSpan>.span.read(node, findings).map { span in
        switch span {
        case .seconds(let seconds): seconds
        case .months(let months): Int64(months)
        }
      }
    }
  }

  // MARK: The chosen one

  private func chosen(_ node: Node, among draft: RangeDraft) -> Int? {
    guard let text = node.text("one of the values of this range", findings) else { return nil }
    let wanted = Measured(text, as: found.forms)
    let values = (0..<draft.values.count).lazy.map { Measured(draft.text($0), as: found.forms) }
    if let index = values.firstIndex(of: wanted) { return index }
    let below = values.lastIndex { $0.isBefore(wanted) }
    let above = values.firstIndex { wanted.isBefore($0) }
    var near = [below, above].compactMap { $0 }
    if near.isEmpty { near = Array(0..<min(6, draft.values.count)) }
    findings.error(
      node.place, "\(quote(text)) is none of the values of this range",
      "write \(near.count < draft.values.count ? "one of them, like " : "")"
        + listed(near.map { draft.text($0) }, "or"))
    return nil
  }
}

extension TimeSpan {
  fileprivate var isOnCalendar: Bool { if case .months = self { true } else { false } }
}

extension Node {
  /// The text of a single value.
  var single: String? { if case .scalar(let text, _) = content { text.trimmed } else { nil } }
}
