/// Families of plans: a member is the plan that somebody would have written by hand, and what is chosen is a plan of the
/// scenario. What is wrong with a range is in Mistakes/families.txt.

import Documents
import Foundation
import Ledger
import Quantities
import Scenario
import ScenarioFile
import Testing

/// The one family of a scenario.
func family(_ body: String, account: String = "{}", frame: String = "") throws -> Family {
  let read = try scenario(frame + "account: \(account)\nplans:\n  lots:\n" + indented(body))
  #expect(read.plans.isEmpty)
  return try #require(read.families.first)
}

private func indented(_ body: String) -> String {
  body.split(separator: "\n").map { "    " + $0 + "\n" }.joined()
}

/// Draws that are the same in every run.
struct Dice {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed }

  mutating func roll(_ sides: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int(state >> 33) % sides
  }
}

struct MemberByHand: CustomTestStringConvertible, Sendable {
  var body: String
  var indices: [Int]
  /// The same plan without ranges; nil: it is no valid one.
  var byHand: String?
  var frame: String

  var testDescription: String { body }

  init(_ body: String, _ indices: [Int], _ byHand: String?, frame: String = "") {
    (self.body, self.indices, self.byHand, self.frame) = (body, indices, byHand, frame)
  }

  static let all: [MemberByHand] = [
    // Every kind of value.
    MemberByHand("buy: {credit: {from: $50, to: $150, step: $50}}", [1], "buy: {credit: $100}"),
    MemberByHand("buy: {credit: {from: 50, to: 150.5, step: 0.25}}", [3], "buy: {credit: $50.75}"),
    MemberByHand("buy: {from: $50, to: $150, step: $50}", [2], "buy: $150"),
    MemberByHand("buy: [$5, [$6, $7], {from: $8, to: $9, step: $1}]", [1, 0], "buy: [$5, $7, $8]"),
    MemberByHand(
      "buy: {a: {credit: $5, validity: [180 days, 1 year, never, 2027-03-01]}}", [3],
      "buy: {a: {credit: $5, validity: 2027-03-01}}"),
    MemberByHand(
      "buy: {a: {credit: $5, validity: {from: 30 days, to: 90 days, step: 30 days}}}", [2],
      "buy: {a: {credit: $5, validity: 90 days}}"),
    MemberByHand(
      "buy: {a: {credit: $5, validity: {from: 1 month, to: 2 years, step: 1 month}}}", [17],
      "buy: {a: {credit: $5, validity: 18 months}}"),
    MemberByHand(
      "buy: {a: {credit: $5, at: {from: 2026-12-31, to: 2027-03-31, step: 1 month}}}", [3],
      "buy: {a: {credit: $5, at: 2027-03-31}}"),
    MemberByHand(
      "buy: {a: {credit: $5, at: {from: 2026-12-01T06:00Z, to: 2026-12-02 06:00 UTC, step: 6 h}}}", [3],
      "buy: {a: {credit: $5, at: 2026-12-02}}"),
    MemberByHand(
      "buy: {credit: $5, at: [2026-12-01, 2027-03-01]}", [1], "buy: {credit: $5, at: 2027-03-01}"),
    MemberByHand(
      "buy: {credit: $5, every: [1 month, 90 days], count: {from: 1, to: 6, step: 1}}", [1, 3],
      "buy: {credit: $5, every: 90 days, count: 4}"),
    MemberByHand(
      "buy: {credit: $5, source: [official, promotion], priority: {from: -1, to: 1, step: 1}}", [1, 0],
      "buy: {credit: $5, source: promotion, priority: -1}"),
    MemberByHand(
      "buy: {credit: $5, models: [claude-opus-5-5, claude-sonnet-5-5], channels: {of: [plan, api key]}}", [0],
      "buy: {credit: $5, models: [claude-opus-5-5, claude-sonnet-5-5], channels: plan}"),
    MemberByHand(
      "auto-reload: {below: {from: $5, to: $100, step: $5}, add: [$20, $50]}", [3, 1],
      "auto-reload: {below: $20, add: $50}"),
    MemberByHand(
      "auto-reload: {below: {from: $5, to: $100, step: $5}, add: {of: [$20, $500]}}", [3, 1],
      "auto-reload: {below: $20, add: $500}"),
    MemberByHand(
      "auto-reload: {big: {below: [$5, $6], add: $20}, small: {below: $1, add: [$7, $8]}}", [1, 0],
      "auto-reload: {big: {below: $6, add: $20}, small: {below: $1, add: $7}}"),
    MemberByHand(
      "auto-reload: {below: $5, add: [$20, $50], trigger: unknown, declined: {from: 0%, to: 5%, step: 0.5%}}",
      [1, 3], "auto-reload: {below: $5, add: $50, trigger: unknown, declined: 1.5%}"),
    MemberByHand(
      "auto-reload: {below: $5, add: $20, after refusal: [no, yes], at most per month: {orders: [1, 2]}}",
      [1, 0], "auto-reload: {below: $5, add: $20, after refusal: yes, at most per month: {orders: 1}}"),
    MemberByHand(
      "when empty: {buy: [$10, $20], after: {median: {of: [1 h, 2 h]}, p90: 3 h}}", [1, 1],
      "when empty: {buy: $20, after: {median: 2 h, p90: 3 h}}"),
    MemberByHand("when empty: {buy: $10, after: [1 h, 2 h]}", [1], "when empty: {buy: $10, after: 2 h}"),
    MemberByHand(
      "buy: {credit: $10, source: reseller}\nseller: {revoked: {from: 1% per month, to: 3% per month, step: 1% per month}}",
      [1], "buy: {credit: $10, source: reseller}\nseller: {revoked: 2% per month}"),
    MemberByHand(
      "buy: $10\ndraw order: {of: [oldest, unknown]}\nmonthly limit: {from: $100, to: $200, step: $50}",
      [1, 1], "buy: $10\ndraw order: unknown\nmonthly limit: $150"),
    MemberByHand(
      "commitment: {credit: $600, instalments: [1, 2], volume prices: {claude-opus-5-5: [90%, 80%]}}",
      [1, 1], "commitment: {credit: $600, instalments: 2, volume prices: {claude-opus-5-5: 80%}}"),
    MemberByHand(
      "subscription: {plan: [pro, max], seats: {from: 1, to: 3, step: 1}}", [1, 2],
      "subscription: {plan: max, seats: 3}"),
    MemberByHand(
      "subscription: {team: {pay: $5, from: [2026-12-01, 2027-01-01]}}", [1],
      "subscription: {team: {pay: $5, from: 2027-01-01}}"),
    MemberByHand(
      "buy: $5\nallowance: {week: {limit: [$5, $6]}}\nusage credits: {monthly cap: [$7, $8]}", [0, 1],
      "buy: $5\nallowance: {week: {limit: $5}}\nusage credits: {monthly cap: $8}"),
    // Nothing is bought.
    MemberByHand(
      "buy: {first: {credit: [$0, $5]}, second: {credit: [$0, $6], validity: [30 days, 60 days]}}",
      [0, 1, 0],
      "buy: {second: {credit: $6, validity: 30 days}}"),
    MemberByHand(
      "buy: {first: {credit: [$0, $5]}, second: {credit: [$0, $6], validity: [30 days, 60 days]}}",
      [0, 0, 1],
      ""),
    MemberByHand(
      "buy: {from: $0, to: $9, step: $3}\nauto-reload: {below: $5, add: $20}", [0],
      "auto-reload: {below: $5, add: $20}"),
    MemberByHand("buy: [$5, [$0, $6]]", [0], "buy: [$5]"),
    MemberByHand("buy: [{credit: [$0, $6], delay: [1 h, 2 h]}, $5]", [0, 1], "buy: [$5]"),
    MemberByHand(
      "buy: {a: {credit: $5, every: 1 month, count: {from: 0, to: 6, step: 1}}, b: {credit: $6}}", [0],
      "buy: {b: {credit: $6}}"),
    MemberByHand("buy: $5\nauto-reload: {below: $5, add: {from: $0, to: $100, step: $50}}", [0], "buy: $5"),
    MemberByHand("buy: $5\nauto-reload: {below: $0, up to: {from: $0, to: $100, step: $50}}", [0], "buy: $5"),
    MemberByHand(
      "auto-reload: {a: {below: $5, add: [$0, $9]}, b: {below: $1, add: [$0, $8]}}", [0, 1],
      "auto-reload: {b: {below: $1, add: $8}}"),
    MemberByHand("auto-reload: {a: {below: $5, add: [$0, $9]}, b: {below: $1, add: [$0, $8]}}", [0, 0], ""),
    MemberByHand(
      "buy: $5\nstanding orders: {a: {buy: [$0, $9], every: 1 month}, b: {up to: [$0, $8], every: 1 month}}",
      [0, 1], "buy: $5\nstanding orders: {b: {up to: $8, every: 1 month}}"),
    MemberByHand("buy: $5\nwhen empty: {buy: [$0, $9], after: 1 h}", [0], "buy: $5"),
    MemberByHand("buy: $5\ncommitment: {credit: [$0, $900]}", [0], "buy: $5"),
    MemberByHand("buy: $5\nsubscription: {plan: max, seats: [0, 1]}", [0], "buy: $5"),
    MemberByHand("buy: $5\nholds: {old: {credit: [$0, $9]}}", [0], "buy: $5\nholds: {}"),
    // Nothing that is a value like any other.
    MemberByHand(
      "buy: {credit: $5, pay: [$0, $4]}\nauto-reload: {below: [$0, $1], add: $9}", [0, 0],
      "buy: {credit: $5, pay: $0}\nauto-reload: {below: $0, add: $9}"),
    // Only together wrong.
    MemberByHand(
      "buy: {credit: $5, at: [2026-12-01, 2027-03-01], expires: [2027-01-01, 2028-01-01]}", [1, 0], nil),
    MemberByHand(
      "buy: {credit: $5, at: [2026-12-01, 2027-03-01], expires: [2027-01-01, 2028-01-01]}", [1, 1],
      "buy: {credit: $5, at: 2027-03-01, expires: 2028-01-01}"),
    MemberByHand(
      "auto-reload: {below: {from: $10, to: $100, step: $10}, up to: {from: $50, to: $150, step: $50}}",
      [6, 0],
      nil),
    // What a scenario states around them.
    MemberByHand(
      "buy: {credit: [EUR 10, EUR 20], pay: {from: €1, to: €3, step: €1}}", [1, 1],
      "buy: {credit: $22, pay: $2.20}", frame: "currency: {code: EUR, rate: $1.10}\n"),
  ]
}

