/// The families of a scenario: plans with ranges, checked. A value that makes no valid plan beside any of the values that are
/// tried with it is a mistake, told at its place in the words of the plan's reader; values that only together make none
/// (gone before it is delivered) make that member none, and the file is right.
///
/// What is doubtful about a family is told where it is so at both ends of it; about a pinned one, of the member that is chosen.

import Documents
import Ledger
import Quantities
import Scenario

extension ScenarioReader {
  /// Of one family.
  private static let mostRanges = 100
  /// All values of all ranges.
  private static let mostValues = 1_000_000
  /// Keys, items and lots that are read again to try values, a few seconds' worth: past it, the values of long lists are
  /// read when a search takes them.
  private static let mostTried = 250_000

  /// The runs that its unknown switches take, if it is pinned.
  func readFamily(
    _ label: Label, _ node: Node, _ found: [FoundRange], _ account: PlanReader.Shared
  ) -> Int? {
    guard found.count <= ScenarioReader.mostRanges else {
      findings.error(
        label.place,
        "the family \(quote(label.name)) has \(grouped(found.count)) ranges; the most is \(ScenarioReader.mostRanges)",
        "write the values of some of them")
      return nil
    }
    let ranges = found.map { RangeReader.read($0, findings) }
    guard ranges.allSatisfy({ $0.values.count > 0 }) else { return nil }
    let draft = FamilyDraft(label, node, ranges, others: namesLike(label.name))
    guard ranges.allSatisfy(\.isSound) else {
      // The plan may have other mistakes.
      _ = draft.read(ranges.map { _ in 0 }, named: label.name, findings) { readPlan($0, $1, account) }
      return nil
    }
    let chosen = ranges.compactMap(\.chosen)
    guard hasRoom(for: draft), isPinnedWhole(draft, chosen) else { return nil }
    var trials = Trials(draft, room: ScenarioReader.mostTried - valuesTried) { record, label in
      self.readPlan(record, label, account)
    }
    let pinned = chosen.count == ranges.count ? chosen : nil
    let isValid = trials.check(pinned, findings)
    valuesTried += trials.tried
    guard isValid else { return nil }
    add(draft, account, levels: trials.plan(draft.usual)?.unknownLevels ?? [])
    if let pinned, let plan = trials.plan(pinned) {
      add(plan.renamed(label.name), label)
      return unknownRuns(of: plan, label)
    }
    if let plan = trials.plan(draft.usual) { _ = unknownRuns(of: plan, label) }
    return nil
  }

  /// The names of plans that begin as names of members may.
  private func namesLike(_ name: String) -> [String] {
    if planNames == nil, case .mapping(let pairs)? = root.find(keys.plans)?.content {
      planNames = pairs.map(\.name.trimmed).filter { $0.contains("(") }
    }
    return (planNames ?? []).filter { $0.hasPrefix(name) }
  }

  private func hasRoom(for draft: FamilyDraft) -> Bool {
    let remedy = "write longer steps, or fewer ranges"
    guard draft.count <= FamilyDraft.mostMembers else {
      let count = draft.count == .max ? "far more than a billion" : grouped(draft.count)
      findings.error(
        draft.label.place,
        "the family \(quote(draft.label.name)) has \(count) members; the most is \(grouped(FamilyDraft.mostMembers))",
        remedy)
      return false
    }
    rangeValues += draft.drafts.reduce(0) { $0 + $1.values.count }
    guard rangeValues <= ScenarioReader.mostValues else {
      findings.error(
        draft.label.place,
        "with this, the ranges of the scenario have more than \(grouped(ScenarioReader.mostValues)) values",
        remedy)
      return false
    }
    return true
  }

  private func isPinnedWhole(_ draft: FamilyDraft, _ chosen: [Int]) -> Bool {
    guard !chosen.isEmpty, chosen.count < draft.drafts.count else { return true }
    for range in draft.drafts where range.chosen == nil {
      findings.error(
        range.place,
        "\(quote(range.keys.joined(separator: "."))) has no 'chosen', and other ranges of \(quote(draft.label.name)) have",
        "write 'chosen' into every range of the family, or into none")
    }
    return false
  }

  /// `levels`: how many values each unknown switch of its members has, as a rule.
  private func add(_ draft: FamilyDraft, _ account: PlanReader.Shared, levels: [Int]) {
    let frame = findings.frame
    scenario.families.append(
      Family(
        name: draft.label.name, ranges: draft.ranges,
        member: { indices in
          let plan = draft.read(indices, named: draft.name(indices), Findings(trialIn: frame)) {
            PlanReader($0, of: account).readPlan($1)
          }
          guard let plan, !plan.unknown.isEmpty, plan.unknownLevels != levels else { return plan }
          return UnknownDesign.isTooLarge(plan.unknownLevels) ? nil : plan
        }, block: { draft.block($0) }))
  }
}

extension UnknownDesign {
  fileprivate static func isTooLarge(_ levels: [Int]) -> Bool {
    leastRuns(levels) > mostRuns || UnknownDesign(levels: levels).runs.count > mostRuns
  }
}

