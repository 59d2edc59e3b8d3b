/// A backtest and a hindsight in words and files: what so few days can show is claimed, and no more.

import Formats
import Pages
import Quantities
import Results
import Testing

@Suite struct `A backtest in words` {
  @Test func `how often what came lay within the range`() {
    let made = MadeBacktest()
    #expect(
      made.page.answer == [
        "Of 24 past days, what came in the 28 days after lay within the 80% range in 19 (79%, honest would be 80%; with so few it may "
          + "be 60 to 91%). That is no evidence against the ranges.",
        "Its error was $123 over 28 days, on average: 12% less than “run rate”. With 24 days to go by, chance alone can make such "
          + "differences.",
      ])
    #expect(
      made.page.subtitle.hasSuffix(
        "From 24 past days, 19 Jan 2025 to 25 Oct 2026, one every 28 days, lotwise looked 28 days ahead, each time knowing only what "
          + "came before, with 2,000 futures (seed 7)."))
    for paragraph in made.page.answer { #expect(made.report.lead.contains(paragraph)) }
    #expect(
      made.text.contains(
        "CRPS, pinball loss and bias are shares of what the history comes to in 28 days on average, $280;"))
  }

  @Test func `ranges that are too narrow or too wide are called so, at both sides of the promise`() {
    func verdict(_ low: Double, _ high: Double) -> String {
      var made = MadeBacktest()
      made.interval = (low, high)
      return made.page.answer[0]
    }
    #expect(
      verdict(0.4, 0.79).hasSuffix("too narrow for this history: take them for less than they promise."))
    #expect(verdict(0.4, 0.8).hasSuffix("That is no evidence against the ranges."))
    #expect(verdict(0.8, 0.9).hasSuffix("That is no evidence against the ranges."))
    #expect(verdict(0.81, 0.9).hasSuffix("So the ranges are wider than this history needs."))
  }

  @Test func `one day says nothing, and none even less`() {
    var made = MadeBacktest()
    (made.count, made.within, made.pit) = (1, 1, [0, 0, 0, 1, 0, 0, 0, 0, 0, 0])
    #expect(
      made.page.answer[0]
        == "Of one past day, what came in the 28 days after it lay within the 80% range. One day says nothing of whether the ranges "
        + "are honest.")
    #expect(made.page.subtitle.contains("From one past day, 25 Oct 2026, lotwise looked 28 days ahead"))
    #expect(made.page.answer[1].hasSuffix("With one day to go by, chance alone can make such differences."))
    made.within = 0
    #expect(made.page.answer[0].contains("lay outside the 80% range"))
    made.count = 0
    #expect(
      made.page.answer.count == 1
        && made.page.answer[0].hasPrefix("No day of this history has enough days before it"))
    #expect(!made.text.contains("CRPS") && methodRows(made).isEmpty)
    made.methods = []
    #expect(made.page.answer.count == 1 && Drawing.read(PITChart(counts: []).svg()) != nil)
  }

  private func methodRows(_ made: MadeBacktest) -> [[String]] {
    (made.report.tables.first { $0.title.hasPrefix("Ways to foresee") }?.rows ?? []).map {
      $0.map(\.readable)
    }
  }

  @Test func `methods beside each other, with and without ranges`() {
    var made = MadeBacktest()
    made.methods = [("lotwise", 0.44), ("run rate", 0.5), ("ets", 0.4), ("twin", 0.441), ("broken", .nan)]
    #expect(
      made.page.answer[1].hasPrefix(
        "Its error was $123 over 28 days, on average: 12% less than “run rate”, 10% more than “ets” and the same as “twin”."
      ))
    #expect(
      methodRows(made)[0] == [
        "lotwise", "0.440", "0.220", "-0.031", "50% (30-70%)", "79% (60-91%)", "100% (86-100%)",
      ])
    #expect(methodRows(made)[1] == ["run rate", "0.500", "0.250", "-0.031", "-", "-", "-"])
    #expect(methodRows(made)[4][1] == "unknown")
    made.count = 30
    #expect(made.page.answer[1].hasSuffix("“twin”."))
    made.methods = [("lotwise", 0.44)]
    #expect(made.page.answer[1] == "Its error was $123 over 28 days, on average.")
    made.history.unit = .tokens
    #expect(made.page.answer[1] == "Its error was 123 tokens over 28 days, on average.")
    #expect(!made.text.contains("$") && !asHTML(made.page).contains("$"))
  }

  @Test func `stretches that overlap say less`() {
    var made = MadeBacktest()
    #expect(!made.text.contains("overlap"))
    made.every = 27
    #expect(made.text.contains("The stretches overlap: one begins every 27 days and lasts 28 days."))
    #expect(
      Page(forecast: MadeForecast().result, backtest: made.result, source: madeSource).sections.flatMap(
        \.paragraphs
      )
      .contains { $0.hasPrefix("The stretches overlap") })
    made.count = 1
    #expect(!made.text.contains("overlap"))
  }

  @Test func `where what came lay, as letters`() throws {
    var made = MadeBacktest()
    made.pit = [14, 2, 2, 1, 1, 0, 1, 1, 1, 1]
    let table = try #require(made.report.tables.first { $0.title.hasPrefix("Where what came lay") })
    #expect(table.title.hasSuffix("(by chance alone 0 to 6 days in each tenth)"))
    #expect(
      table.rows.map { $0.map(\.readable) }[0] == ["0-10%", "14", String(repeating: "█", count: 14) + " !"])
    #expect(table.rows.map { $0.map(\.readable) }[5] == ["50-60%", "0", ""])
    #expect(table.rows.last?.map(\.readable) == ["90-100%", "1", "█"])
    made.pit = nil
    #expect(!made.report.tables.contains { $0.title.hasPrefix("Where") } && made.page.figures.isEmpty)
  }

  @Test func `what deciding by it would have cost, without a claim`() throws {
    var made = MadeBacktest()
    made.decision = MadeBacktest.decision([
      ("lotwise", 21_000, Array(repeating: 0, count: 14) + Array(repeating: 1, count: 10)),
      ("run rate", 22_000, Array(repeating: 1, count: 24)), ("always lots", 23_000, [0, 5]),
    ])
    // 24 times 28 days are 22.08 months of average length.
    #expect(
      made.page.answer[2]
        == "Choosing among the 2 plans of “ways.yaml” by this forecast, 24 times for 28 days, would have cost $951 a month, $45 more "
        + "than the best plans of each time, which are known only afterwards. The best of the other rules, “run rate”, would have "
        + "cost $45 a month more.")
    let table = try #require(made.report.tables.first { $0.title.hasPrefix("What deciding by each rule") })
    #expect(
      table.rows.map { $0.map(\.readable) } == [
        ["lotwise", "$951", "$45", "$42", "auto-reload 14x, pay as you go 10x"],
        ["run rate", "$996", "$91", "$83", "pay as you go 24x"],
        ["always lots", "$1,042", "$136", "$125", "auto-reload 1x, unknown 1x"],
      ])
    #expect(made.text.contains("No great saving is claimed for deciding by a forecast."))
    made.decision = MadeBacktest.decision([("lotwise", 22_000, []), ("run rate", 21_000, [])])
    #expect(made.page.answer[2].hasSuffix("“run rate”, would have cost $45 a month less."))
    made.decision = MadeBacktest.decision([("lotwise", 22_000, []), ("run rate", 22_000, [])], used: 0)
    #expect(made.page.answer[2].hasSuffix("“run rate”, would have cost the same."))
    #expect(made.report.tables.last?.rows[0][3] == .text("-"))
    made.decision = nil
    #expect(made.page.answer.count == 2 && !made.text.contains("No great saving"))
  }

  @Test func `its files`() throws {
    var made = MadeBacktest()
    made.count = 2
    made.decision = MadeBacktest.decision([("=rule", 21_000, [1, 1])])
    #expect(
      asCSV(Table(origins: made.result))
        == "date,days,unit,actual,mean,p025,p10,p50,p90,p975\r\n2026-09-27,28,usd,300.00,290.50,50.00,100.00,280.00,500.00,900.00\r\n"
        + "2026-10-25,28,usd,300.00,290.50,50.00,100.00,280.00,500.00,900.00\r\n")
    #expect(
      asCSV(Table(methods: made.result)).hasPrefix(
        "method,crps,pinball,bias,promised,share,low,high,origins\r\nlotwise,0.44,0.22,-0.031,0.50,0.50,0.30,0.70,2\r\n"
      ))
    #expect(asCSV(Table(methods: made.result)).hasSuffix("run rate,0.50,0.25,-0.031,,,,,2\r\n"))
    let decision = try #require(made.decision)
    #expect(
      asCSV(Table(rules: decision))
        == "rule,plan,chosen,origins,days,cost_usd,best_usd,regret_usd,used_usd\r\n"
        + "'=rule,auto-reload,0,24,28,21000.00,20000.00,1000.00,24000.00\r\n"
        + "'=rule,pay as you go,2,24,28,21000.00,20000.00,1000.00,24000.00\r\n")
    let value = try JSONParser.parse(Array(made.json.utf8))
    #expect(value["schema"] == .string("lotwise/backtest/1") && value["level"] == .string("280.00"))
    guard case .array(let methods)? = value["methods"], case .array(let rules)? = value["decision"]?["rules"]
    else {
      Issue.record("a list is missing")
      return
    }
    #expect(
      methods[1]["coverage"] == .null && methods[1]["pit"] == .null && methods[0]["crps"] == .string("0.44"))
    #expect(
      rules[0]["regret"] == .string("1000.00") && rules[0]["chosen"] == .array([.number("1"), .number("1")]))
    #expect(
      ForecastFolder.files(made.result, source: madeSource).map(\.name) == [
        "report.html", "report.md", "pit.svg", "origins.csv", "methods.csv", "rules.csv", "history.csv",
        "result.json",
      ])
  }

  @Test func `no name does anything`() {
    let hostile = "\u{1B}[2J<b>|@x\n"
    var made = MadeBacktest()
    made.history.name = hostile
    made.methods = [(hostile, 0.4), (hostile, 0.5)]
    made.decision = MadeBacktest.decision(
      [(hostile, 21_000, [0]), (hostile, 22_000, [0])], plans: [hostile, hostile])
    var hindsight = MadeHindsight()
    hindsight.history.name = hostile
    hindsight.plans = [(hostile, 2, true, false), (hostile, 1, false, true)]
    for page in [made.page, hindsight.page] {
      for text in [asHTML(page), asMarkdown(page)] {
        #expect(!text.contains("\u{1B}") && !text.contains("<b>"))
      }
      #expect(!asMarkdown(page).contains("|@x"))
    }
    for text in [made.text, rendered(hindsight.report), made.json, hindsight.json] {
      #expect(!text.contains("\u{1B}"))
    }
  }
}

