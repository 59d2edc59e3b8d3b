/// Runs a suite: reads every file, counts what will be judged by chance, then replays and simulates, several files at a
/// time. What comes out depends on the files alone, not on how many run at once.

import Analysis
import Documents
import Formats
import Quantities
import Runs
import Scenario
import ScenarioFile
import Simulation
import Synchronization

public struct SuiteOptions: Sendable {
  /// Other futures than the pinned ones.
  public var seed: UInt64?
  /// More futures for gates; when pinning, those that are pinned.
  public var futures: Int?
  public var jobs = 1
  public var threads = 1
  /// Only files whose path or title has this in it, in any case of letters.
  public var filter: String?
  public var failsFast = false
  public var update = false
  /// What is not pinned fails.
  public var isStrict = false
  public var errorRate: Ratio?
  /// Of lotwise.
  public var version: String

  public init(version: String) { self.version = version }
}

/// A file, read, before anything runs.
private struct Loaded: Sendable {
  enum Content: Sendable {
    case replay(ReplayCase)
    case scenario(Scenario, explained: String)
    case unreadable(Check)
  }

  let subject: Subject
  let content: Content
  let title: String
  let rule: RuleNote?
  /// Nil: not pinned.
  let pinned: Expectation?
  let suite: SuiteFile
  let gates: [Gate]

  var judgements: Int {
    guard case .scenario(let scenario, _) = content else { return 0 }
    let pins = pinned == nil ? 0 : scenario.plans.count * Simulated.comparisons
    return pins + gates.reduce(0) { $0 + Simulated.plans(of: $1, in: scenario).count }
  }
}

public struct SuiteRun: Sendable {
  private let loaded: [Loaded]
  private let options: SuiteOptions
  /// Gates of suites that are about no plan of any file.
  private let idle: [CaseOutcome]
  public let errorRate: Ratio
  public let judgements: Int

  /// Reads the files; what is wrong with one of them is told by its outcome.
  public init(_ subjects: [Subject], _ options: SuiteOptions) throws(RunError) {
    self.options = options
    var suites: [String: SuiteFile] = [:]
    var loaded: [Loaded] = []
    var parts: Set<String> = []
    var pins: [String: String] = [:]
    for subject in subjects {
      if let other = pins[subject.expectationPath] {
        throw RunError(
          "\(quoted(other)) and \(quoted(subject.path)) would be pinned in one file, \(quoted(subject.expectationPath)); rename one of them"
        )
      }
      if subject.isPinned || subject.isNamed { pins[subject.expectationPath] = subject.path }
      if let path = subject.suite, suites[path] == nil {
        do throws(Diagnostics) { suites[path] = try SuiteFile.read(path: path) } catch {
          throw RunError(error.rendered(color: false).trimmedEnd)
        }
      }
      if let file = SuiteRun.load(
        subject, subject.suite.flatMap { suites[$0] } ?? SuiteFile(), options, &parts)
      {
        loaded.append(file)
      }
    }
    // What another file includes is no file of its own.
    loaded.removeAll {
      !$0.subject.isPinned && !$0.subject.isNamed && parts.contains(Subject.real($0.subject.path))
    }
    if let filter = options.filter?.lowercased() {
      loaded = loaded.filter {
        $0.subject.path.lowercased().contains(filter) || $0.title.lowercased().contains(filter)
      }
    }
    self.loaded = loaded
    let isWhole = options.filter == nil && subjects.allSatisfy { !$0.isNamed }
    idle = isWhole ? SuiteRun.idleGates(suites, loaded) : []
    errorRate = options.errorRate ?? loaded.map(\.suite.errorRate).min() ?? SuiteFile().errorRate
    judgements = loaded.reduce(0) { $0 + $1.judgements }
  }

  public var isEmpty: Bool { loaded.isEmpty }

  /// A slip of the pen in the name of a plan or a file must not turn a gate off without a word.
  private static func idleGates(_ suites: [String: SuiteFile], _ loaded: [Loaded]) -> [CaseOutcome] {
    suites.sorted { $0.key < $1.key }.compactMap { path, suite in
      let checks = suite.gates.filter { gate in
        !loaded.contains { file in
          guard case .scenario(let scenario, _) = file.content, file.subject.suite == path else {
            return false
          }
          return file.gates.contains(gate) && !Simulated.plans(of: gate, in: scenario).isEmpty
        }
      }.map { gate in
        Check(
          "gate: \(gate.text)", .warned,
          "it is about no plan of any scenario here; check its plans and scenarios",
          place: gate.place)
      }
      return checks.isEmpty ? nil : CaseOutcome(path: path, title: suite.title, checks: checks)
    }
  }

