/// The keys of suites, what they share with scenarios and cases (gates, and a rule's note), and those of
/// expectations (docs/verify.md).

import Documents
import Quantities
import Scenario

package struct SuiteKeys: KeyGroup {
  package let version = NodeKey.version("lotwise-suite")
  package let title = Key<String>("title", .text, "The suite's title.")
  package let errorRate = DefaultKey<Ratio>(
    "error rate", .errorRate, "How often chance alone may fail any judgement of the whole run.",
    default: "1%")
  package let futures = DefaultKey<Int>(
    "futures", .whole(32...1_000_000), "The futures that are simulated when a scenario is pinned.",
    default: "2,000")
  package let seed = DefaultKey<Int>("seed", .whole(0...Int.max), "The seed of these futures.", default: "1")
  package let gates = RecordKey(
    "gates", .oneOrList(.suiteGate, short: .value(of: Keys.suiteGate.gate.gate)),
    "The bounds that hold for the suite's scenarios.")
}

package struct GateKeys: KeyGroup {
  package let gate = RequiredKey<Gate>("gate", .bound, "The bound.", like: "outage risk at most 2%")
  package let plans = Key<[String]>(
    "plans", .oneOrList(.text), "The only plans that it is for, by name.", absent: "all")
  package let otherwise = DefaultKey<Gate.Severity>(
    "otherwise", .name, "What a broken gate does.", default: Gate.Severity.fail.rawValue)
}

package struct SuiteGateKeys: KeyGroup {
  package let gate = Keys.gate
  package let scenarios = Key<[String]>(
    "scenarios", .oneOrList(.text), "The only files that it is for: names as their paths end.", absent: "all")
}

package struct RuleNoteKeys: KeyGroup {
  package let source = RequiredKey<String>("source", .text, "Who says so.")
  package let boundary = RequiredKey<String>("boundary", .text, "What happens on both sides of the rule.")

  package static let key = RecordKey(
    "rule", .one(.ruleNote), "A note that makes the file a page of a rule book, whose title is a claim.")
}

extension Table {
  package static let suite = Table("suite", Keys.suite, isExplained: false)
  package static let gate = Table("gate", Keys.gate, isExplained: false)
  package static let suiteGate = Table("gate", Keys.suiteGate, isExplained: false)
  package static let ruleNote = Table("rule's note", Keys.rule)
}

// MARK: Expectations

struct ExpectationKeys: KeyGroup {
  let version = NodeKey.version("lotwise-expect")
  let program = RequiredKey<String>("program", .text, "The version of lotwise that wrote it.")
  let replay = RecordKey("replay", .one(.pinnedReplay), "What a replay gives.")
  let simulation = RecordKey("simulation", .one(.pinnedSimulation), "What a simulation gives.")
}

struct PinnedReplayKeys: KeyGroup {
  let happens = Key<[String]>("happens", .list(of: .text), "What happens, a line each.")
  let lines = RequiredKey<Int>("lines", .whole(0...Int.max), "Of a long run: the number of its lines.")
  let sha256 = RequiredKey<String>("sha256", .text, "Of a long run: the digest of its lines.")
  let figures = NodeKey("figures", .maps(.maps(.text)), "The figures under each heading.")
}

struct PinnedSimulationKeys: KeyGroup {
  let seed = RequiredKey<UInt64>("seed", .seed, "The seed of its futures.")
  let futures = RequiredKey<Int>("futures", .whole(32...10_000_000), "How many futures were simulated.")
  let rules = RequiredKey<String>(
    "rules", .text, "The digest of the scenario with its defaults and of the prices.")
  let plans = RecordKey("plans", .named(.pinnedPlan), "The figures of each plan.")
}

struct PinnedPlanKeys: KeyGroup {
  let sums = NodeKey("sums", .maps(.text), "The sums over all futures, by measure.")
  let batches = NodeKey("batches", .maps(.text), "The sums over runs of futures, by measure.")
}

extension Table {
  static let expectation = Table("expectation", Keys.expectation, isExplained: false)
  static let pinnedReplay = Table("replay", Keys.pinnedReplay, isExplained: false)
  static let pinnedSimulation = Table("simulation", Keys.pinnedSimulation, isExplained: false)
  static let pinnedPlan = Table("plan", Keys.pinnedPlan, isExplained: false)
}
