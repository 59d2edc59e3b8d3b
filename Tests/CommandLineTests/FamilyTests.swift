/// Families of plans at the command line: what checks a file tells of them, and what runs plans leaves them out and says why.

import Foundation
import Testing

struct FamilyTests {
  private static let head = """
    lotwise: 1
    start: 2026-12-01
    workloads: {use: {spend: {law: fixed, mean: $10, per: day}, noise: 0%}}
    plans:

    """
  private static let open =
    "  lots: {buy: {credit: {from: $0, to: $5000, step: $50}}, auto-reload: {below: {from: $5, to: $55, step: $5}, add: $60}}\n"
  private static let pinned = open.replacing("step: $50}", with: "step: $50, chosen: $1850}")
    .replacing("step: $5}", with: "step: $5, chosen: $20}").replacing("lots:", with: "chosen lots:")
  private static let plain = "  pay as you go: {auto-reload: {below: $20, add: $60}}\n"

  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    for (name, plans) in [
      ("alone", Self.open), ("beside", Self.plain + Self.open), ("pinned", Self.pinned + Self.plain),
    ] {
      try folder.write(name + ".yaml", Self.head + plans)
    }
  }

  private func why(_ name: String) -> String {
    "the plan 'lots' is a family of 1,111 members: run `lotwise optimise \(folder.path(name))` to choose one, "
      + "or pin it with 'chosen'"
  }

  @Test("check says how many members a family has, and what of it is chosen")
  func check() throws {
    let outcome = try Program.run("check", folder.path("alone.yaml"), folder.path("pinned.yaml"))
    #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
    #expect(
      outcome.output.contains("ok (0 plans, 1 family of plans, 1 workload, 12 months from 2026-12-01)\n"))
    #expect(
      outcome.output.contains("\n  lots: a family of 1,111 members (buy.credit 101, auto-reload.below 11)\n"))
    #expect(outcome.output.contains("ok (2 plans, 1 workload, "))
    #expect(
      outcome.output.contains(
        "\n  chosen lots: a family of 1,111 members (buy.credit 101, auto-reload.below 11), pinned to $1,850, $20\n"
      ))
    let explained = try Program.run("check", "--explain", folder.path("alone.yaml")).output
    #expect(
      explained.contains("\n      credit:\n        from: $0 ") && explained.contains("\n        step: $50 "))
    #expect(!explained.contains("as credit"))
  }

  @Test("compare leaves an open family out, with a note; alone it is all there is, and nothing to compare")
  func compare() throws {
    let beside = try Program.run("compare", folder.path("beside.yaml"), "--paths", "64", "--quick")
    #expect(beside.status == 0 && beside.output.contains("pay as you go"))
    #expect(beside.errors == "note: \(why("beside.yaml")); it is left out here\n", "\(beside.errors)")
    let quiet = try Program.run("compare", folder.path("beside.yaml"), "--paths", "64", "--quick", "--quiet")
    #expect(quiet.errors.isEmpty && quiet.output == beside.output)
    let json = try JSON(
      parsing: Program.run(
        "compare", folder.path("beside.yaml"), "--paths", "64", "--quick", "--format", "json"
      ).output)
    #expect(
      json["warnings"]?.items.contains { $0.text?.contains("is a family of 1,111 members") ?? false } ?? false
    )
    for words in [
      ["compare", folder.path("alone.yaml")], ["simulate", folder.path("alone.yaml"), "--plan", "lots"],
      ["simulate", folder.path("alone.yaml")], ["explain", folder.path("alone.yaml"), "--path", "3"],
    ] {
      let outcome = try Program.run(words: words)
      #expect(outcome.status == 1 && outcome.output.isEmpty)
      #expect(outcome.errors == "lotwise: \(why("alone.yaml"))\n", "\(outcome.errors)")
    }
    for command in ["simulate", "explain", "compare"] {
      let outcome = try Program.run(command, folder.path("beside.yaml"), "--plan", "lots")
      #expect(
        outcome.status == 1 && outcome.errors.hasSuffix("lotwise: \(why("beside.yaml"))\n"),
        "\(outcome.errors)")
    }
  }

  @Test("a family that is pinned runs as the plan that somebody would write")
  func runs() throws {
    try folder.write(
      "byhand.yaml",
      Self.head + "  chosen lots: {buy: {credit: $1850}, auto-reload: {below: $20, add: $60}}\n" + Self.plain)
    func plans(_ name: String) throws -> JSON? {
      try JSON(
        parsing: Program.run(
          "compare", folder.path(name), "--paths", "64", "--quick", "--format", "json"
        ).output)["plans"]
    }
    let chosen = try plans("pinned.yaml")
    #expect(try chosen != nil && chosen == plans("byhand.yaml"))
  }

  @Test("verify and diff say why they do not run it")
  func others() throws {
    let verified = try Program.run("verify", folder.path("alone.yaml"))
    #expect(verified.status == 1 && verified.output.contains(why("alone.yaml")), "\(verified.output)")
    let apart = try Program.run(
      "diff", folder.path("alone.yaml"), folder.path("beside.yaml"), "--paths", "32")
    #expect(apart.status == 1 && apart.errors.contains("is a family of 1,111 members"), "\(apart.errors)")
    let same = try Program.run(
      "diff", folder.path("beside.yaml"), folder.path("pinned.yaml"), "--paths", "32")
    #expect(same.output.contains("chosen lots is new"), "\(same.output)\(same.errors)")
    let told = try Program.run(
      "diff", folder.path("pinned.yaml"), folder.path("beside.yaml"), "--paths", "32")
    #expect(
      told.output.contains("The plan 'lots' is a family of which no member is chosen"),
      "\(told.output)\(told.errors)")
  }

  @Test("the schema admits ranges in plans, and nowhere else")
  func schema() throws {
    let schema = try JSON(parsing: Program.run("schema", "--of", "scenario").output)
    func admits(_ keys: String...) -> Bool {
      var value = schema["properties"]
      for key in keys.dropLast() {
        let inner = value?[key]
        let records = [inner] + (inner?["anyOf"]?.items ?? [])
        value =
          records.compactMap { $0?["properties"] ?? $0?["additionalProperties"]?["properties"] }.first
      }
      let shapes = keys.last.flatMap { value?[$0]?["anyOf"]?.items } ?? []
      return shapes.contains { $0["$ref"]?.text == "#/$defs/range" }
    }
    #expect(admits("plans", "auto-reload", "below") && admits("plans", "auto-reload", "in flight"))
    #expect(admits("plans", "buy", "validity") && admits("plans", "buy"))
    #expect(!admits("tax") && !admits("account", "opening debt") && !admits("workloads", "channel"))
    #expect(schema["$defs"]?["range"]?["anyOf"]?.items.count == 2)
  }
}
