/// A forecast in words, as a finance person reads them: each sentence, and both sides of each place where another one is due.

import Formats
import Pages
import Quantities
import Results
import Testing

private func when(
  _ probability: Double, _ p10: CivilDate? = nil, _ p50: CivilDate? = nil, _ p90: CivilDate? = nil,
  middle: CivilDate? = nil
) -> ForecastResult.When {
  ForecastResult.When(probability: probability, p10: p10, p50: p50, p90: p90, middle: middle)
}

private func limit(_ months: [(from: CivilDate, when: ForecastResult.When)]) -> ForecastResult.Limit {
  ForecastResult.Limit(amount: 500_000_000_000, months: months.map { .init(from: $0.from, when: $0.when) })
}

@Suite struct `A forecast in words` {
  @Test func `what the next 28 days come to, and how far off that may be`() {
    let made = MadeForecast()
    #expect(
      made.page.answer == [
        "The next 28 days (22 Nov to 19 Dec 2026) will most likely come to $310; nine chances in ten that it is below $612, one in "
          + "ten that it is below $121. The average of all futures is $342, and one in forty comes to more than $1,240."
      ])
    #expect(
      made.page.subtitle
        == "The history has 182 days, from 24 May 2026 to 21 Nov 2026, with $1,820 in all. Of late a day comes to $10. A future is "
        + "one course that usage may take from here on; lotwise drew 10,000 of them (seed 7).")
    #expect(made.page.title == "What is to come after “team.csv”")
    #expect(made.report.lead.contains(made.page.answer[0]))
  }

  @Test func `a month that has begun, with what it has come to so far`() {
    var made = MadeForecast()
    made.months = [
      (tomorrow, date(12, 1)), (date(12, 1), date(1, 1, 2027)), (date(1, 1, 2027), date(1, 10, 2027)),
    ]
    let range = "$310 (one in ten below $121, one in ten above $612)"
    #expect(
      made.page.answer[1]
        == "Nov 2026 has come to $210 so far, and the rest of it will most likely add \(range): $520 in all. Dec 2026 will most likely "
        + "come to \(range). 1 Jan to 9 Jan 2027 will most likely come to \(range).")
    // Of a month with a day that nobody knows, nothing is added up.
    made.history.states = [21: .missing]
    #expect(made.page.answer[1].hasPrefix("22 Nov to 30 Nov 2026 will most likely come to $310"))
    made.history.states = [22: .missing]
    #expect(made.page.answer[1].hasPrefix("Nov 2026 has come to $210 so far"))
    // Nor of one that the history begins in.
    (made.history.count, made.history.states) = (21, [:])
    #expect(made.page.answer[1].hasPrefix("Nov 2026 has come to $210 so far"))
    made.history.count = 20
    #expect(made.page.answer[1].hasPrefix("22 Nov to 30 Nov 2026 will"))
  }

  @Test(arguments: [(1, true), (27, true), (28, false), (29, false)])
  func `below 28 days the range is other users'`(_ count: Int, _ isShort: Bool) {
    var made = MadeForecast()
    made.history.count = count
    let sentence = "\(count) day\(count == 1 ? "" : "s") of history: the range comes from other users."
    #expect(made.page.cautions.contains(sentence) == isShort)
    #expect(made.text().contains("the range comes from other users") == isShort)
    // A day of which nothing is known is none.
    made.history.count += 1
    made.history.states = [1: .missing]
    #expect(made.page.cautions.contains(sentence) == isShort)
  }

  @Test func `no growth is said where the horizon is beyond two months`() {
    var made = MadeForecast()
    func isWarned() -> Bool { made.page.cautions.contains { $0.hasPrefix("No growth is assumed") } }
    made.weeks = 4
    made.months = [(date(12, 1), date(1, 22, 2027))]
    #expect(
      !isWarned() && made.text().contains("No growth is assumed: the level may wander up as well as down."))
    made.months = [(date(12, 1), date(1, 23, 2027))]
    #expect(isWarned() && made.text().contains("what came lay above P90 in 41% to 46%"))
    #expect(!made.text().contains("No growth is assumed: the level"))
    made.growth = .zero
    #expect(isWarned())
    made.growth = .percent(5)
    #expect(!isWarned() && made.text().contains("Usage is assumed to grow by 5% a month, as was told."))
    // The picture's weeks are foreseen as well.
    made = MadeForecast()
    made.weeks = 8
    #expect(!isWarned())
    made.weeks = 9
    #expect(isWarned())
  }

  @Test func `a jump is warned of above a factor of 2.5, up and down`() {
    func caution(_ last: Double, _ before: Double, count: Int = 182) -> String? {
      var made = MadeForecast()
      made.history.count = count
      made.history.amount = { $0 <= 28 ? last : before }
      return made.page.cautions.first { $0.hasPrefix("The last 28 days had") }
    }
    #expect(caution(25, 10) == nil && caution(10, 25) == nil && caution(0, 0) == nil)
    #expect(
      caution(25.1, 10)?.hasPrefix(
        "The last 28 days had $25 a day, 2.5 times as much as the 28 before, which had $10.") == true)
    #expect(caution(10, 40)?.contains("$10 a day, and the 28 before 4.0 times as much, $40.") == true)
    #expect(caution(10, 0)?.contains("$10 a day, after nothing at all in the 28 before.") == true)
    #expect(caution(0, 10)?.contains("had $0.00 a day, after $10 a day in the 28 before.") == true)
    #expect(caution(40, 10, count: 56) != nil && caution(40, 10, count: 55) == nil)
  }

  @Test func `weeks of other users are told, and warned of when they are most`() {
    var made = MadeForecast()
    made.priorWeeks = 0.5
    #expect(
      made.text().contains("50% of the weeks in the futures are shaped like those of other users, the rest"))
    #expect(!made.page.cautions.contains { $0.contains("order of magnitude") })
    made.priorWeeks = 0.51
    #expect(
      made.page.cautions.contains { $0.hasPrefix("51% of the weeks") && $0.contains("order of magnitude") })
    made.priorWeeks = 0
    #expect(!made.text().contains("weeks in the futures"))
  }

  @Test func `days that are not plain are named, with what is done with them`() {
    var made = MadeForecast()
    let plain = made.text()
    for word in ["provisional", "missing", "blocked", "surroundings"] { #expect(!plain.contains(word)) }
    made.history.states = [1: .provisional, 2: .provisional, 3: .provisional, 30: .missing, 50: .blocked]
    made.history.cuts = [
      .init(date: date(9, 10), times: 27.2), .init(date: date(9, 11), times: 16.04),
    ]
    let text = made.text()
    for sentence in [
      "3 days are provisional (2026-11-19 to 2026-11-21): counted as they stand, and may still change.",
      "1 day is missing (2026-10-23): its week is not looked at.",
      "1 day is blocked (2026-10-03): more was asked for than was served, so its amount counts as a floor.",
      "2026-09-10: 27 times its surroundings, counted as 16 times.",
      "2026-09-11: 16.0 times its surroundings, counted as 16 times.",
      "The history has 182 days, of which 181 are known,",
    ] { #expect(text.contains(sentence), "\(sentence)") }
    made.history.states = [10: .missing, 8: .missing, 6: .missing, 4: .missing, 2: .missing, 1: .missing]
    #expect(
      made.text().contains(
        "6 days are missing (2026-11-12, 2026-11-14, 2026-11-16, 2026-11-18, and 1 more): a week with one of them is not"
      ))
    made.history.cuts = (1...6).map { .init(date: date(9, $0), times: 20) }
    #expect(made.text().contains("2026-09-04: 20 times") && !made.text().contains("2026-09-05: 20 times"))
    #expect(made.text().contains("2 days more were cut likewise."))
  }

  @Test func `the prices are of a day, or of one that is not known`() {
    var made = MadeForecast()
    #expect(made.text().contains("Dollars are at the list prices of 1 Nov 2026"))
    made.history.pricedOn = nil
    #expect(made.text().contains("which day's prices they are at is not known"))
    #expect(made.text().contains("Rates: a card of 2026-11-01."))
  }

  @Test func `a monthly limit: with what chance, and when`() {
    var made = MadeForecast()
    made.limit = limit([
      (date(11, 1), when(0)), (date(12, 1), when(0.34, date(12, 12), middle: date(12, 21))),
      (date(1, 1, 2027), when(1, date(1, 3, 2027), date(1, 9, 2027), date(1, 20, 2027))),
    ])
    #expect(
      made.page.answer[1]
        == "The monthly limit of $500 is met in Nov 2026 in none of the futures, in Dec 2026 with a chance of 34% (if so, most "
        + "likely about 21 Dec) and in Jan 2027 in every future (most likely about 9 Jan).")
    made.limit = limit([(date(12, 1), when(0.34, date(12, 12)))])
    #expect(made.page.answer[1].hasSuffix("with a chance of 34% (in one future of ten by 12 Dec)."))
    made.limit = limit([(date(12, 1), when(0.6, date(12, 12), date(12, 20)))])
    #expect(made.page.answer[1].hasSuffix("with a chance of 60% (in half of all futures by 20 Dec)."))
    made.limit = limit([(date(12, 1), when(0.04))])
    #expect(made.page.answer[1] == "The monthly limit of $500 is met in Dec 2026 with a chance of 4.0%.")
    made.limit = limit([(date(12, 1), when(0)), (date(1, 1, 2027), when(0))])
    #expect(made.page.answer[1] == "The monthly limit of $500 is met in none of the 10,000 futures.")
    made.limit = limit([])
    #expect(made.page.answer.count == 1)
  }

  @Test func `a balance that runs dry, or does not`() {
    var made = MadeForecast()
    made.weeks = 4
    func sentence(_ when: ForecastResult.When) -> String? {
      made.balance = .init(amount: 120_000_000_000, when: when)
      return made.page.answer.last
    }
    let subject = "Today's balance of $120, if it is not filled up,"
    #expect(
      sentence(when(0.96, date(12, 3), date(12, 14), date(12, 18)))
        == "\(subject) runs dry by 3 Dec 2026 in one future of ten, by 14 Dec 2026 in half of them, by 18 Dec 2026 in nine of ten and "
        + "by 19 Dec 2026 in 96% of the futures.")
    #expect(sentence(when(0.05)) == "\(subject) runs dry by 19 Dec 2026 in 5.0% of the futures.")
    #expect(sentence(when(0)) == "\(subject) lasts to 19 Dec 2026 in every future.")
    #expect(sentence(when(1))?.hasSuffix("runs dry by 19 Dec 2026 in all of them.") == true)
  }

  @Test func `how much the level wanders and how noisy a week is`() {
    #expect(
      MadeForecast().text().contains(
        "From one week to the next the level moves by up to about 19% in two weeks of three, and a week's use lies up to about 73% "
          + "off its level."))
  }

  @Test func `nothing asked for, nothing there, nothing used`() throws {
    var made = MadeForecast()
    made.hasPeriods = false
    made.weeks = 0
    #expect(made.page.answer == ["No period was asked for, so nothing is foreseen."])
    made.history.count = 0
    #expect(made.page.subtitle.hasPrefix("The history has no days."))
    #expect(made.report.tables.isEmpty && !asHTML(made.page).contains("nan"))
    let chart = try #require(made.page.figures.first?.chart)
    #expect(Drawing.read(chart.svg(width: 358, id: "x"))?.faults == [])
    made = MadeForecast()
    (made.mean, made.p50) = (0, 0)
    #expect(
      made.page.answer == [
        "The next 28 days (22 Nov to 19 Dec 2026) will come to nothing: there is no use in any of the futures."
      ])
    // What is not nothing on average may be nothing most of the time.
    made.mean = 5
    #expect(
      made.page.answer[0].hasPrefix(
        "The next 28 days (22 Nov to 19 Dec 2026) will come to nothing in at least nine futures of ten. The average of all futures is "
          + "$5.00, and one in forty comes to more than $0.00."))
    (made.mean, made.p50) = (0.004, 0.004)
    #expect(made.page.answer[0].contains("The average of all futures is <$0.01"))
    #expect(made.report.tables[0].rows[2][1] == .text("<$0.01"))
    (made.mean, made.p50) = (5, 310)
    made.lows = 0
    made.months = [(date(12, 1), date(1, 1, 2027))]
    #expect(
      made.page.answer[0].contains("that it is below $612, one in ten that it is nothing at all. The average")
    )
    #expect(
      made.page.answer[1]
        == "Dec 2026 will most likely come to $310 (one in ten nothing, one in ten above $612).")
    made.mean = .nan
    for text in [made.text(), asHTML(made.page), asMarkdown(made.page), made.json] {
      #expect(text.matches(of: /(?i)\bnan\b/).isEmpty && text.matches(of: /\binf\b/).isEmpty)
    }
    #expect(made.text().contains("The average of all futures is unknown"))
  }

  @Test func `tokens have no sign of dollars`() {
    var made = MadeForecast()
    made.history.unit = .tokens
    made.history.amount = { _ in 1_234_567 }
    (made.mean, made.p50) = (34_200_000, 31_000_000)
    made.limit = ForecastResult.Limit(amount: 50_000_000, months: [.init(from: date(12, 1), when: when(0.5))])
    made.balance = .init(amount: 9_999, when: when(0))
    #expect(
      made.page.answer[0].hasPrefix(
        "The next 28 days (22 Nov to 19 Dec 2026) will most likely come to 31.0M tokens; nine chances in ten that it is below 61.2M "
          + "tokens"))
    #expect(
      made.page.answer[1].hasPrefix(
        "The monthly limit of 50.0M tokens is met in Dec 2026 with a chance of 50%"))
    #expect(made.page.answer[2].hasPrefix("Today's balance of 9,999 tokens"))
    for text in [
      made.text(), asHTML(made.page), asMarkdown(made.page), asCSV(Table(tidy: made.result)), made.json,
    ] {
      #expect(!text.contains("$") && !text.contains("ollar"), "\(text.prefix(300))")
    }
  }

  @Test func `an example as a terminal of 80 columns shows it`() {
    var made = MadeForecast()
    made.history.amount = { before in before > 90 ? 4 : before > 45 ? 12 : 7 }
    made.history.states = [
      100: .missing, 101: .missing, 102: .missing, 103: .missing, 104: .missing, 105: .missing, 99: .missing,
    ]
    let table = Report(forecast: made.result, source: madeSource, width: 80).tables[1]
    #expect(
      table.title.hasPrefix("A day's use by the week: 26 weeks of history (█) and 12 weeks that may come"))
    let lines = rendered(Report(title: "t", tables: [table]), width: 80).split(separator: "\n").map(
      String.init)
    #expect(lines.allSatisfy { $0.count <= 80 })
    // The full height is the largest P90, $23; the week that is missing is empty.
    #expect(
      lines.dropFirst(3).joined(separator: "\n") == """
          $23                            ░░░░░░░░░░░░
                                         ░░░░░░░░░░░░
                                         ░░░░░░░░░░░░
                             ▂▂▂▂▂       ░░░░░░░━━━━━
          $11               ▇█████▄      ━━━━━━━░░░░░
                            ███████▄▄▄▄▄▄░░░░░░░░░░░░
               ▃▃▃▃▃▃▃▃▃▃▃ ▃█████████████░░░░░░░░░░░░
               ███████████ ██████████████
            0   Jun Jul Aug  Sep Oct  Nov Dec Jan
        """)
  }
}
