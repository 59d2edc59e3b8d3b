/// A choice written into the text of a scenario: the text to the letter, and what it says when it is read back.

import Documents
import Foundation
import Ledger
import Quantities
import Scenario
import ScenarioFile
import Testing

private let head =
  "lotwise: 1\nstart: 2026-12-01 # the first day\nworkloads: {some: {spend: {law: fixed, mean: $1, per: day}}}\nplans:\n"

private func pinned(_ text: String, _ values: [Int], family: String = "lots", path: String = "x.yaml") throws
  -> String
{
  let bytes = try Scenarios.pinned(bytes: Array(text.utf8), path: path, choices: [(family, values)])
  return String(decoding: bytes, as: UTF8.self)
}

struct PinnedText: CustomTestStringConvertible, Sendable {
  var before: String
  var values: [Int]
  var after: String

  var testDescription: String { before }

  init(_ before: String, _ values: [Int], _ after: String) {
    (self.before, self.values, self.after) = (before, values, after)
  }

  static let all: [PinnedText] = [
    PinnedText(
      "  lots: {buy: {credit: {from: $0, to: $5,000, step: $50}}} # why\n".replacing("5,000", with: "5000"),
      [37],
      "  lots: {buy: {credit: {from: $0, to: $5000, step: $50, chosen: $1850}}} # why\n"),
    PinnedText(
      "  lots: {buy: {credit: {from: $0, to: $5000, step: $50 , }}}\n", [0],
      "  lots: {buy: {credit: {from: $0, to: $5000, step: $50, chosen: $0 , }}}\n"),
    PinnedText(
      "  lots: {buy: {credit: {chosen: $50, from: $0, to: $5000, step: $50}}}\n", [37],
      "  lots: {buy: {credit: {chosen: $1850, from: $0, to: $5000, step: $50}}}\n"),
    PinnedText(
      "  lots: {buy: {credit: $9, validity: [180 days, '1 year']}}\n", [1],
      "  lots: {buy: {credit: $9, validity: {of: [180 days, '1 year'], chosen: 1 year}}}\n"),
    PinnedText(
      "  lots: {buy: {credit: $9, validity: {of: [180 days, 1 year]}}}\n", [0],
      "  lots: {buy: {credit: $9, validity: {of: [180 days, 1 year], chosen: 180 days}}}\n"),
    PinnedText(
      "  lots: {buy: {credit: ['$1,000', '$2,000']}}\n", [1],
      "  lots: {buy: {credit: {of: ['$1,000', '$2,000'], chosen: '$2,000'}}}\n"),
    PinnedText(
      """
        lots:
          buy:
            first:
              credit:  # how much
                from: $0
                to: $5000
                step: $50   # about a day

              # how long
              validity:
                - 180 days # of the reseller
                # another
                - 1 year
              pay: $5
          auto-reload:
            below: [$5,
                    $10]  # ä $
            add: $20
        other: {buy: $5}

      """, [37, 0, 1],
      """
        lots:
          buy:
            first:
              credit:  # how much
                from: $0
                to: $5000
                step: $50   # about a day
                chosen: $1850

              # how long
              validity:
                of:
                - 180 days # of the reseller
                # another
                - 1 year
                chosen: 180 days
              pay: $5
          auto-reload:
            below: {of: [$5,
                    $10], chosen: $10}  # ä $
            add: $20
        other: {buy: $5}

      """),
    PinnedText(
      "  lots:\n    buy:\n      credit:\n      - $5\n      # more\n\n      - $10 # most\n      pay: $1\n",
      [1],
      "  lots:\n    buy:\n      credit:\n        of:\n        - $5\n        # more\n  \n        - $10 # most\n        chosen: $10\n      pay: $1\n"
    ),
    PinnedText(
      "  lots:\n    buy:\n      credit:\n        chosen: $5 # so far\n        of:\n          - $5\n          - $10",
      [1],
      "  lots:\n    buy:\n      credit:\n        chosen: $10 # so far\n        of:\n          - $5\n          - $10"
    ),
    PinnedText(
      "  lots:\n    buy:\n      credit:\n        of:\n          - $5\n          - $10", [1],
      "  lots:\n    buy:\n      credit:\n        of:\n          - $5\n          - $10\n        chosen: $10"),
    PinnedText(
      "  lots:\n    buy:\n      - $5\n      - from: $5\n        to: $9\n        step: $1\n", [4],
      "  lots:\n    buy:\n      - $5\n      - from: $5\n        to: $9\n        step: $1\n        chosen: $9\n"
    ),
    PinnedText(
      "  lots:\n    buy: {credit: $5, at: {from: 2026-12-01, to: 2027-03-01, step: 1 month}}\n    draw order: {of: [unknown, oldest]}\n",
      [2, 0],
      "  lots:\n    buy: {credit: $5, at: {from: 2026-12-01, to: 2027-03-01, step: 1 month, chosen: 2027-02-01}}\n    draw order: {of: [unknown, oldest], chosen: unknown}\n"
    ),
  ]

