/// A forecast's tables, pictures and files: amounts are right to the nano-dollar, and no name of a history, a model or a plan
/// speaks to a terminal, a spreadsheet, a browser or a code host.

import Formats
import Pages
import Quantities
import Results
import Testing

private let seller = ForecastSeller(
  provider: "Acme", publisher: "Acme Inc", service: "Acme API", serviceCategory: "AI and Machine Learning",
  serviceSubcategory: "Generative AI", ratesAsOf: date(11, 1))

private let hostile = "=1+1\u{1B}[31m<script>alert(1)</script>|@a \u{202E}x\n\"q\""

@Suite struct `A forecast in tables and files` {
  @Test func `periods, and the models of the 28 days with the kinds of tokens that there are`() throws {
    var made = MadeForecast()
    made.months = [(tomorrow, date(12, 1)), (date(12, 1), date(1, 1, 2027))]
    let tables = made.report.tables
    #expect(
      tables[0].rows.map { $0.map(\.readable) } == [
        ["next day, 22 Nov 2026", "$12", "$4.32", "$11", "$22", "$44"],
        ["next week, to 28 Nov 2026", "$86", "$30", "$78", "$153", "$310"],
        ["next 28 days, to 19 Dec 2026", "$342", "$121", "$310", "$612", "$1,240"],
        ["22 Nov to 30 Nov 2026", "$342", "$121", "$310", "$612", "$1,240"],
        ["Dec 2026", "$342", "$121", "$310", "$612", "$1,240"],
      ])
    #expect(tables[0].columns.map(\.title) == ["period", "mean", "P10", "P50", "P90", "P97.5"])
    let models = try #require(tables.first { $0.title.hasPrefix("By model") })
    #expect(
      models.columns.map(\.title) == ["model", "mean", "P10", "P90", "input", "output", "cache write 5m"])
    #expect(
      models.rows.map { $0.map(\.readable) } == [
        ["large", "$300", "$150", "$600", "2.50M", "40.0k", "100"],
        ["small", "$42", "$21", "$84", "1.00M", "20.0k", "6"],
      ])
    made.models = []
    #expect(!made.report.tables.contains { $0.title.hasPrefix("By model") })
    made.models = [("only", 342, [])]
    #expect(made.report.tables.first { $0.title.hasPrefix("By model") }?.columns.count == 4)
  }

  @Test(arguments: [(120, true), (80, true), (60, true), (40, true), (24, true), (10, false)])
  func `the picture keeps within the terminal`(_ width: Int, _ isThere: Bool) {
    let tables = Report(forecast: MadeForecast().result, source: madeSource, width: width).tables
    let picture = tables.first { $0.title.hasPrefix("A day's use by the week") }
    #expect((picture != nil) == isThere)
    guard let picture else { return }
    let lines = rendered(Report(title: "t", tables: [picture]), width: width).split(separator: "\n")
    #expect(lines.allSatisfy { displayWidth(String($0)) <= width })
    let drawn = lines.filter { $0.contains("░") || $0.contains("━") || $0.contains("█") }
    let columns = (0..<2).map { column in picture.rows.map { displayWidth($0[column].readable) }.max() ?? 0 }
    #expect(columns[0] + columns[1] + 4 <= width)
    // Words are not broken where the picture has blanks.
    #expect(drawn.count >= 6 && drawn.contains { $0.contains("━━━") })
  }

  @Test func `forecast and history as CSV, exactly`() {
    var made = MadeForecast()
    made.mean = 342.123_456_789
    let lines = asCSV(Table(tidy: made.result)).split(separator: "\r\n").map(String.init)
    #expect(
      lines[0]
        == "kind,from,to,model,unit,mean,p025,p10,p50,p90,p975,tokens_input,tokens_output,tokens_cache_read,"
        + "tokens_cache_write_5m,tokens_cache_write_1h")
    #expect(lines.count == 6)
    #expect(
      lines[3]
        == "28 days,2026-11-22,2026-12-20,,usd,342.123456789,62.00,120.90,310.00,611.94,1240.00,3500000,60000,0,106,0"
    )
    #expect(
      lines[5] == "28 days,2026-11-22,2026-12-20,large,usd,300.00,,150.00,,600.00,,2500000,40000,0,100,0")
    made.history.count = 2
    made.history.states = [2: .missing, 1: .blocked]
    #expect(
      asCSV(Table(history: made.result.history))
        == "date,amount,unit,state\r\n2026-11-20,,usd,missing\r\n2026-11-21,10.00,usd,blocked\r\n")
    made.history.unit = .tokens
    #expect(asCSV(Table(history: made.result.history)).hasSuffix("2026-11-21,10,tokens,blocked\r\n"))
    // A model of which a kind is not known leaves the sum unknown.
    made.models[1].tokens = [1]
    #expect(asCSV(Table(tidy: made.result)).contains("1240,1000001,,,,\r\n"))
  }

  @Test func `FOCUS has a row for each month and model, marked as a forecast`() throws {
    var made = MadeForecast()
    made.months = [(tomorrow, date(12, 1)), (date(12, 1), date(1, 1, 2027))]
    let table = try #require(Table(focus: made.result, source: madeSource, seller: seller))
    func cell(_ row: Int, _ key: String) -> String {
      guard let column = table.columns.firstIndex(where: { $0.key == key }) else { return "no column" }
      return table.rows[row][column].exact
    }
    #expect(table.rows.count == 4)
    for (key, value) in [
      ("ChargeCategory", "Usage"), ("BilledCost", "300.00"), ("EffectiveCost", "300.00"),
      ("ListCost", "300.00"),
      ("ContractedCost", "300.00"), ("x_forecast_low", "150.00"), ("x_forecast_high", "600.00"),
      ("x_IsForecast", "true"), ("x_ForecastStatistic", "mean"), ("x_ForecastFutures", "10000"),
      ("x_Model", "large"), ("ConsumedQuantity", "2540100"), ("ConsumedUnit", "Tokens"),
      ("BillingCurrency", "USD"),
      ("BillingPeriodStart", "2026-11-01T00:00:00Z"), ("BillingPeriodEnd", "2026-12-01T00:00:00Z"),
      ("ChargePeriodStart", "2026-11-22T00:00:00Z"), ("ChargePeriodEnd", "2026-12-01T00:00:00Z"),
      ("x_RatesAsOf", "2026-11-01"), ("x_Seed", "7"), ("ChargeDescription", "Usage of 'large'"),
      ("ServiceName", "Acme API"), ("CommitmentDiscountId", ""),
    ] { #expect(cell(1, key) == value, "\(key)") }
    #expect(cell(3, "ChargePeriodStart") == "2026-12-01T00:00:00Z")
    made.models = []
    let whole = try #require(Table(focus: made.result, source: madeSource, seller: seller))
    #expect(whole.rows.count == 2 && asCSV(whole).contains("342.00") && asCSV(whole).contains("120.90"))
    made.history.unit = .tokens
    #expect(Table(focus: made.result, source: madeSource, seller: seller) == nil)
  }

  @Test func `JSON has every figure: dollars as decimals, tokens whole, what is not there null`() throws {
    var made = MadeForecast()
    made.history.count = 2
    made.history.states = [2: .missing]
    made.history.cuts = [.init(date: date(9, 10), times: 27.25)]
    made.weeks = 2
    let value = try JSONParser.parse(Array(made.json.utf8))
    #expect(value["schema"] == .string("lotwise/forecast/1") && value["seed"] == .string("7"))
    #expect(value["per_day"] == .string("10.00") && value["wander"] == .string("0.17"))
    #expect(
      value["growth_per_month"] == .null && value["monthly_limit"] == .null && value["balance"] == .null)
    guard case .array(let days)? = value["history"]?["days"], case .array(let periods)? = value["periods"],
      case .array(let weeks)? = value["weeks"], case .array(let models)? = periods[2]["models"]
    else {
      Issue.record("a list is missing: \(made.json)")
      return
    }
    #expect(days[0]["amount"] == .null && days[1]["amount"] == .string("10.00"))
    #expect(days[1]["date"] == .string("2026-11-21") && days[0]["state"] == .string("missing"))
    #expect(periods[2]["kind"] == .string("28 days") && periods[2]["p90"] == .string("611.94"))
    #expect(periods[2]["to"] == .string("2026-12-20"))
    #expect(models[1]["tokens"]?["input"] == .number("2500000"))
    #expect(weeks[1]["from"] == .string("2026-11-29") && weeks[1]["to"] == .string("2026-12-06"))
    made.growth = .percent(5)
    made.limit = ForecastResult.Limit(
      amount: 500_000_000_000,
      months: [
        .init(
          from: date(12, 1),
          when: .init(probability: 0.34, p10: date(12, 12), p50: nil, p90: nil, middle: date(12, 21)))
      ])
    made.balance = .init(amount: 120_000_000_000, when: .init(probability: 0, p10: nil, p50: nil, p90: nil))
    for line in [
      "\"growth_per_month\": \"0.05\"", "\"amount\": \"500.00\"", "\"if_so\": \"2026-12-21\"",
      "\"probability\": \"0.34\"", "\"amount\": \"120.00\"",
    ] { #expect(made.json.contains(line), "\(line)") }
    made.history.unit = .tokens
    (made.mean, made.p50) = (1_000.5, 1_000)
    #expect(made.json.contains("\"mean\": 1001,") && made.json.contains("\"unit\": \"tokens\""))
  }

  @Test func `no name does anything, in any format`() throws {
    var made = MadeForecast()
    made.history.name = hostile
    made.models = [(hostile, 342, [])]
    made.months = [(date(12, 1), date(1, 1, 2027))]
    for text in [made.text(), asHTML(made.page), asMarkdown(made.page), made.json] {
      #expect(!text.contains("\u{1B}") && !text.contains("x\n\"q"))
    }
    for text in [made.text(), asHTML(made.page), asMarkdown(made.page)] {
      #expect(!text.contains("\u{202E}"))
    }
    #expect(!asHTML(made.page).contains("<script"))
    #expect(!asMarkdown(made.page).replacing("\\<", with: "").contains("<script"))
    #expect(!asMarkdown(made.page).contains("|@a") && asMarkdown(made.page).contains("\\|@&#8203;a"))
    let focus = try #require(Table(focus: made.result, source: madeSource, seller: seller))
    for table in [Table(tidy: made.result), focus] {
      #expect(
        asCSV(table).contains("\"'=1+1") && !asCSV(table).contains(",=1") && !asCSV(table).contains("\"=1"))
    }
    #expect(try JSONParser.parse(Array(made.json.utf8))["history"]?["name"] == .string(hostile))
  }

  @Test func `the folder has the page, its pictures, and every table`() throws {
    var made = MadeForecast()
    made.months = [(date(12, 1), date(1, 1, 2027))]
    let alone = ForecastFolder.files(made.result, source: madeSource)
    #expect(
      alone.map(\.name) == [
        "report.html", "report.md", "fan.svg", "forecast.csv", "history.csv", "result.json",
      ])
    var backtest = MadeBacktest()
    backtest.decision = MadeBacktest.decision([("lotwise", 24_000, [0])])
    let all = ForecastFolder.files(
      made.result, backtest: backtest.result, source: madeSource, seller: seller)
    #expect(
      all.map(\.name) == [
        "report.html", "report.md", "fan.svg", "pit.svg", "forecast.csv", "history.csv", "origins.csv",
        "methods.csv",
        "rules.csv", "focus.csv", "result.json",
      ])
    let always: Set = ["report.html", "report.md", "history.csv", "result.json"]
    for file in all {
      #expect(!file.bytes.isEmpty)
      #expect(always.contains(file.name) || ForecastFolder.furtherNames.contains(file.name))
    }
    let text = Dictionary(
      uniqueKeysWithValues: all.map { ($0.name, String(decoding: $0.bytes, as: UTF8.self)) })
    #expect(
      text["report.md"]?.contains("](fan.svg)") == true && text["report.md"]?.contains("](pit.svg)") == true)
    #expect(text["report.html"]?.contains("How well it would have done") == true)
    #expect(text["result.json"] == made.json)
    #expect(String(decoding: alone[0].bytes, as: UTF8.self).contains("How well it would") == false)
  }

  @Test func `each link of a page leads to a word, and the same words stand in all its forms`() {
    var made = MadeForecast()
    made.history.count = 12
    for page in [
      made.page, Page(forecast: made.result, backtest: MadeBacktest().result, source: madeSource),
      MadeBacktest().page,
      MadeHindsight().page,
    ] {
      let text = asHTML(page)
      let links = text.matches(of: /<a href="#([^"]*)">/).map { String($0.1) }
      #expect(Set(links).count == links.count)
      for link in links { #expect(text.contains("<dt id=\"\(link)\">"), "\(link)") }
      #expect(Set(page.words.map(\.anchor)).count == page.words.count)
      #expect(page.words.map(\.name) == page.words.map(\.name).sorted())
    }
    #expect(
      MadeBacktest().page.words.map(\.name) == [
        "Bias", "CRPS", "Future", "List price", "Origin", "P10, P90", "Pinball loss", "Regret",
      ])
    #expect(made.page.words.map(\.name) == ["Future", "List price", "P10, P90"])
    #expect(
      MadeHindsight().page.words.map(\.name) == [
        "Cash out", "List price", "Lot", "Made anew", "P10, P90", "Refused", "Waste",
      ])
    let terminal = made.text()
    for paragraph in made.page.answer + made.page.cautions { #expect(terminal.contains(paragraph)) }
  }
}