@Suite struct `Hindsight in words` {
  private let usage = "Your usage from 24 May 2026 to 21 Nov 2026, $1,820.12 at list,"

  @Test func `what it would have cost, to the cent, and how much of that was luck`() {
    let made = MadeHindsight()
    #expect(
      made.answer == [
        "\(usage) would have cost $812.34 less with “auto-reload” than with “pay as you go” ($1,187.66 against $2,000.00).",
        "How much of that was luck: the same weeks in another order and number might have come as well. Of 1,000 histories made anew "
          + "from them, no plan costs less than “auto-reload” in 71% of them, and it comes to $891 to $1,485 in eight of ten; no "
          + "plan costs less than “pay as you go” in 71% of them, and it comes to $1,500 to $2,500 in eight of ten.",
      ])
    #expect(made.page.cautions.first?.hasPrefix("“lots” buys from a reseller.") == true)
    let rows = made.report.tables[0].rows.map { $0.map(\.readable) }
    #expect(rows.map(\.[0]) == ["lots", "auto-reload", "pay as you go"])
    #expect(
      rows[1] == ["auto-reload", "$1,187.66", "$1,187.67", "$0.05", "$0.00", "$891", "$1,485", "71%", "best"])
    #expect(
      rows[0].last == "buys from a reseller, which breaks the provider's terms"
        && rows[2].last == "compared with")
  }

  @Test func `the same, more, no other, none`() {
    var made = MadeHindsight()
    made.plans[0].cost = made.plans[1].cost
    #expect(
      made.answer[0]
        == "\(usage) would have cost the same with “auto-reload” as with “pay as you go” ($1,187.66).")
    made.compared = 2
    #expect(
      made.answer[0]
        == "\(usage) would have cost $287.66 more with “auto-reload” than with “lots” ($1,187.66 against $900.00). But “lots” buys "
        + "from a reseller, which breaks the provider's terms.")
    made.compared = 1
    #expect(
      made.answer[0]
        == "\(usage) would have cost least with “auto-reload”: $1,187.66.")
    made.compared = nil
    #expect(made.answer[0] == "\(usage) would have cost least with “auto-reload”: $1,187.66.")
    made.best = nil
    #expect(
      made.answer == [
        "\(usage) has no plan here that keeps both the provider's terms and the scenario's own limits."
      ])
    made.plans = []
    #expect(made.answer == ["\(usage) was run with no plan: the scenario has none."])
    #expect(made.report.tables.isEmpty)
    made.best = 5
    #expect(made.answer.count == 1)
  }

  @Test func `few days are called few`() {
    var made = MadeHindsight()
    made.history.count = 27
    #expect(made.page.cautions.contains { $0.hasPrefix("27 days of history are few") })
    made.history.count = 28
    #expect(!made.page.cautions.contains { $0.contains("are few") })
  }

  @Test func `its files`() throws {
    let made = MadeHindsight()
    let lines = asCSV(Table(tidy: made.result)).split(separator: "\r\n").map(String.init)
    #expect(
      lines[2]
        == "auto-reload,no,yes,yes,no,1187.66,1187.67,0.05,0.00,1187.66,593.83,890.745,1187.66,1484.575,2375.32,0.71"
    )
    let value = try JSONParser.parse(Array(made.json.utf8))
    #expect(value["schema"] == .string("lotwise/hindsight/1") && value["best"] == .string("auto-reload"))
    #expect(value["compared"] == .string("pay as you go") && value["used"] == .string("1820.12"))
    guard case .array(let plans)? = value["plans"] else {
      Issue.record("no plans")
      return
    }
    #expect(plans[1]["cost"] == .string("1187.66") && plans[1]["made_anew"]?["cheapest"] == .string("0.71"))
    #expect(
      ForecastFolder.files(made.result, source: madeSource).map(\.name) == [
        "report.html", "report.md", "plans.csv", "history.csv", "result.json",
      ])
  }
}
