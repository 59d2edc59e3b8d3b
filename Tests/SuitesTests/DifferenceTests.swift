/// What changed in the inputs, value by value, and what each change does.

import Analysis
import Formats
import Foundation
import Pages
import Pricing
import Quantities
import Changes
import Results
import Runs
import Suites
import Scenario
import ScenarioFile
import Testing

@Suite struct `A difference of inputs` {
  private func changes(_ was: String, _ becomes: String, in text: String = Given.scenario) throws -> [String]
  {
    let folder = try Folder()
    try folder.write("old.yaml", text)
    try folder.write("new.yaml", text)
    try folder.change("new.yaml", was, becomes)
    let difference = InputDifference(
      from: try InputTree.read(path: folder.path("old.yaml")),
      to: try InputTree.read(path: folder.path("new.yaml")))
    return difference.changes.map { "\($0.place.line): \($0.text)" }
  }

  @Test(arguments: [
    ("mean: $20", "mean: $21", ["6: workloads › chat › spend › mean: $20 → $21 (+5%)"]),
    (
      "below: $20, add: $100", "below: $20, add: $50",
      ["9: plans › reload › auto-reload › add: $100 → $50 (-50%)"]
    ),
    ("title: some days", "title: other days", ["2: title: some days → other days"]),
    (", validity: 20 days", "", ["11: plans › lots › buy #1 › validity: 20 days taken away"]),
    ("credit: $500", "credit: $500, tax: 5%", ["11: plans › lots › buy #1 › tax: 5% added"]),
    (
      "buy: [{credit: $500, at: 2026-12-01, validity: 20 days}]",
      "buy: [{credit: $5, at: 2026-12-01}, {credit: $500, at: 2026-12-01, validity: 20 days}]",
      ["11: plans › lots › buy #1: {credit: $5, at: 2026-12-01} added"]
    ),
    (
      "  lots:\n", "  credits:\n",
      [
        "10: plans › credits: {buy: [{credit: $500, at: 2026-12-01, validity: 20 days}]} added",
        "7: plans › lots: {buy: [{credit: $500, at: 2026-12-01, validity: 20 days}]} taken away",
      ]
    ),
    ("{below: $20, add: $100}", "\n      below: $20  # the same\n      add: $100", []),
  ])
  func `names each value with its line`(_ was: String, _ becomes: String, _ wanted: [String]) throws {
    #expect(try changes(was, becomes) == wanted)
  }