@Suite struct `A family of plans` {
  @Test(arguments: MemberByHand.all)
  func `has members that say what is written by hand`(_ row: MemberByHand) throws {
    let family = try family(row.body, frame: row.frame)
    let member = family.member(row.indices)
    guard let byHand = row.byHand else {
      #expect(member == nil)
      return
    }
    let plans = try scenario(
      row.frame + "account: {}\nplans:\n  lots: \(byHand.isEmpty ? "{}" : "")\n" + indented(byHand)
    ).plans
    var found = try #require(member)
    found.name = "lots"
    #expect(found == plans.first)
    // So does the block that shows it.
    let block = "account: {}\nplans:\n" + indentedOnce(family.block(row.indices))
    let shown = try #require(try scenario(block).plans.first)
    #expect(shown == member, "\(block)")
  }

  private func indentedOnce(_ text: String) -> String {
    text.split(separator: "\n").map { "  " + $0 + "\n" }.joined()
  }

  @Test func `knows its ranges`() throws {
    let family = try family(
      """
      buy:
        first: {credit: {from: $1800, to: $1900, step: $50}, validity: [180 days, 1 year], source: [reseller, official]}
        late: {credit: $5, at: {from: 2026-12-01, to: 2027-03-01, step: 1 month}, priority: [2, 1], refund: [10%, 20%]}
      auto-reload: {below: [$5, $20.5, $1000], add: [$50, $20], validity: [6 months, 180 days]}
      """)
    func range(
      _ key: String, _ values: [String], _ isOrdered: Bool = true, _ amounts: [Int64]? = nil
    ) -> FamilyRange {
      FamilyRange(
        key: key, values: values, isOrdered: isOrdered, amounts: amounts.map { $0.map { $0 * 500_000_000 } })
    }
    #expect(
      family.ranges == [
        range("buy.first.credit", ["$1,800", "$1,850", "$1,900"], true, [3600, 3700, 3800]),
        range("buy.first.validity", ["180 days", "1 year"]),
        range("buy.first.source", ["reseller", "official"], false),
        range("buy.late.at", ["2026-12-01", "2027-01-01", "2027-02-01", "2027-03-01"]),
        range("buy.late.priority", ["2", "1"], false),
        range("buy.late.refund", ["10%", "20%"]),
        range("auto-reload.below", ["$5", "$20.5", "$1000"], true, [10, 41, 2000]),
        range("auto-reload.add", ["$50", "$20"], false, [100, 40]),
        range("auto-reload.validity", ["6 months", "180 days"], false),
      ])
    #expect(family.count == 3 * 2 * 2 * 4 * 2 * 2 * 3 * 2 * 2)
    #expect(family.chosen == nil)
  }

  @Test func `names its members, each by another name`() throws {
    let one = try family(
      "buy: {first: {credit: {from: $1800, to: $1900, step: $50}}}\nauto-reload: {below: [$5, $20], add: $100}"
    )
    #expect(one.member([1, 1])?.name == "lots (first credit $1,850, below $20)")
    #expect(one.block([1, 1]).hasPrefix("lots (first credit $1,850, below $20):\n  buy:\n    first:\n"))
    let many = try family(
      "buy: [[$1, $2], {credit: [$1, $2]}]\nauto-reload: {a: {below: [$1, $2], add: $9}, b: {below: [$1, $2], add: $9}}\n"
        + "standing orders: {c: {buy: $1, every: 1 month, when at or below: [$1, $2]}}\ndraw order: {of: [oldest, newest]}"
    )
    var names: Set<String> = []
    for number in 0..<64 {
      let indices = (0..<6).map { number >> $0 & 1 }
      names.insert(try #require(many.member(indices)).name)
    }
    #expect(names.count == 64 && many.count == 64)
    #expect(
      names.contains(
        "lots (buy 1 $1, buy 2 credit $2, a below $1, b below $1, c when at or below $1, draw order oldest)"
      ),
      "\(names.sorted().first ?? "")")
    // Two keys of one name are told apart by where they stand.
    let alike = try family(
      "auto-reload: {below: $5, add: $9, validity: [30 days, 1 year]}\n"
        + "when empty: {buy: [$1, $2], after: 1 h, validity: [30 days, 1 year]}")
    #expect(
      alike.member([0, 0, 1])?.name
        == "lots (auto-reload validity 30 days, buy $1, when empty validity 1 year)")
    // What is not bought is left out of the name, with what else would be said of it.
    let none = try family(
      "buy: {first: {credit: [$0, $5], delay: [1 h, 2 h], count: [0, 1], every: 1 month}, second: {credit: [$0, $6]}}\n"
        + "auto-reload: {below: [$1, $2], add: [$0, $9]}")
    #expect(
      [[0, 0, 1, 1, 0, 1], [1, 0, 0, 1, 0, 1], [1, 1, 1, 0, 1, 0]].map { none.member($0)?.name } == [
        "lots (without first, second credit $6, below $1, add $9)",
        "lots (without first, second credit $6, below $1, add $9)",
        "lots (first credit $5, first delay 2 h, first count 1, without second, add $0)",
      ])
    // A plan that is called like a member, and families whose names begin alike.
    let both = try scenario(
      "plans:\n  lots (buy $1): {buy: $9}\n  lots: {buy: {of: [$1, $2]}}\n  lots (member: {buy: {of: [$3, $4]}}\n"
    )
    #expect(
      both.families.map { $0.member([0])?.name } == ["lots (member member buy $1)", "lots (member (buy $3)"])
  }

  @Test func `that is pinned is a plan, which gates may name`() throws {
    let read = try scenario(
      """
      plans:
        one: {buy: $100}
        lots: {buy: {credit: {from: $0, to: $500, step: $50, chosen: $350}, validity: {of: [180 days, 1 year], chosen: 1 year}}}
        open: {buy: {of: [$5, $6]}}
        last: {auto-reload: {below: $5, add: $20}}
      gates: [{gate: outage risk at most 2%, plans: lots}, {gate: outage risk at most 3%, plans: [open, one]}]
      """)
    #expect(read.plans.map(\.name) == ["one", "lots", "last"])
    #expect(read.families.map(\.name) == ["lots", "open"])
    #expect(read.openFamilies.map(\.name) == ["open"])
    #expect(read.families[0].chosen == [7, 1])
    var member = try #require(read.families[0].member([7, 1]))
    #expect(member.name == "lots (credit $350, validity 1 year)")
    member.name = "lots"
    #expect(read.plans[1] == member)
    #expect(read.gates.map(\.plans) == [["lots"], ["open", "one"]])
  }

  @Test func `takes anchors, merge keys and included files`() throws {
    let scratch = try Scratch()
    _ = try scratch.write(
      "more.yaml", "lotwise: 1\nplans: {theirs: {buy: {credit: [$1, $2], validity: 5 dogs}}}\n")
    let text = """
      lotwise: 1
      start: 2026-12-01
      workloads: {some: {spend: {law: fixed, mean: $1, per: day}}}
      plans:
        a: &a
          buy: &buy {credit: &c [$1, $2], pay: $1}
        b:
          <<: *a
          auto-reload: {below: *c, add: $9}
        c: {buy: {<<: *buy, pay: [$0, $1]}}

      """
    let read = try Scenarios.read(bytes: Array(text.utf8), path: "x.yaml").scenario
    #expect(
      read.families.map { $0.ranges.map(\.key) }.map { $0.sorted() } == [
        ["buy.credit"], ["auto-reload.below", "buy.credit"], ["buy.credit", "buy.pay"],
      ])
    let path = try scratch.write("main.yaml", text.replacing("plans:", with: "include: more.yaml\nplans:"))
    #expect(throws: Diagnostics.self) { try Scenarios.read(path: path) }
    let said = CheckedFile(path: path).diagnostics.rendered(color: false)
    #expect(
      said.contains("more.yaml:2:60: error: '5 dogs' has no unit") || said.contains("more.yaml:2:"), "\(said)"
    )
    _ = try scratch.write("more.yaml", "lotwise: 1\nplans: {theirs: {buy: {credit: [$1, $2]}}}\n")
    let families = try Scenarios.read(path: path).scenario.families
    #expect(families.map(\.name) == ["a", "b", "c", "theirs"])
    #expect(families[3].member([1])?.ledger.purchases.first?.face == .dollars(2))
  }

  @Test func `explained says the same, and is itself explained as it is`() throws {
    for row in MemberByHand.all where row.frame.isEmpty && !row.body.contains("unknown") {
      let yaml =
        "lotwise: 1\nstart: 2026-12-01\nworkloads: {some: {spend: {law: fixed, mean: $1, per: day}}}\nplans:\n  lots:\n"
        + indented(row.body)
      func read(_ text: String) throws -> (Family, String) {
        let file = CheckedFile(bytes: Array(text.utf8), path: "x.yaml", explaining: true)
        guard case .scenario(let scenario)? = file.content, let explained = file.explained else {
          throw file.diagnostics
        }
        return (try #require(scenario.families.first), explained)
      }
      let (before, once) = try read(yaml)
      let (after, twice) = try read(once)
      #expect(before.ranges == after.ranges)
      let last = before.ranges.map { $0.values.count - 1 }
      for indices in [row.indices, last, last.map { $0 / 2 }, last.map { _ in 0 }] {
        #expect(before.member(indices) == after.member(indices), "\(once)")
      }
      func bare(_ text: String) -> [String] {
        text.split(separator: "\n").map { line in String(line).replacing(#/ +# .*$/#, with: "") }
      }
      #expect(bare(once) == bare(twice))
    }
  }

  @Test func `of a billion members costs what its ranges cost`() throws {
    let steps = "{from: $1, to: $1000, step: $1}"
    let large = try family(
      "buy: {a: {credit: \(steps)}, b: {credit: \(steps)}}\nauto-reload: {below: \(steps), add: $1000}")
    #expect(large.count == 1_000_000_000)
    #expect(large.member([999, 0, 499])?.ledger.purchases.map(\.face) == [.dollars(1_000), .dollars(1)])
    let one = said(
      "plans: {lots: {buy: {a: {credit: \(steps)}, b: {credit: \(steps)}, c: {credit: {from: $1, to: $1001, step: $1}}}}}"
    )
    #expect(one.contains("the family 'lots' has 1,001,000,000 members; the most is 1,000,000,000"), "\(one)")
    let most = "{from: $1, to: $100000, step: $1}"
    #expect(try family("buy: {a: {credit: \(most)}}").count == 100_000)
    let many = (0..<11).map { "p\($0): {buy: {a: {credit: \(most)}}}" }.joined(separator: ", ")
    #expect(
      said("plans: {\(many)}").contains(
        "with this, the ranges of the scenario have more than 1,000,000 values"))
  }

  @Test func `is read on any thread, quickly`() async throws {
    let family = try family(
      """
      buy:
        first: {source: reseller, credit: {from: $0, to: $5000, step: $50}, pay: $100, validity: [180 days, 1 year]}
        later: {credit: {from: $0, to: $500, step: $50}, every: 1 month, count: {from: 0, to: 6, step: 1}}
      seller: {undelivered: 2%, revoked: 3% per month}
      auto-reload: {below: {from: $5, to: $100, step: $5}, add: [$20, $50, $100]}
      """)
    func indices(_ number: Int) -> [Int] {
      var rest = number &* 7_919
      return family.ranges.map { range in
        defer { rest /= range.values.count }
        return rest % range.values.count
      }
    }
    let before = clock()
    let alone = (0..<2_000).map { family.member(indices($0)) }
    let spent = Double(clock() - before) / Double(CLOCKS_PER_SEC) / 2_000
    // In an unoptimised build it takes many times as long.
    #if !DEBUG
      #expect(spent < 0.001, "\(spent) s for a member")
    #endif
    #expect(alone.allSatisfy { $0 != nil })
    try await withThrowingTaskGroup(of: Void.self) { group in
      for part in 0..<4 {
        group.addTask {
          for number in stride(from: part, to: 2_000, by: 4) {
            #expect(family.member(indices(number)) == alone[number])
          }
        }
      }
      try await group.waitForAll()
    }
  }

  // MARK: Made up

  /// A place for a value in a plan, and values that may stand there.
  private static let places: [(before: String, values: [String], after: String)] = [
    ("buy:\n  first: {credit: ", ["$0", "$50", "$100", "$150", "$200"], ", pay: "),
    ("", ["$0", "$10", "$20", "$45.5"], ", validity: "),
    ("", ["30 days", "6 months", "1 year", "never"], ", at: "),
    ("", ["2026-12-01", "2026-12-31", "2027-05-01T06:30:00Z"], "}\n  second: {source: "),
    ("", ["reseller", "official", "promotion"], ", credit: "), ("", ["$0", "$7", "$1250.5"], ", every: "),
    ("", ["1 month", "10 days"], ", count: "), ("", ["0", "1", "5"], "}\n"),
    ("auto-reload: {below: ", ["$0", "$5", "$10"], ", add: "), ("", ["$0", "$20", "$100"], ", latency: "),
    ("", ["0 s", "1 min", "2 h"], ", in flight: "), ("", ["one", "many", "unknown"], "}\n"),
    ("monthly limit: {amount: ", ["$100", "$500"], ", stops: "), ("", ["usage", "purchases"], "}\n"),
  ]

  @Test func `made up by chance has the members that substitution gives`() throws {
    var dice = Dice(11)
    var invalid = 0
    for _ in 0..<150 {
      let isRange = Self.places.map { _ in dice.roll(3) == 0 }
      guard isRange.contains(true) else { continue }
      let fixed = Self.places.map { dice.roll($0.values.count) }
      func text(_ value: (Int) -> String) -> String {
        Self.places.indices.map { Self.places[$0].before + value($0) + Self.places[$0].after }.joined()
      }
      // What buys nothing is left out where it is in a range, and a mistake elsewhere.
      func single(_ place: Int, _ index: Int) -> String {
        let text = Self.places[place].values[index]
        return [0, 5, 7, 9].contains(place) && ["$0", "0"].contains(text)
          ? Self.places[place].values[1] : text
      }
      let body = text { place in
        guard isRange[place] else { return single(place, fixed[place]) }
        let list = "[" + Self.places[place].values.joined(separator: ", ") + "]"
        return dice.roll(2) == 0 ? list : "{of: \(list)}"
      }
      let whole = "plans:\n  lots:\n" + indented(body)
      guard let family = try? scenarioOrNil(whole)?.families.first else {
        invalid += 1
        continue
      }
      for _ in 0..<4 {
        let indices = family.ranges.map { dice.roll($0.values.count) }
        var position = 0
        var chosen = fixed
        for place in Self.places.indices where isRange[place] {
          chosen[place] = indices[position]
          position += 1
        }
        func isNothing(_ place: Int) -> Bool {
          isRange[place] && ["$0", "0"].contains(Self.places[place].values[chosen[place]])
        }
        let byHand = text { isRange[$0] ? Self.places[$0].values[chosen[$0]] : single($0, fixed[$0]) }
          .split(separator: "\n").filter { line in
            !(line.hasPrefix("  first:") && isNothing(0))
              && !(line.hasPrefix("  second:") && (isNothing(5) || isNothing(7)))
              && !(line.hasPrefix("auto-reload:") && isNothing(9))
          }.joined(separator: "\n")
        let bare =
          byHand.contains("first:") || byHand.contains("second:")
          ? byHand : byHand.replacing("buy:", with: "")
        let plan = try? scenarioOrNil("plans:\n  lots:\n" + indented(bare))?.plans.first
        var member = family.member(indices)
        member?.name = "lots"
        #expect(member == plan, "\(whole)\n\(indices)\n\(bare)")
      }
    }
    #expect(invalid < 15)
  }

  /// Nil after a mistake.
  private func scenarioOrNil(_ plans: String) throws -> Scenario? {
    let text =
      "lotwise: 1\nstart: 2026-12-01\nworkloads: {some: {spend: {law: fixed, mean: $1, per: day}}}\n" + plans
    return try? Scenarios.read(bytes: Array(text.utf8), path: "x.yaml").scenario
  }
}
