/// What a file is known to give: pinned beside it in `NAME.expect.yaml`, written by `lotwise verify --update`, reviewed
/// like code. All figures are text, as exact as they were: what is compared is what a reviewer read.

import Documents
import Quantities

public struct Expectation: Hashable, Sendable {
  /// `NAME.yaml` is pinned in `NAME.expect.yaml`.
  public static let suffix = ".expect.yaml"

  /// Figures under one heading: what is not there is zero.
  public struct Group: Hashable, Sendable {
    public var name: String
    public var figures: [Figure]

    public init(name: String, figures: [Figure]) {
      self.name = name
      self.figures = figures
    }
  }

  public struct Figure: Hashable, Sendable {
    public var name: String
    public var value: String
    /// For the reviewer: not compared.
    public var remark: String

    public init(_ name: String, _ value: String, remark: String = "") {
      self.name = name
      self.value = value
      self.remark = remark
    }
  }

  /// What happened, a line each; of a long run the number of lines and their SHA-256.
  public enum Trace: Hashable, Sendable {
    case lines([String])
    case digest(count: Int, sha256: String)
  }

  public struct Replay: Hashable, Sendable {
    public var trace: Trace
    public var groups: [Group]

    public init(trace: Trace, groups: [Group]) {
      self.trace = trace
      self.groups = groups
    }
  }

  public struct Simulation: Hashable, Sendable {
    public var seed: UInt64
    public var futures: Int
    /// SHA-256 of the scenario with its defaults and of the prices.
    public var rules: String
    public var plans: [Plan]

    public init(seed: UInt64, futures: Int, rules: String, plans: [Plan]) {
      self.seed = seed
      self.futures = futures
      self.rules = rules
      self.plans = plans
    }
  }

  public struct Plan: Hashable, Sendable {
    public var name: String
    /// Over all futures, exactly.
    public var sums: [Figure]
    /// By measure: the sums over consecutive runs of futures, for a test on pairs of them.
    public var batches: [Figure]

    public init(name: String, sums: [Figure], batches: [Figure]) {
      self.name = name
      self.sums = sums
      self.batches = batches
    }
  }

  public enum Content: Hashable, Sendable {
    case replay(Replay)
    case simulation(Simulation)
  }

  /// The version of lotwise that wrote it.
  public var program: String
  public var content: Content

  public init(program: String, content: Content) {
    self.program = program
    self.content = content
  }
}

// MARK: Reading

extension Expectation {
  public static func read(path: String) throws(Diagnostics) -> Expectation {
    try Document.read(path: path, as: FileKind.expectation, read).0
  }

  static func read(_ root: Node, _ findings: Findings) -> Expectation? {
    Record.read(root, "an expectation", .expectation, findings) { root -> Expectation? in
      let keys = Keys.expectation
      root.checkVersion(keys.version, of: "an expectation")
      let program = root.need(keys.program) ?? ""
      guard let kind = root.chooseAny([keys.replay, keys.simulation], isNeeded: true) else { return nil }
      var content: Content?
      if kind == keys.replay.name {
        content = (root.map(keys.replay, "a replay") { readReplay($0) } ?? nil).map { .replay($0) }
      } else {
        content = (root.map(keys.simulation, "a simulation") { readSimulation($0) } ?? nil)
          .map { .simulation($0) }
      }
      return content.map { Expectation(program: program, content: $0) }
    }
  }

  private static func readReplay(_ record: Record) -> Replay? {
    let keys = Keys.pinnedReplay
    var trace = Trace.lines([])
    if record.has(keys.happens) {
      trace = .lines(record.take(keys.happens) ?? [])
    } else {
      let count = record.need(keys.lines)
      let digest = record.need(keys.sha256)
      guard let count, let digest else { return nil }
      trace = .digest(count: count, sha256: digest)
    }
    var groups: [Group] = []
    for (name, figures) in record.entries(of: keys.figures) {
      groups.append(Group(name: name.trimmed, figures: readFigures(figures, record.findings)))
    }
    return Replay(trace: trace, groups: groups)
  }

  private static func readFigures(_ node: Node, _ findings: Findings) -> [Figure] {
    pairs(of: node, findings).compactMap { pair in
      Shape.text.read(pair.value, findings).map { Figure(pair.name, $0) }
    }
  }