  @Test func `takes the shares of one whole for one value`() throws {
    func given(_ models: String, _ more: String = "") -> String {
      Given.scenario.replacing(
        "chat: {spend: {law: lognormal, mean: $20, sd: $15}, noise: {daily: 30%}}",
        with: "chat: {requests: 9 per day, models: \(models), tokens: {input: 9k, output: 500}\(more)}")
    }
    let mix = given("{claude-opus-5-5: 60%, claude-sonnet-5-5: 40%}")
    #expect(
      try changes("60%, claude-sonnet-5-5: 40%", "70%, claude-sonnet-5-5: 30%", in: mix) == [
        "6: workloads › chat › models: {claude-opus-5-5: 60%, claude-sonnet-5-5: 40%} → {claude-opus-5-5: 70%, claude-sonnet-5-5: 30%}"
      ])
    #expect(
      try changes("60%, claude-sonnet-5-5: 40%", "60%, claude-haiku-5-5: 40%", in: mix).count == 1)
    let weights = given("claude-opus-5-5").replacing(
      "input: 9k", with: "input: {values: [1k, 9k], weights: [6, 4]}")
    #expect(
      try changes("[6, 4]", "[7, 3]", in: weights) == [
        "6: workloads › chat › tokens › input › weights: [6, 4] → [7, 3]"
      ])
    let regimes = given(
      "claude-opus-5-5",
      ", regimes: {a: {level: 50%, lasts: 3 days, next: {b: 60%, c: 40%}}, b: {level: 90%, lasts: 1 day}, c: {level: 80%, lasts: 1 day}}"
    )
    #expect(try changes("b: 60%, c: 40%", "b: 70%, c: 30%", in: regimes).count == 1)
    // What is no share of a whole stays apart.
    let prices = Given.scenario.replacing(
      "    auto-reload:", with: "    seller: {undelivered: 1%, revoked: 2% per month}\n    auto-reload:")
    #expect(try changes("1%, revoked: 2%", "2%, revoked: 3%", in: prices).count == 2)
  }

  @Test func `finds what changed in a card and in an included file, where it stands`() throws {
    let folder = try Folder()
    for version in ["old", "new"] {
      try folder.write(
        "\(version)/a.yaml",
        Given.scenario.replacing("start:", with: "include: part.yaml\nrates: card.yaml\nstart:"))
      try folder.write(
        "\(version)/part.yaml", "lotwise: 1\nworkloads:\n  more: {spend: {law: fixed, mean: $1}}\n")
      try folder.write(
        "\(version)/card.yaml",
        """
        lotwise-rates: 1
        name: mine
        as of: 2026-11-20
        extends: anthropic
        prices:
          claude-opus-5-5:
            - {from: 2026-12-01, input: $4, output: $20, cache read: $0.20, cache write 5m: $5, cache write 1h: $8, source: x}

        """)
    }
    try folder.change("new/part.yaml", "mean: $1", "mean: $2")
    try folder.change("new/card.yaml", "output: $20", "output: $21")
    let difference = InputDifference(
      from: try InputTree.read(path: folder.path("old/a.yaml")),
      to: try InputTree.read(path: folder.path("new/a.yaml")))
    #expect(
      difference.changes.map {
        "\($0.place.path.split(separator: "/").last ?? ""):\($0.place.line): \($0.text)"
      } == [
        "part.yaml:3: workloads › more › spend › mean: $1 → $2 (+100%)",
        "card.yaml:7: rates › prices › claude-opus-5-5 #1 › output: $20 → $21 (+5%)",
      ])
    // With one of them only, it is the old file but for that.
    guard case .scenario(let half)? = difference.content(with: [1]),
      case .scenario(let old)? = difference.before,
      case .scenario(let new)? = difference.content(with: [0, 1])
    else {
      Issue.record("a scenario with one of the changes")
      return
    }
    #expect(half.workloads == old.workloads && half.workloads != new.workloads)
    #expect(half.card.rows == new.card.rows && half.card.rows != old.card.rows)
  }

  @Test func `has the new version with all of its changes, and the old one with none`() throws {
    let folder = try Folder()
    try folder.write("old.yaml", Given.scenario)
    try folder.write("new.yaml", Given.scenario)
    try folder.change("new.yaml", "mean: $20, sd: $15", "mean: $25, sd: $10")
    try folder.change("new.yaml", "add: $100", "up to: $100")
    try folder.change("new.yaml", "validity: 20 days", "validity: 10 days")
    let difference = InputDifference(
      from: try InputTree.read(path: folder.path("old.yaml")),
      to: try InputTree.read(path: folder.path("new.yaml")))
    func plans(_ content: CheckedFile.Content?) -> [PurchasePlan]? {
      if case .scenario(let scenario)? = content { scenario.plans } else { nil }
    }
    #expect(difference.changes.count == 5)
    #expect(
      plans(difference.content(with: Set(0..<5))) == plans(CheckedFile(path: folder.path("new.yaml")).content)
    )
    #expect(plans(difference.content(with: [])) == plans(difference.before))
    // An auto-reload with `add` and `up to` is none.
    let added = try #require(difference.changes.firstIndex { $0.path.last == "up to" })
    #expect(difference.content(with: [added]) == nil)
  }
}

@Suite struct `A difference of plans` {
  private func difference(_ changes: [(String, String)], futures: Int = 300) throws -> FileDifference {
    let folder = try Folder()
    try folder.write("old.yaml", Given.scenario)
    try folder.write("new.yaml", Given.scenario)
    for (was, becomes) in changes { try folder.change("new.yaml", was, becomes) }
    var options = DifferenceOptions()
    options.futures = futures
    return try FileDifference(
      InputDifference(
        from: try InputTree.read(path: folder.path("old.yaml")),
        to: try InputTree.read(path: folder.path("new.yaml"))),
      options, isInterrupted: { false })
  }