  /// Nil: no file of a suite (a rate card, a suite's own).
  private static func load(
    _ subject: Subject, _ suite: SuiteFile, _ options: SuiteOptions, _ parts: inout Set<String>
  ) -> Loaded? {
    let place = FilePlace(path: subject.path, line: 1)
    func unreadable(_ message: String, _ details: [String] = [], _ at: FilePlace) -> Loaded {
      let isOurs = subject.isPinned || subject.isNamed
      return Loaded(
        subject: subject,
        content: .unreadable(
          isOurs
            ? Check("reading", .error, message, details: details, place: at)
            : Check("reading", .skipped, "not pinned, and not to be read: \(message)", place: at)),
        title: "", rule: nil, pinned: nil, suite: suite, gates: [])
    }
    let file = CheckedFile(path: subject.path, explaining: true, with: Settings([], adding: .alone))
    parts.formUnion(file.included.map(Subject.real))
    guard let content = file.content else {
      let errors = file.diagnostics.list.filter { $0.severity == .error }
      let first = errors.first
      return unreadable(
        first.map { "\($0.message); \($0.remedy)" } ?? "cannot be read",
        errors.dropFirst().map { "\($0.path):\($0.line): \($0.message)" },
        first.map { FilePlace(path: $0.path, line: max(1, $0.line), column: $0.column) } ?? place)
    }
    var pinned: Expectation?
    if subject.isPinned, !options.update {
      do throws(Diagnostics) { pinned = try Expectation.read(path: subject.expectationPath) } catch {
        let first = error.list.first
        return unreadable(
          "what it is pinned to cannot be read: \(first.map { "\($0.message); \($0.remedy)" } ?? "")",
          error.list.dropFirst().map { "\($0.path):\($0.line): \($0.message); \($0.remedy)" },
          first.map { FilePlace(path: $0.path, line: max(1, $0.line), column: $0.column) } ?? place)
      }
    } else if subject.isPinned {
      // Its seed and number of futures stay.
      pinned = try? Expectation.read(path: subject.expectationPath)
    }
    switch content {
    case .replayCase(let replayCase):
      return Loaded(
        subject: subject, content: .replay(replayCase), title: replayCase.title, rule: replayCase.rule,
        pinned: pinned, suite: suite, gates: [])
    case .scenario(let scenario):
      if let reason = scenario.whyNothingRuns(subject.path) { return unreadable(reason, [], place) }
      let gates =
        scenario.gates
        + suite.gates.filter { gate in
          gate.scenarios?.contains { subject.path == $0 || subject.path.hasSuffix("/" + $0) } ?? true
        }
      return Loaded(
        subject: subject, content: .scenario(scenario, explained: file.explained ?? ""),
        title: scenario.title, rule: scenario.rule, pinned: pinned, suite: suite, gates: gates)
    case .rateCard, .suite, .expectation:
      return subject.isNamed || subject.isPinned
        ? unreadable(
          "this is no scenario and no replay case", ["name the scenarios and cases, or their folder"], place)
        : nil
    }
  }

  // MARK: Running

  public typealias Update = (path: String, text: String)

  /// `begin` is told of each file, on the thread that runs it. `updates`: what is to be written where; nothing is written
  /// here.
  public func run(
    isInterrupted: @escaping @Sendable () -> Bool = { false },
    begin: @escaping @Sendable (_ path: String, _ title: String) -> Void = { _, _ in }
  ) -> (outcome: SuiteOutcome, updates: [Update]) {
    let hasFailed = Atomic<Bool>(false)
    let (loaded, options) = (loaded, options)
    let missing = Double(errorRate.millionths) / 1e6 / Double(max(1, judgements))
    var results: [(outcome: CaseOutcome, update: Update?)] = Workers.run(
      blocks: loaded.count, threads: options.jobs, isInterrupted: isInterrupted, each: { _ in },
      work: { _, claim, finish in
        while !hasFailed.load(ordering: .relaxed), let number = claim() {
          begin(loaded[number].subject.path, loaded[number].title)
          let result = self.run(loaded[number], missing: missing, isInterrupted)
          // What an interrupt broke off says nothing about the file.
          if isInterrupted() { return }
          if options.failsFast, result.outcome.verdict.isBad { hasFailed.store(true, ordering: .relaxed) }
          finish(number, result)
        }
      })
    // Whatever ran beside it: as if one file had run after the other.
    let end = options.failsFast ? results.firstIndex { $0.outcome.verdict.isBad } : nil
    if let end { results.removeSubrange((end + 1)...) }
    return (
      SuiteOutcome(
        cases: results.map(\.outcome) + idle, errorRate: errorRate, judgements: judgements,
        notRun: loaded.count - results.count, wasInterrupted: isInterrupted()),
      results.compactMap(\.update)
    )
  }

