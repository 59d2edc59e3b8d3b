/// A plan with ranges as a tree, and its members: the same tree with a value in the place of each range, which the ordinary
/// reader of plans reads. All of it is a value, so that members are read on any thread.
///
/// A range whose value says that nothing is bought ($0, 0 of them) takes the record that it belongs to out of the member; the
/// other ranges of that record then say nothing, and members that differ only in them are the same plan.

import Documents
import Quantities
import Scenario

struct FamilyDraft: Sendable {
  static let mostMembers = 1_000_000_000

  let label: Label
  let node: Node
  let drafts: [RangeDraft]
  /// What the name of a member says before each value.
  private let words: [String]
  private let opening: String

  /// `others`: the names of plans and families that begin like this one's.
  init(_ label: Label, _ node: Node, _ drafts: [RangeDraft], others: [String]) {
    self.label = label
    self.node = node
    self.drafts = drafts
    let short = drafts.map { FamilyDraft.words($0.keys) }
    words = drafts.indices.map { index in
      short.count { $0 == short[index] } == 1 ? short[index] : drafts[index].keys.joined(separator: " ")
    }
    // No plan has the name of a member.
    var opening = " ("
    while others.contains(where: { $0.hasPrefix((label.name + opening).trimmed) }) { opening += "member " }
    self.opening = opening
  }

  /// `first credit` of `buy.first.credit`, `below` of `auto-reload.below`, `buy 2` of the second lot of a list.
  private static func words(_ keys: [String]) -> String {
    let isNumbered = keys.count > 1 && Int(keys[1]) != nil
    return (keys.count > 1 && !isNumbered ? keys.dropFirst() : keys[...]).joined(separator: " ")
  }

  // MARK: Members

  /// The other ranges of what is not bought are not named: members that differ in them alone are one plan.
  func name(_ indices: [Int]) -> String {
    let leftOut = leftOut(indices)
    var said: Set<[Int]> = []
    let values = drafts.indices.compactMap { index -> String? in
      let draft = drafts[index]
      guard let record = leftOut.first(where: { draft.path.starts(with: $0) }) else {
        return "\(words[index]) \(draft.text(indices[index]))"
      }
      // What has a name is left out by it; what has none, by the value that says so.
      let isNamed = record.count > 1
      guard isNamed || draft.isNothing(indices[index]), said.insert(record).inserted else { return nil }
      return isNamed
        ? "without \(FamilyDraft.words(Array(draft.keys.prefix(record.count))))"
        : "\(words[index]) \(draft.text(indices[index]))"
    }
    return label.name + opening + values.joined(separator: ", ") + ")"
  }

  /// The paths of records of which nothing is bought.
  private func leftOut(_ indices: [Int]) -> [[Int]] {
    zip(drafts, indices).compactMap { draft, index in draft.isNothing(index) ? draft.leavesOut : nil }
  }

  func member(_ indices: [Int]) -> Node {
    var edits: [Edit] = []
    for (draft, index) in zip(drafts, indices) {
      if let record = draft.leavesOut, draft.isNothing(index) {
        edits.append(Edit(path: record[...], value: nil))
      } else {
        edits.append(Edit(path: draft.path[...], value: draft.node(index)))
      }
    }
    return node.edited(edits) ?? Node(content: .mapping([]), place: node.place)
  }

  /// What is wrong with it is among the findings. `named` is what it is called as a plan.
  func read(
    _ indices: [Int], named name: String, _ findings: Findings,
    _ reading: (Record, Label) -> PurchasePlan
  ) -> PurchasePlan? {
    let before = findings.errorCount
    let plan = Record.read(member(indices), "plan \(quote(label.name))", .plan, findings) {
      reading($0, Label(name: name, place: label.place))
    }
    return findings.errorCount == before ? plan : nil
  }

  /// As a block of YAML, with its name.
  func block(_ indices: [Int]) -> String {
    let pair = Node.Pair(key: .text(name(indices)), value: member(indices))
    return YAMLWriter.text(of: Node(content: .mapping([pair]), place: .file))
  }

  // MARK: Indices

  /// The first values that leave nothing out: what every other member is tried beside.
  var usual: [Int] {
    drafts.map { draft in (0..<min(2, draft.values.count)).first { !draft.isNothing($0) } ?? 0 }
  }

  var last: [Int] { drafts.map { $0.values.count - 1 } }

  /// `Int.max`: that many or more.
  var count: Int { UnknownDesign.combinations(drafts.map(\.values.count)) }

  var ranges: [FamilyRange] {
    drafts.map { draft in
      let values = (0..<draft.values.count).map { draft.text($0) }
      let measured = values.map { Measured($0, as: draft.forms) }
      let amounts = measured.compactMap(\.amount)
      let grows = zip(measured, measured.dropFirst()).allSatisfy { $0.isBefore($1) }
      return FamilyRange(
        key: draft.keys.joined(separator: "."), values: values, isOrdered: grows,
        amounts: amounts.count == values.count ? amounts : nil, chosen: draft.chosen)
    }
  }
}