  @Test func `is the sum of what its causes do`() throws {
    let found = try difference([
      ("mean: $20, sd: $15", "mean: $25, sd: $10"), ("add: $100", "up to: $100"),
      ("validity: 20 days", "validity: 10 days, tax: 19%"),
    ])
    #expect(found.inputs.count == 6 && found.causes.count >= 4)
    for plan in found.plans {
      for change in plan.changes where change.measure != .effectivePrice {
        let parts = found.causes.flatMap(\.plans).filter { $0.name == plan.name }.flatMap(\.changes)
          .filter { $0.measure == change.measure }
        let sum = parts.reduce(0) { $0 + $1.mean }
        #expect(
          abs(sum - change.mean) <= 1e-6 * max(1, abs(change.mean)), "\(plan.name) \(change.measure.name)")
      }
    }
    // What cannot be read by itself goes together with what makes sense of it.
    #expect(
      found.causes.contains { $0.changes.count == 2 && $0.changes.contains { $0.path.last == "up to" } })
  }

  @Test func `of two cards is that of the cards, whatever the scenario names`() throws {
    let folder = try Folder()
    func card(_ input: String) -> String {
      """
      lotwise-rates: 1
      name: mine
      as of: 2026-12-31
      prices:
        m: [{from: 2026-01-01, input: \(input), output: $1, cache read: $1, cache write 5m: $1, cache write 1h: $1, source: x}]
      models: {m: {source: x}}

      """
    }
    try folder.write("own.yaml", card("$1"))
    try folder.write("old.yaml", card("$2"))
    try folder.write("new.yaml", card("$1"))
    try folder.write(
      "s.yaml",
      """
      lotwise: 1
      start: 2026-02-01
      horizon: 10 days
      rates: own.yaml
      workloads: {w: {requests: 100 per hour, models: m, tokens: {input: 10k, output: 100}}}
      plans: {p: {auto-reload: {below: $20, add: $50}}}

      """)
    let scenario = try InputTree.read(path: folder.path("s.yaml"))
    var options = DifferenceOptions()
    options.futures = 50
    func difference(_ a: String, _ b: String) throws -> FileDifference {
      try FileDifference(
        InputDifference(
          from: scenario.with(card: try InputTree.read(path: folder.path(a))),
          to: scenario.with(card: try InputTree.read(path: folder.path(b)))),
        options, isInterrupted: { false })
    }
    let halved = try #require(
      try difference("old.yaml", "new.yaml").plans[0].changes.first { $0.measure == .totalCost })
    #expect(halved.mean < 0 && abs(halved.after / halved.before - 10.1 / 20.1) < 0.02)
    #expect(try difference("old.yaml", "old.yaml").plans.allSatisfy { !$0.isChanged })
  }

  @Test func `keeps its causes when a gate names a plan that was renamed`() throws {
    let folder = try Folder()
    let text = Given.scenario + "gates: [{gate: outage risk at most 99%, plans: lots}]\n"
    try folder.write("old.yaml", text)
    try folder.write(
      "new.yaml", text.replacing("lots", with: "credits").replacing("mean: $20", with: "mean: $25"))
    var options = DifferenceOptions()
    options.futures = 64
    let found = try FileDifference(
      InputDifference(
        from: try InputTree.read(path: folder.path("old.yaml")),
        to: try InputTree.read(path: folder.path("new.yaml"))), options, isInterrupted: { false })
    #expect(found.causes.contains { $0.changes.contains { $0.path.last == "mean" } } && found.notes.isEmpty)
  }

  @Test func `of a fee is exact`() throws {
    let found = try difference([
      ("auto-reload: {below", "subscription: {pay: $20, count: 1, every: 1 month}\n    auto-reload: {below")
    ])
    let plan = try #require(found.plans.first { $0.name == "reload" })
    let cost = try #require(plan.changes.first { $0.measure == .totalCost })
    #expect(cost.mean == 20e9 && cost.halfWidth == 0 && cost.isReal && cost.changed == 300)
    #expect(found.plans.first { $0.name == "lots" }?.isChanged == false)
    #expect(found.causes.count == 1)
  }

  @Test func `says nothing where only words changed`() throws {
    let found = try difference([
      ("title: some days", "title: other days"), ("validity: 20 days", "validity: 480 hours"),
    ])
    #expect(found.inputs.count == 2 && !found.isChanged && found.causes.isEmpty)
  }

  @Test func `of a replay is exact, to the nano-dollar`() throws {
    let folder = try Folder()
    try folder.write("old.yaml", Given.replay)
    try folder.write("new.yaml", Given.replay)
    try folder.change("new.yaml", "expires: 2026-07-01", "expires: 2026-06-30")
    let found = try FileDifference(
      InputDifference(
        from: try InputTree.read(path: folder.path("old.yaml")),
        to: try InputTree.read(path: folder.path("new.yaml"))),
      DifferenceOptions(), isInterrupted: { false })
    let blocked = found.plans.first?.changes.first { $0.measure == .blocked }
    #expect(blocked?.mean == 1e9 && blocked?.halfWidth == 0)
    #expect(found.causes.first?.changes.first?.place.line == 5)
  }

  @Test func `as a comment keeps its marker first and the host's limit, whatever the names`() throws {
    let folder = try Folder()
    let nasty = "a | b `c` <script> --> **d**"
    var text = "lotwise: 1\ntitle: \"\(nasty)\"\nstart: 2026-12-01\nhorizon: 10 days\n"
    text += "workloads: {w: {spend: {law: fixed, mean: $10}}}\nplans:\n"
    for number in 0..<60 { text += "  \"\(nasty) \(number)\": {buy: [{credit: $5, pay: $\(number + 1)}]}\n" }
    try folder.write("old.yaml", text)
    try folder.write("new.yaml", text.replacing("credit: $5", with: "credit: $6"))
    var options = DifferenceOptions()
    options.futures = 16
    let found = try FileDifference(
      InputDifference(
        from: try InputTree.read(path: folder.path("old.yaml")),
        to: try InputTree.read(path: folder.path("new.yaml"))),
      options, isInterrupted: { false })
    func written(_ files: [FileDifference]) -> String {
      var out = ByteBuffer()
      DifferenceFormat.markdown.write(
        Differences(against: "main", files: files), report: TextReport(), into: &out)
      return out.text
    }
    for count in [1, 20] {
      let comment = written(Array(repeating: found, count: count))
      #expect(comment.hasPrefix("<!-- lotwise diff -->\n### lotwise: "))
      #expect(comment.utf8.count < 65_536)
      // Neither the names nor the marker end early.
      #expect(!comment.contains("<script>"))
      #expect(comment.components(separatedBy: "-->").count == 2)
      #expect(
        comment.components(separatedBy: "<details>").count
          == comment.components(separatedBy: "</details>").count)
    }
    #expect(written(Array(repeating: found, count: 20)).contains("parts left out"))
  }
}