  static let refused: [(text: String, values: [Int], message: String)] = [
    ("  lots: {buy: &b {credit: [$1, $2]}}\n  two: {buy: *b}\n", [1], "several places share this range"),
    ("  one: &o {buy: {credit: [$1, $2]}}\n  lots: {<<: *o}\n", [1], "several places share this range"),
    ("  lots: {buy: {credit: &c [$1, $2]}}\n", [1], "several places share this range"),
    ("  lots: {buy: {credit: &c [$1, $2], pay: {of: *c}}}\n", [1, 1], "several places share this range"),
    (
      "  lots:\n    buy:\n      - - $5\n        - $6\n", [1], "there is no room for a choice beside this list"
    ),
    ("  other: {buy: [$5, $6]}\n", [1], "there is no family 'lots' here"),
    ("  lot: {buy: {credit: [$5, $6]}}\n", [1], "did you mean 'lot'?"),
    ("  lots: {buy: {credit: [$5, $6], pay: [$1, $2]}}\n", [1], "the family 'lots' has no such member"),
    ("  lots: {buy: {credit: [$5]}}\n", [1], "the family 'lots' has no such member"),
  ]
}

@Suite struct `A choice` {
  @Test(arguments: PinnedText.all)
  func `changes nothing else in the text`(_ row: PinnedText) throws {
    for (mark, newline) in [("", "\n"), ("\u{FEFF}", "\n"), ("", "\r\n"), ("", "\r")] {
      func whole(_ text: String) -> String { mark + (head + text).replacing("\n", with: newline) }
      let text = try pinned(whole(row.before), row.values)
      #expect(text == whole(row.after))
      let read = try Scenarios.read(bytes: Array(text.utf8), path: "x.yaml").scenario
      #expect(read.families.first?.chosen == row.values)
      #expect(read.plans.first?.name == "lots")
      // Once more it stays as it is.
      #expect(try pinned(text, row.values) == text)
    }
  }

