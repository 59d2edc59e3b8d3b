/// The first screen in words: each kind of answer as a reader finds it, and that it says what a page must not leave out.

import Formats
import Ledger
import Pages
import Quantities
import Results
import Testing

private let small = MadePlan(
  name: "small", cost: 990, paid: 1_000, refused: [("tier limit", 4)], cutOff: 0.05)
private let large = MadePlan(name: "large", cost: 1_200, paid: 1_300)
private let seats = MadePlan(
  name: "seats", cost: 500, paid: 500, refused: [("allowance used up", 170)], cutOff: 1)
private let shady = MadePlan(
  name: "shady", cost: 300, paid: 310, refused: [("revoked", 30), ("no credit", 10)], reseller: true,
  cutOff: 0.9)

private func gate(_ verdict: GateFinding.Verdict, fails: Bool = true) -> GateFinding {
  GateFinding(
    text: "outage risk at most 2%", verdict: verdict, measure: .outageRisk, value: 0.05,
    interval: Interval(low: 0.04, high: 0.06), isShareOfFutures: false, isFailing: fails)
}

private func three(_ plans: [MadePlan] = [small, large, seats, shady]) -> Made {
  Made(plans: plans, serving: Answer(plan: 0), within: nil, ofAll: Answer(plan: 3))
}

@Suite struct `The answer in words` {
  @Test func `says once what a future is, and nothing that only we understand`() {
    let text = three().text()
    #expect(
      text.contains(
        "A future is three simulated months of your usage, drawn by chance from what the scenario says"))
    #expect(text.contains("lotwise ran 1,000 of them"))
    #expect(text.matches(of: /A future is/).count == 1)
    for word in ["Mind", "turns round", "paths", "variant"] { #expect(!text.contains(word), "\(word)") }
  }

