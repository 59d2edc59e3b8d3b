/// What a change of inputs does: the changes one after another in the order of the file, each against the state before it,
/// so that what they do adds up to the whole; future against like future.
///
/// Which change is charged with what two of them do together follows from their order, which is that of the file.

import Analysis
import Formats
import Quantities
import Results
import Runs
import Scenario
import ScenarioFile

/// One plan, before and after.
public struct PlanDifference: Hashable, Sendable {
  public enum Presence: Hashable, Sendable {
    case both, added, removed
  }

  public let name: String
  public let presence: Presence
  /// Every measure, changed or not; of an added or a removed plan, none.
  public let changes: [PairedChange]

  public var isChanged: Bool { presence != .both || changes.contains { $0.changed > 0 } }

  subscript(measure: Measure) -> PairedChange? { changes.first { $0.measure == measure } }
}

/// Some changes of the inputs that go together, and what they do to each plan.
public struct CauseEffect: Sendable {
  public let changes: [InputChange]
  /// Plans to which they do something.
  public let plans: [PlanDifference]

  /// `plans › auto-reload › below: $20 → $25`, or how many there are.
  public var text: String {
    guard let first = changes.first else { return "" }
    return changes.count == 1 ? first.text : "\(first.text) and \(grouped(changes.count - 1)) more"
  }
}

/// One file in two versions, or two results.
public struct FileDifference: Sendable {
  public let old: String
  public let new: String
  public let title: String
  public let inputs: [InputChange]
  public let plans: [PlanDifference]
  public let causes: [CauseEffect]
  /// Simulated; 0: nothing was left to chance.
  public let futures: Int
  public let seed: UInt64
  /// The same futures on both sides; else the intervals are those of two samples.
  public let isPaired: Bool
  /// What must be known to read it.
  public let notes: [String]

  public var isChanged: Bool { plans.contains(where: \.isChanged) }
}

public struct DifferenceOptions: Sendable {
  public var futures = 4_000
  public var seed: UInt64 = 1
  public var threads = 1

  public init() {}
}

extension FileDifference {
  /// More groups of changes than this are not told apart.
  private static let mostCauses = 12

  public init(
    _ inputs: InputDifference, _ options: DifferenceOptions, isInterrupted: @escaping @Sendable () -> Bool
  ) throws(RunError) {
    guard let old = inputs.before else { throw RunError("the old version cannot be read") }
    let before = try Version(old, options, isInterrupted: isInterrupted)
    guard let whole = inputs.content(with: Set(inputs.changes.indices)) else {
      throw RunError("the new version cannot be read")
    }
    let after = try Version(whole, options, isInterrupted: isInterrupted)
    self.inputs = inputs.changes
    (self.old, new) = (inputs.old.path, inputs.new.path)
    title = after.title
    plans = before.differences(to: after)
    futures = after.futures
    seed = options.seed
    isPaired = true
    var notes = after.openFamilies.map {
      "The plan \(quoted($0)) is a family of which no member is chosen: it is compared with nothing."
    }
    var causes: [CauseEffect] = []
    let groups = FileDifference.groups(of: inputs.changes)
    if plans.contains(where: { $0.presence == .both && $0.isChanged }) {
      // What no simulation depends on may still be needed to make sense of the rest.
      var applied = Set(inputs.changes.indices.filter { inputs.changes[$0].isInert })
      var pending: [Int] = []
      var last = before
      for group in groups {
        pending += group
        guard let content = inputs.content(with: applied.union(pending)) else { continue }
        let next = try Version(content, options, isInterrupted: isInterrupted)
        applied.formUnion(pending)
        let effect = last.differences(to: next).filter { $0.presence == .both && $0.isChanged }
        if !effect.isEmpty {
          causes.append(CauseEffect(changes: pending.map { inputs.changes[$0] }, plans: effect))
        }
        pending = []
        last = next
      }
      if !pending.isEmpty {
        let effect = last.differences(to: after).filter { $0.presence == .both && $0.isChanged }
        causes.append(CauseEffect(changes: pending.map { inputs.changes[$0] }, plans: effect))
      }
      if causes.isEmpty {
        notes.append(
          "No value of the file does that by itself: its file of requests changed, or the order of its entries."
        )
      }
    }
    self.causes = causes
    self.notes = notes
  }

  /// In the order of the file: each by itself, or, if there are many, those of one plan, workload or model together.
  private static func groups(of changes: [InputChange]) -> [[Int]] {
    let numbers = changes.indices.filter { !changes[$0].isInert }
    if numbers.count <= mostCauses { return numbers.map { [$0] } }
    for depth in [2, 1] {
      var groups: [(key: [String], numbers: [Int])] = []
      for number in numbers {
        let key = Array(changes[number].path.prefix(depth))
        if let index = groups.firstIndex(where: { $0.key == key }) {
          groups[index].numbers.append(number)
        } else {
          groups.append((key, [number]))
        }
      }
      if groups.count <= mostCauses { return groups.map(\.numbers) }
    }
    return [numbers]
  }
}

// MARK: Two cards

extension FileDifference {
  /// Of two rate cards by themselves: what changed in them.
  public init(cards inputs: InputDifference) {
    (old, new) = (inputs.old.path, inputs.new.path)
    title = "Rate card"
    self.inputs = inputs.changes
    plans = []
    causes = []
    futures = 0
    seed = 0
    isPaired = true
    notes = ["What that does to a plan: `lotwise diff OLD NEW --scenario FILE`."]
  }
}