@Suite struct `The paired test on batches` {
  /// Deterministic and good enough for a rate.
  private struct Dice {
    var state: UInt64
    mutating func next() -> Double {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Double(state >> 11) / Double(1 << 53)
    }
    mutating func normal() -> Double { (0..<12).reduce(-6) { sum, _ in sum + next() } }
  }

  @Test func `is Student's t by hand`() throws {
    let found = try #require(BatchDifference([10, 20, 30, 40], [12, 21, 33, 46], futures: 4))
    // Differences 2, 1, 3, 6.
    #expect(found.mean == 3)
    #expect(abs(found.standardError - (14.0 / 3 / 4).squareRoot()) < 1e-12)
    #expect(found.batches == 4)
    #expect(BatchDifference([1], [2], futures: 1) == nil && BatchDifference([1, 2], [1], futures: 2) == nil)
    // 31 degrees of freedom, two-sided 0.001: 3.6335 (tables).
    let many = try #require(
      BatchDifference((0..<32).map { Int128($0 % 5) }, (0..<32).map { Int128($0 % 7) }, futures: 32))
    #expect(abs(many.halfWidth(missing: 0.001) / many.standardError - 3.6335) < 0.001)
    // And 1e-6: 6.072 (by integration); the normal's 4.89 would not do.
    #expect(abs(many.halfWidth(missing: 1e-6) / many.standardError - 6.072) < 0.01)
  }

  @Test(arguments: [0.05, 0.01])
  func `errs as often as is stated, and not more on what is skewed or rare`(_ rate: Double) throws {
    var dice = Dice(state: 11)
    let trials = 20_000
    for shape in ["normal", "skewed", "rare"] {
      func batch() -> Int128 {
        switch shape {
        case "normal": Int128(1_000_000 + 1_000 * dice.normal())
        case "skewed": Int128((0..<4).reduce(0) { sum, _ in sum + 1_000 / (dice.next() + 0.01) })
        default: dice.next() < 0.02 ? 1_000_000 : 0
        }
      }
      let errors = try (0..<trials).count { _ in
        let pair = ((0..<32).map { _ in batch() }, (0..<32).map { _ in batch() })
        return try #require(BatchDifference(pair.0, pair.1, futures: 320)).isReal(missing: rate)
      }
      // Up to four standard errors above the stated rate.
      #expect(
        Double(errors) / Double(trials) < rate + 4 * (rate / Double(trials)).squareRoot(),
        "\(shape): \(errors)")
      if shape == "normal" { #expect(Double(errors) / Double(trials) > rate / 2) }
    }
  }
}