  private func run(
    _ file: Loaded, missing: Double, _ isInterrupted: @escaping @Sendable () -> Bool
  ) -> (outcome: CaseOutcome, update: Update?) {
    var update: Update?
    var checks: [Check] = []
    do throws(RunError) {
      switch file.content {
      case .unreadable(let check): checks = [check]
      case .replay(let replayCase):
        let replayed = try Replayed(replayCase, isInterrupted: isInterrupted)
        checks = [check(replayed, file, &update)]
      case .scenario(let scenario, let explained):
        checks = try self.checks(scenario, explained, file, missing, &update, isInterrupted)
      }
    } catch {
      checks = [Check("running", .error, "\(error)", place: FilePlace(path: file.subject.path, line: 1))]
    }
    return (
      CaseOutcome(path: file.subject.path, title: file.title, rule: file.rule, checks: checks), update
    )
  }

  private func notPinned(_ file: Loaded) -> Check {
    Check(
      Check.pinnedFigures, options.isStrict ? .failed : .skipped,
      "not pinned: `lotwise verify --update \(file.subject.path)` pins it",
      place: FilePlace(path: file.subject.path, line: 1))
  }

  /// What is new, and the check that says so.
  private func updated(_ content: Expectation.Content, _ file: Loaded, _ update: inout Update?) -> Check {
    let place = FilePlace(path: file.subject.path, line: 1)
    let expectation = Expectation(program: options.version, content: content)
    // Another version that gives the same figures is no reason to touch the file.
    if file.pinned?.content == content.bare { return Check(Check.pinnedFigures, .passed, place: place) }
    let name = file.subject.path.split(separator: "/").last.map(String.init) ?? file.subject.path
    update = (file.subject.expectationPath, expectation.text(for: name))
    return Check(
      Check.pinnedFigures, .updated,
      "\(file.pinned == nil ? "pinned" : "pinned again") in \(file.subject.expectationPath)",
      place: place)
  }

  private func check(_ replayed: Replayed, _ file: Loaded, _ update: inout Update?) -> Check {
    if options.update { return updated(.replay(replayed.expectation), file, &update) }
    guard let pinned = file.pinned else { return notPinned(file) }
    let place = FilePlace(path: file.subject.path, line: 1)
    guard case .replay(let replay) = pinned.content else {
      return Check(
        Check.pinnedFigures, .failed,
        "a simulation is pinned, and this is a replay case; pin it again with --update",
        place: place)
    }
    guard let difference = replayed.difference(from: replay, path: file.subject.path) else {
      return Check(Check.pinnedFigures, .passed, place: place)
    }
    return Check(
      Check.pinnedFigures, .failed, difference.message, details: difference.details, place: difference.place)
  }

  private func checks(
    _ scenario: Scenario, _ explained: String, _ file: Loaded, _ missing: Double, _ update: inout Update?,
    _ isInterrupted: @escaping @Sendable () -> Bool
  ) throws(RunError) -> [Check] {
    var known: Expectation.Simulation?
    if case .simulation(let simulation)? = file.pinned?.content { known = simulation }
    if file.pinned == nil, !options.update, file.gates.isEmpty { return [notPinned(file)] }
    let seed = options.seed ?? known?.seed ?? UInt64(file.suite.seed)
    let futures =
      options.update
      ? options.futures ?? known?.futures ?? file.suite.futures : known?.futures ?? file.suite.futures
    var simulated = try Simulated(
      scenario, explained: explained, seed: seed, futures: futures, threads: options.threads,
      isInterrupted: isInterrupted)
    let place = FilePlace(path: file.subject.path, line: 1)
    var checks: [Check] = []
    if options.update {
      checks.append(updated(.simulation(simulated.expectation), file, &update))
    } else if let known, let pinned = file.pinned {
      checks.append(
        simulated.check(
          known, program: pinned.program, version: options.version, missing: missing, place: place,
          judgements: judgements, errorRate: errorRate))
    } else if file.pinned != nil {
      checks.append(
        Check(
          Check.pinnedFigures, .failed,
          "a replay is pinned, and this is a scenario; pin it again with --update",
          place: place))
    } else {
      checks.append(notPinned(file))
    }
    if let more = options.futures, more > futures, !file.gates.isEmpty {
      simulated = try simulated.extended(to: more, threads: options.threads, isInterrupted: isInterrupted)
    }
    for gate in file.gates {
      for plan in Simulated.plans(of: gate, in: scenario) {
        checks.append(simulated.check(gate, plan: plan, missing: missing))
      }
    }
    return checks
  }
}

extension Expectation.Content {
  /// As it is when it is read back: without remarks.
  fileprivate var bare: Expectation.Content {
    guard case .simulation(var simulation) = self else { return self }
    for plan in simulation.plans.indices {
      for index in simulation.plans[plan].sums.indices { simulation.plans[plan].sums[index].remark = "" }
    }
    return .simulation(simulation)
  }
}

extension String {
  fileprivate var trimmedEnd: String {
    var text = self
    while text.hasSuffix("\n") { text.removeLast() }
    return text
  }
}