@Suite struct `The pictures of a forecast` {
  private func fan(_ scale: Double, past: Int, toCome: Int, isTokens: Bool) -> FanChart {
    let days = (0..<past * 7).map { day in
      FanChart.Day(
        date: CivilDate(day: tomorrow.day - Int64(past * 7 - day)),
        amount: day % 9 == 4 ? nil : scale * Double((day * 37) % 100 + (day == 10 ? 9_000 : 0)) / 100)
    }
    return FanChart(
      days: days,
      weeks: (0..<past).map {
        .init(
          from: CivilDate(day: tomorrow.day - Int64(7 * (past - $0))), days: 7,
          perDay: $0 == 2 ? nil : scale * Double(($0 * 13) % 10) / 10)
      }, start: tomorrow,
      ranges: (0..<toCome).map {
        let wide = scale * Double($0 + 1)
        return .init(p025: wide / 50, p10: wide / 10, p50: scale / 2, p90: wide, p975: wide * 9)
      }, isTokens: isTokens)
  }

  @Test(arguments: [760.0, 358.0])
  func `they are whole and can be read, whatever the values`(width: Double) throws {
    var charts: [any Chart] = [
      PITChart(counts: []), PITChart(counts: [0, 0, 0]), PITChart(counts: [3, 2, 2, 2, 3, 2, 3, 2, 2, 3]),
      PITChart(counts: [90, 0, 0, 0, 0, 0, 0, 0, 0, 4_000]),
      PITChart(counts: [1, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
    ]
    for scale in [12, 0, 3e9, 0.004, .nan, .infinity] {
      for (past, toCome) in [(26, 13), (1, 1), (0, 0), (52, 53), (3, 0), (0, 4)] {
        charts += [false, true].map { fan(scale, past: past, toCome: toCome, isTokens: $0) }
      }
    }
    for chart in charts {
      let svg = chart.svg(width: width, id: "it")
      let drawing = try #require(Drawing.read(svg), "\(type(of: chart)) is well-formed")
      #expect(drawing.faults.isEmpty, "\(chart.title): \(drawing.faults.prefix(3))")
    }
  }

  @Test func `the fan says what lies above it, and in which unit it is`() {
    let dollars = fan(12, past: 26, toCome: 13, isTokens: false)
    #expect(dollars.svg().contains("1 day above the picture is not drawn."))
    #expect(dollars.svg().contains("reaches farther up than the picture, to $1,404."))
    #expect(
      dollars.description.contains(
        "The last, week 13, has $6.00 a day in the middle future, $16 to $156 in eight of ten"))
    let tokens = fan(12_000_000, past: 26, toCome: 13, isTokens: true)
    #expect(
      !tokens.svg().contains("$") && tokens.description.contains("6.00M tokens a day in the middle future"))
    // A day of which nothing is known has no dot; the legend has one.
    var made = MadeForecast()
    func dots() -> Int { made.page.figures[0].chart.svg().matches(of: /class="a5"/).count }
    #expect(dots() == 183)
    made.history.states = [3: .missing]
    #expect(dots() == 182)
    let calm = MadeForecast().page.figures[0].chart
    #expect(!calm.svg().contains("above the picture"))
    #expect(
      calm.description.hasPrefix(
        "The last week of the history had $10 a day. The first week to come has $11 a day"))
  }

  @Test(
    arguments: [
      (Array(repeating: 0, count: 9) + [24], "2.4 days", "from 0 to 6"),
      (Array(repeating: 0, count: 9) + [10], "1.0 days", "from 0 to 3"),
      (Array(repeating: 500, count: 10), "500.0 days", "from 459 to 542"),
    ])
  func `chance alone makes so many days of a tenth`(_ counts: [Int], _ mean: String, _ range: String) {
    let text = PITChart(counts: counts).description
    #expect(
      text.contains(
        "Honest ranges put \(mean) into each bin on average, and chance makes anything \(range) of that."))
    #expect(text.hasSuffix("90-100%: \(counts[9])."))
    // Both ends of that in the picture, and its sample in the legend.
    #expect(PITChart(counts: counts).svg().matches(of: /class="l1"/).count == 3)
  }
}