  fileprivate static func pairs(of node: Node, _ findings: Findings) -> [(name: String, value: Node)] {
    guard case .mapping(let pairs) = node.content else {
      if !node.isNull { node.mismatch("a map", findings) }
      return []
    }
    return pairs.map { ($0.name, $0.value) }
  }

  private static func readSimulation(_ record: Record) -> Simulation? {
    let keys = Keys.pinnedSimulation
    let seed = record.need(keys.seed)
    let futures = record.need(keys.futures)
    let rules = record.need(keys.rules)
    var plans: [Plan] = []
    record.maps(keys.plans, "plan") { label, plan in
      let (sums, batches) = (plan.find(Keys.pinnedPlan.sums), plan.find(Keys.pinnedPlan.batches))
      plans.append(
        Plan(
          name: label.name, sums: sums.map { readFigures($0, record.findings) } ?? [],
          batches: batches.map { readFigures($0, record.findings) } ?? []))
    }
    guard let seed, let futures, let rules else { return nil }
    return Simulation(seed: seed, futures: futures, rules: rules, plans: plans)
  }
}

extension Record {
  /// Every pair of the map under a key, whatever their names.
  fileprivate func entries(of key: NodeKey) -> [(name: String, value: Node)] {
    find(key).map { Expectation.pairs(of: $0, findings) } ?? []
  }
}

extension Shape where Value == UInt64 {
  static var seed: Shape {
    .parsed("a seed") { text throws(QuantityError) in
      guard let seed = UInt64(text) else {
        throw QuantityError("\(quote(text)) is no seed", remedy: "write a whole number")
      }
      return seed
    }
  }
}

extension Shape {
  /// A list, which may be empty.
  static func list<Item>(of item: Shape<Item>) -> Shape where Value == [Item] {
    Shape("a list", .list(item.form)) { node, findings in
      if node.isNull { return [] }
      guard case .sequence(let items) = node.content else {
        node.mismatch("a list", findings)
        return nil
      }
      return items.compactMap { item.read($0, findings) }
    }
  }
}

// MARK: Writing

extension Expectation {
  /// As a file; read again, it is the same expectation. `name`: of the file that it pins.
  public func text(for name: String) -> String {
    var lines = [
      "# What \(printable(name)) gives. Written by `lotwise verify --update`: review what changes here like code.",
      "", "lotwise-expect: 1", "program: \(YAMLText.scalar(program))",
    ]
    switch content {
    case .replay(let replay): lines += Expectation.lines(replay)
    case .simulation(let simulation): lines += Expectation.lines(simulation)
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func lines(_ replay: Replay) -> [String] {
    var lines = ["replay:"]
    switch replay.trace {
    case .lines(let happened):
      lines += ["  happens:"] + happened.map { "    - \(YAMLText.scalar($0))" }
    case .digest(let count, let sha256):
      lines += ["  lines: \(count)", "  sha256: \(sha256)"]
    }
    lines.append("  figures:")
    return lines + replay.groups.flatMap { figures($0.name, $0.figures, indent: 4) }
  }

  private static func lines(_ simulation: Simulation) -> [String] {
    [
      "simulation:", "  seed: \(simulation.seed)", "  futures: \(simulation.futures)",
      "  rules: \(simulation.rules)", "  plans:",
    ]
      + simulation.plans.flatMap { plan in
        ["    \(YAMLText.key(plan.name).text)"]
          + figures("sums", plan.sums, indent: 6) + figures("batches", plan.batches, indent: 6)
      }
  }

  private static func figures(_ name: String, _ figures: [Figure], indent: Int) -> [String] {
    let blanks = String(repeating: " ", count: indent)
    if figures.isEmpty { return ["\(blanks)\(YAMLText.key(name).text) {}"] }
    return ["\(blanks)\(YAMLText.key(name).text)"]
      + figures.map { figure in
        let remark = figure.remark.isEmpty ? "" : "  # \(printable(figure.remark))"
        return "\(blanks)  \(YAMLText.key(figure.name).text) \(YAMLText.scalar(figure.value))\(remark)"
      }
  }
}