/// The members of a family that are read to find its mistakes, each once.
private struct Trials {
  private struct Trial {
    let plan: PurchasePlan?
    let findings: Findings
  }

  private let draft: FamilyDraft
  private let reading: (Record, Label) -> PurchasePlan
  private let size: Int
  private let room: Int
  /// What reading the smallest plan takes, in keys.
  private static let fixed = 20
  private var trials: [[Int]: Trial] = [:]
  private(set) var tried = 0

  init(_ draft: FamilyDraft, room: Int, _ reading: @escaping (Record, Label) -> PurchasePlan) {
    self.draft = draft
    self.room = room
    self.reading = reading
    size = draft.member(draft.usual).size
  }

  func plan(_ indices: [Int]) -> PurchasePlan? { trials[indices]?.plan }

  private mutating func trial(_ indices: [Int], in frame: Findings.Frame) -> Trial {
    if let known = trials[indices] { return known }
    let findings = Findings(trialIn: frame)
    let plan = draft.read(indices, named: draft.label.name, findings, reading)
    let trial = Trial(plan: plan, findings: findings)
    trials[indices] = trial
    tried += Trials.fixed + size + (plan?.ledger.purchases.count ?? 0)
    return trial
  }

  /// False after mistakes, which are then among the findings.
  mutating func check(_ pinned: [Int]?, _ findings: Findings) -> Bool {
    let frame = findings.frame
    let before = findings.errorCount
    let (usual, last) = (draft.usual, draft.last)
    let (one, other) = (trial(usual, in: frame), trial(last, in: frame))
    if one.plan == nil, other.plan == nil, shares(one, other) {
      findings.take(.error, of: one.findings)
      for value in values() where tried <= room {
        let trial = trial(usual.with(value.index, at: value.range), in: frame)
        findings.take(.error, of: trial.findings) { _, place in place == value.place }
      }
      return false
    }
    for value in values() where tried <= room {
      if !makesPlan(value, usual, last, frame) {
        findings.take(.error, of: trial(usual.with(value.index, at: value.range), in: frame).findings)
      }
    }
    if let pinned {
      let chosen = trial(pinned, in: frame)
      findings.take(.error, of: chosen.findings)
      findings.take(.warning, of: chosen.findings)
    } else {
      findings.take(.warning, of: one.findings) { found, _ in other.findings.has(found) }
    }
    if findings.errorCount == before { takeAssumptions(from: one, into: findings) }
    return findings.errorCount == before
  }

  /// A mistake that has nothing to do with the ranges.
  private func shares(_ one: Trial, _ other: Trial) -> Bool {
    let places = Set(values().map(\.place))
    let probe = Findings(trialIn: one.findings.frame)
    probe.take(.error, of: one.findings) { found, place in
      !places.contains(place) && other.findings.has(found)
    }
    return probe.hasErrors
  }

  // MARK: Values

  private struct Value {
    var range: Int
    var index: Int
    var place: Place
  }

  /// Each value of a list; of steps the ends, between which the bounds of every key hold as well.
  private func values() -> [Value] {
    draft.drafts.enumerated().flatMap { number, range in
      switch range.values {
      case .list(let items):
        items.indices.map { Value(range: number, index: $0, place: items[$0].place) }
      case .steps(let steps):
        Set([0, draft.usual[number], steps.count - 1]).sorted().map {
          Value(range: number, index: $0, place: range.place)
        }
      }
    }
  }

  /// Beside the usual and the last values of the others, and beside each of those alone.
  private mutating func makesPlan(
    _ value: Value, _ usual: [Int], _ last: [Int], _ frame: Findings.Frame
  ) -> Bool {
    var beside = [usual, last]
    for number in draft.drafts.indices where number != value.range {
      beside.append(usual.with(last[number], at: number))
      beside.append(last.with(usual[number], at: number))
    }
    return beside.contains { trial($0.with(value.index, at: value.range), in: frame).plan != nil }
  }

  // MARK: What stands in

  /// One node of a tree that was numbered.
  private struct Spot: Hashable {
    let place: Place
    let occurrence: Int32
  }

  /// Only what is the same in every member may stand beside the ranges in a file that is explained.
  private func takeAssumptions(from one: Trial, into findings: Findings) {
    var kept = Set(one.findings.assumed)
    for (indices, trial) in trials where trial.plan != nil {
      let own = Set(trial.findings.assumed)
      var maps: Set<Spot> = []
      draft.member(indices).visit { maps.insert(Spot(place: $0.place, occurrence: $0.occurrence)) }
      kept = kept.filter {
        !maps.contains(Spot(place: $0.map, occurrence: $0.occurrence)) || own.contains($0)
      }
    }
    findings.assumed += one.findings.assumed.filter { kept.contains($0) }
    findings.shorthands += one.findings.shorthands.filter { $0.occurrence != RangeDraft.occurrence }
  }
}

extension [Int] {
  fileprivate func with(_ value: Int, at index: Int) -> [Int] {
    var copy = self
    copy[index] = value
    return copy
  }
}

extension Node {
  /// Of how many nodes it is made.
  fileprivate var size: Int {
    var count = 0
    visit { _ in count += 1 }
    return count
  }
}