  @Test func `the plan that serves the work, with its figures, and how sure that is`() {
    let answer = three().answer
    #expect(
      answer.hasPrefix(
        "Go with “small”: it is the cheapest plan that serves the work (at least 99% of the dollars asked for) and keeps the "
          + "provider's terms. It costs $990 ±2 in all on average. You pay $1,000 in cash, and in one future of twenty more "
          + "than $2,000. It refuses 0.40% of the work ($4.00), and you are cut off for more than an hour in 5.0% of futures."
      ))
    #expect(
      answer.contains(
        "“small” costs $210 ±2 less than “large”, the next plan in the running, and it is the cheaper of the two in 100%"
      ))
  }

  @Test func `a reseller may be the cheapest of all, and is no answer`() {
    let made = three()
    #expect(
      made.answer.contains(
        "The cheapest of all is “shady”, at $300 ±2 ($310 in cash), but it buys from a reseller, which breaks the provider's "
          + "terms and refuses 4.0% of the work."))
    #expect(made.page.cautions.contains { $0.hasPrefix("“shady” buys from a reseller.") })
    let table = made.table("The plans")
    #expect(table?.rows.map { $0[0].readable } == ["small", "large", "shady", "seats"])
    #expect(table?.row("small")["note"] == "best" && table?.row("large")["note"] == "")
    #expect(table?.row("seats")["note"] == "refuses 17% of the work")
    #expect(
      table?.row("shady")["note"]
        == "resale breaks the provider's terms; refuses 4.0% of the work; cheapest of all")
  }

  @Test func `no plan serves: which comes nearest, and why each is out`() {
    let made = Made(
      plans: [seats, shady], serving: .none, within: nil, ofAll: Answer(plan: 1))
    #expect(
      made.answer.hasPrefix(
        "No plan serves the work (at least 99% of the dollars asked for) and keeps the provider's terms: “shady” buys from a "
          + "reseller, which breaks the provider's terms and refuses 4.0% of the work; “seats” refuses 17% of the work."
      ))
    #expect(made.answer.contains("“seats” comes nearest. It costs $500 ±2 in all"))
    #expect(made.table("The plans")?.rows.allSatisfy { !$0.contains(.text("best")) } == true)
  }

  @Test(
    arguments: [
      (
        9, 1_000,
        "“small” comes first because it refuses less ($4.00 of work against $9.00)."
      ),
      (
        4.5, 1_100,
        "“small” comes first because they refuse about the same and it takes less cash ($1,000.00 against $1,100.00)."
      ), (4, 1_000, "“small” comes first because it is listed first."),
    ] as [(Double, Double, String)])
  func `a tie is called one, with what broke it`(_ refused: Double, _ paid: Double, _ why: String) {
    let twin = MadePlan(name: "twin", cost: 991, paid: paid, refused: [("tier limit", refused)])
    let made = Made(
      plans: [small, twin, large], serving: Answer(plan: 0, ties: [1]), within: nil,
      ofAll: Answer(plan: 0, ties: [1]))
    #expect(
      made.answer.hasPrefix(
        "Go with “small”, or with “twin”: in total cost it is a tie (“small” $990 ±2 and “twin”"))
    #expect(made.answer.contains(why), "\(made.answer)")
    #expect(made.answer.contains("less than “large”, the next after these"))
    #expect(made.table("The plans")?.row("twin")["note"] == "tie")
  }

  @Test func `gates: kept by the answer, by another plan, by none`() {
    func made(_ a: GateFinding.Verdict, _ b: GateFinding.Verdict, _ within: Answer) -> Made {
      var (first, second) = (small, large)
      first.gates = [gate(a)]
      second.gates = [gate(b)]
      return Made(plans: [first, second], serving: Answer(plan: 0), within: within, ofAll: Answer(plan: 0))
    }
    #expect(
      made(.kept, .kept, Answer(plan: 0)).answer.contains(
        "It also keeps the scenario's own limits, and no plan is cheaper, whatever it breaks."))
    let other = made(.broken, .kept, Answer(plan: 1))
    #expect(
      other.answer.contains(
        "Within the scenario's own limits “large” is the cheapest. It costs $1,200 ±2 in all"))
    #expect(other.answer.contains("“small” breaks the limit ‘outage risk at most 2%’ (5.0%)."))
    #expect(other.table("The plans")?.row("large")["note"] == "best within the limits")
    #expect(
      other.table("The plans")?.row("small")["note"] == "best; breaks the gate ‘outage risk at most 2%’")
    #expect(other.table("The scenario's own limits")?.rows.count == 2)
    #expect(
      made(.broken, .broken, .none).answer.contains(
        "No plan keeps the scenario's own limits: “small” breaks the limit ‘outage risk at most 2%’ (5.0%); “large”"
      ))
  }

  @Test func `one plan alone is not compared`() {
    let made = Made(plans: [small], serving: Answer(plan: 0), within: nil, ofAll: Answer(plan: 0))
    #expect(
      made.page.subtitle.hasPrefix("This is what “small” would come to, from 1 Jan 2027 to 1 Apr 2027 (UTC).")
    )
    #expect(made.answer.hasPrefix("“small”. It costs $990"))
    #expect(made.answer.contains("It serves the work (at least 99%"))
    #expect(!made.answer.contains("cheap") && made.table("Between two plans") == nil)
    let refusing = Made(plans: [seats], serving: .none, within: nil, ofAll: Answer(plan: 0))
    #expect(refusing.answer.contains("It refuses 17% of the work"))
  }

  @Test func `one future says nothing about chance`() {
    var made = three()
    made.paths = 1
    #expect(made.page.answer == ["One future says nothing about chance. Ask for more with --paths."])
  }

  @Test func `every cause of refusal has its cure`() throws {
    for measure in Measure.refusals {
      let cause = String(measure.name.dropFirst("blocked: ".count))
      let made = Made(
        plans: [MadePlan(name: "it", cost: 1, paid: 1, refused: [(cause, 5)]), large],
        serving: Answer(plan: 0),
        within: nil, ofAll: Answer(plan: 0))
      let row = try #require(made.table("Why work is refused")?.row("it"))
      #expect(row["cause"] == cause && row["refused"] == "$5.00" && row["share"] == "100%")
      #expect(row["cure"]?.isEmpty == false, "\(cause)")
      #expect(made.answer.contains("What cures that: \(row["cure"] ?? "?")."))
    }
    #expect(Measure.refusals.count == 9)
  }

  @Test func `what serving everything costs, and a dollar more`() {
    #expect(
      three().answer.contains(
        "To serve everything: “large” refuses the least, 0% of the work, and costs $210 more in all than “small”; each further "
          + "dollar of work that it serves costs $52.50."))
    let pair = three().table("Between two plans")?.rows.first?.map(\.readable)
    #expect(pair?[5] == "$52.50")
    // A thousandth of the demand is no difference.
    var near = small
    near.refused = [("tier limit", 0.9)]
    let made = Made(plans: [near, large], serving: Answer(plan: 0), within: nil, ofAll: Answer(plan: 0))
    #expect(made.table("Between two plans")?.rows.first?[5] == .text(""))
  }

  @Test func `work that waits and is served later is not called refused`() {
    var waiting = small
    waiting.refused = [("no credit", 0.004)]
    waiting.cutOff = 1
    let made = Made(plans: [waiting, large], serving: Answer(plan: 0), within: nil, ofAll: Answer(plan: 0))
    #expect(
      made.answer.contains(
        "It refuses next to nothing in the end, but work has to wait: you are cut off for more than an hour in 100% of futures."
      ))
    #expect(
      made.answer.contains("work that is asked for waits because no credit is left, and is served later."))
    #expect(made.answer.contains("already serves everything that is asked for."))
    waiting.refused = [("no credit", 0.005)]
    let refusing = Made(
      plans: [waiting, large], serving: Answer(plan: 0), within: nil, ofAll: Answer(plan: 0))
    #expect(refusing.answer.contains("It refuses 0.001% of the work ($0.01)"), "\(refusing.answer)")
  }

  @Test func `if usage doubles, and if it halves`() {
    var made = three()
    /// `half`: of the intervals; 0: none are known, as in a file of an earlier version.
    func level(
      _ scale: Double, _ best: Int?, _ risk: Double, half: Double = 0, isSure: Bool = true
    ) -> TurningPoints.Level {
      func place(_ value: Double, _ half: Double) -> Place {
        Place(
          value, half == 0 ? Interval(low: .nan, high: .nan) : Interval(around: value, halfWidth: half))
      }
      return TurningPoints.Level(
        scale: scale, futures: 512, usage: scale * 333e9,
        costs: [2_000e9, 1_900e9, 1, 1].map { place($0, half * 100e9) },
        risks: [risk, 0, 1, 1].map { place($0, half / 10) }, best: best, isSure: isSure)
    }
    made.levels = [level(0.5, 0, 0), level(1, 0, 0.05), level(2, 1, 0.4)]
    #expect(
      made.answer.contains(
        "If usage doubles, to about $670 a month on average, “small” costs $2,000 in all, with some work refused in 40% of futures; the "
          + "plan to take then is “large”, at $1,900 and with no work refused. If it halves, to about $170 a month on average, “small” "
          + "costs $2,000 in all, with no work refused; it stays the plan to take."))
    made.levels = [level(2, nil, 0.4)]
    #expect(made.answer.contains("; no plan here serves the work then and keeps the provider's terms."))
    // What chance may have decided is probable, and a figure has its interval.
    made.levels = [level(0.5, 1, 0, half: 0.2, isSure: false), level(2, 0, 0.4, half: 0.1, isSure: false)]
    #expect(
      made.answer.contains(
        "“small” costs $2,000 ±10 in all, with some work refused in 40% (39-41%) of futures; it probably stays the plan to take. If it"
      ))
    #expect(made.answer.contains("the plan to take then is probably “large”, at $1,900 ±20 and with no work"))
    made.levels = [level(2, nil, 0.4, isSure: false)]
    #expect(made.answer.contains("; probably no plan here serves the work then"))
  }

  @Test func `the answer that hangs on what is left over is told so`() {
    var made = three()
    let as_ = LeftOverView(worth: .asUsed, costs: [990e9, 1_200e9, 500e9, 300e9], answer: Answer(plan: 0))
    let paid = LeftOverView(worth: .pricePaid, costs: [990e9, 900e9, 500e9, 300e9], answer: Answer(plan: 1))
    made.views = [as_, paid]
    #expect(
      made.page.cautions.first
        == "The answer hangs on what credit is worth that is left over at the end. Counted as far as it will be used, as here, "
        + "it is “small”; counted at the price paid it would be “large”.")
    #expect(made.table("What each plan costs in all")?.row("large")["cost_1"] == "$900")
    made.views = [as_, LeftOverView(worth: .nothing, costs: as_.costs, answer: as_.answer)]
    #expect(!made.page.cautions.contains { $0.contains("hangs") })
  }
}
