/// The schema of suites, and what they share with scenarios and cases: gates, and a rule's note. docs/verify.md in the terms
/// of Schema.swift.

import Documents
import Scenario

extension SchemaParts {
  static var suite: Schema {
    .record(
      "suite",
      [
        version("lotwise-suite"),
        .key("title", .text, "shown to people"),
        .key(
          "error rate", .share, "how often chance alone may fail any judgement of the whole run",
          default: "1%"),
        .key("futures", .whole(32...1_000_000), "simulated when a scenario is pinned", default: "2,000"),
        .key("seed", .whole(0...Int.max), "of these futures", default: "1"),
        .key(
          "gates", .anyOf(.text, suiteGate, .list(.anyOf(.text, suiteGate))),
          "bounds for the suite's scenarios"),
      ])
  }

  static var gate: Schema { .record("gate", gateKeys) }

  private static var suiteGate: Schema {
    .record(
      "gate",
      gateKeys + [.key("scenarios", .oneOrList(.text), "the only files: names as paths end", default: "all")])
  }

  private static var gateKeys: [Schema.Key] {
    [
      .required("gate", .text, "the bound", like: "outage risk at most 2%"),
      .key("plans", .oneOrList(.text), "the only plans, by name", default: "all"),
      .key("otherwise", .names(Gate.Severity.self), "what a broken gate does", default: "fail"),
    ]
  }

  static var rule: Schema.Key {
    .key(
      "rule",
      .record(
        "rule's note",
        [
          .required("source", .text, "who says so"),
          .required("boundary", .text, "what happens on both sides of it"),
        ]),
      "makes the file a page of a rule book, whose title is a claim")
  }
}