  @Test(arguments: PinnedText.refused)
  func `is refused where it would change more`(_ row: (text: String, values: [Int], message: String)) {
    #expect {
      try pinned(head + row.text, row.values)
    } throws: {
      ($0 as? Diagnostics)?.rendered(color: false).contains(row.message) ?? false
    }
  }

  @Test func `in a file that is included belongs there`() throws {
    let scratch = try Scratch()
    _ = try scratch.write("more.yaml", "lotwise: 1\nplans: {lots: {buy: {credit: [$1, $2]}}}\n")
    let path = try scratch.write(
      "main.yaml", "lotwise: 1\ninclude: more.yaml\nplans: {mine: {buy: {credit: [$1, $2]}}}\n")
    let text = try String(contentsOfFile: path, encoding: .utf8)
    #expect(try pinned(text, [1], family: "mine", path: path).contains("{of: [$1, $2], chosen: $2}"))
    #expect {
      try pinned(text, [1], path: path)
    } throws: {
      ($0 as? Diagnostics)?.rendered(color: false).contains("stands in another file") ?? false
    }
  }

  @Test func `in JSON is JSON`() throws {
    let text = """
      {"lotwise": 1, "start": "2026-12-01", "workloads": {"a": {"spend": {"law": "fixed", "mean": "$1", "per": "day"}}},
       "plans": {"lots": {"buy": {"credit": {"from": 0, "to": 500, "step": 50}, "validity": ["180 days", "1 year"],
         "every": {"of": ["1 month", "90 days"]}}}}}
      """
    let after = try pinned(text, [3, 1, 0])
    let json = try JSONSerialization.jsonObject(with: Data(after.utf8)) as? [String: Any]
    #expect(json != nil)
    #expect(
      after.contains(#""step": 50, "chosen": "$150"}"#)
        && after.contains(#"{"of": ["180 days", "1 year"], "chosen": "1 year"}"#), "\(after)")
    #expect(
      try Scenarios.read(bytes: Array(after.utf8), path: "x.json").scenario.families.first?.chosen == [
        3, 1, 0,
      ])
  }

  @Test func `keeps another currency where it is written`() throws {
    let text =
      head.replacing("plans:", with: "currency: {code: EUR, rate: $1.10}\nplans:")
      + "  lots: {buy: {credit: [EUR 10, €20], pay: {from: EUR 1, to: EUR 3, step: EUR 1}}, opening debt: {of: [EUR 4, €5]}}\n"
    let after = try pinned(text, [1, 1, 0])
    #expect(after.contains("debt: {of: [EUR 4, €5], chosen: EUR 4}"), "\(after)")
    #expect(after.contains("credit: {of: [EUR 10, €20], chosen: €20}"), "\(after)")
    #expect(after.contains("step: EUR 1, chosen: $2.20}"), "\(after)")
  }

  /// Texts put together by chance; each choice is read back, and taken out again gives the text there was.
  @Test func `made up by chance is read back`() throws {
    var dice = Dice(5)
    let values = ["$5", "$6", "'$7'", "\"$8\"", "$9.50"]
    for _ in 0..<200 {
      var body = "  lots:\n    buy:\n"
      var counts: [Int] = []
      for number in 0..<(1 + dice.roll(3)) {
        let count = 2 + dice.roll(3)
        let list = values.prefix(count)
        let comment = dice.roll(2) == 0 ? " # \(number) é" : ""
        counts.append(count)
        body += "      lot \(number):\(comment)\n        credit:"
        switch dice.roll(5) {
        case 0:
          body += " [" + list.joined(separator: dice.roll(2) == 0 ? ", " : ",\n          ") + "]\(comment)\n"
        case 1: body += " { of: [" + list.joined(separator: ", ") + " ] }\(comment)\n"
        case 2: body += comment + "\n" + list.map { "          - \($0)\(comment)\n" }.joined()
        case 3: body += "\n" + list.map { "        -   \($0)\n" }.joined(separator: "\n")
        default:
          body +=
            "\(comment)\n          step: $1\(comment)\n          from: $5\n          to: $\(4 + count)   \(comment)\n"
        }
        body += "        pay: $1\n"
      }
      let text = head + body + "  other: {buy: {of: [$1, $2], chosen: $2}}\n# the end\n"
      let wanted = counts.map { dice.roll($0) }
      let after = try pinned(text, wanted)
      let (old, new) = (
        try Scenarios.read(bytes: Array(text.utf8), path: "x.yaml").scenario,
        try Scenarios.read(bytes: Array(after.utf8), path: "x.yaml").scenario
      )
      #expect(new.families[0].chosen == wanted, "\(after)")
      #expect(new.families.map { $0.ranges.map(\.values) } == old.families.map { $0.ranges.map(\.values) })
      #expect(new.plans.map(\.name) == ["lots", "other"] && old.plans.map(\.name) == ["other"])
      #expect(new.families[0].member(wanted) == old.families[0].member(wanted))
      #expect(after.count { $0 == "#" } == text.count { $0 == "#" })
    }
  }
}
