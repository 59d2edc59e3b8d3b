/// Several files as one history, the series that a fit is made of, and the table's own file.

import Demand
import Documents
import Formats
import History
import Providers
import Quantities
import Testing

private let tokenHead =
  "usage_date_utc,model_version,api_key,usage_input_tokens_no_cache,usage_output_tokens\n"

@Suite struct OverlapTests {
  private let a = tokenHead + "2026-02-01,claude-opus-5,k,1000000,0\n2026-02-02,claude-opus-5,k,2000000,0\n"

  private func dollars(_ read: UsageImport) throws -> [Int64] {
    try #require(read.history.series(card: .builtIn).first).days.map { $0.amount / 1_000_000_000 }
  }

  @Test func `the same day in two files counts once`() throws {
    let b = tokenHead + "2026-02-02,claude-opus-5,k,2000000,0\n2026-02-03,claude-opus-5,k,3000000,0\n"
    #expect(try dollars(Made.read(a, b)) == [5, 10, 15])
  }

  @Test func `a day that two files hold differently is a question, and each answer is one`() throws {
    let b = tokenHead + "2026-02-02,claude-opus-5,k,2000001,0\n2026-02-03,claude-opus-5,k,3000000,0\n"
    let mistake = try Made.mistake(a, b)
    #expect(mistake.path.hasSuffix("file2") && mistake.message.contains("file1'"))
    #expect(mistake.message.contains("has the day 2026-02-02 too"))
    #expect(
      mistake.remedy.contains("leave one of the two out, or say which is right with --overlap first or last"))
    func total(_ rule: Overlap) throws -> [Int64?] {
      try Made.read(a, b, overlap: rule).history.rows.map { $0.tokens?.input }
    }
    #expect(try total(.first) == [1_000_000, 2_000_000, 3_000_000])
    #expect(try total(.last) == [1_000_000, 2_000_001, 3_000_000])
    #expect(try total(.sum) == [1_000_000, 4_000_001, 3_000_000])
  }

  @Test func `a zero in one file and use in the other is a question, too`() throws {
    let b = tokenHead + "2026-02-01,claude-opus-5,k,1000000,0\n2026-02-03,claude-opus-5,k,3000000,0\n"
    #expect(try Made.mistake(a, b).message.contains("has the day 2026-02-02 too"))
  }

  @Test func `accounts of two providers never overlap, and a tool may hold what they do`() throws {
    let openAI =
      "start_time,end_time,start_time_iso,end_time_iso,amount_value\n"
      + "1769904000,1769990400,2026-02-01T00:00:00+00:00,2026-02-02T00:00:00+00:00,7\n"
    #expect(try dollars(Made.read(a, openAI)) == [12, 10])
    #expect(try Made.mistake(a, "date,cost\n2026-02-01,7\n").message.contains("2026-02-01"))
    // Two histories are two.
    #expect(
      try Made.read("series,date,cost\nx,2026-02-01,7\n", "series,date,cost\ny,2026-02-01,8\n").history.rows
        .count == 2)
  }
}

@Suite struct SeriesTests {
  @Test
  func
    `hours are put on the days and hours of a zone, and days at the edges that are known in part are left out`()
    throws
  {
    let text =
      tokenHead
      + "2026-03-28T22:00:00Z,claude-opus-5,k,1000000,0\n2026-03-28T23:00:00Z,claude-opus-5,k,2000000,0\n"
      + "2026-03-29T00:00:00Z,claude-opus-5,k,3000000,0\n2026-03-29T01:00:00Z,claude-opus-5,k,4000000,0\n"
      + "2026-03-30T22:00:00Z,claude-opus-5,k,9000000,0\n"
    let history = try Made.read(text).history
    let utc = try #require(history.series(card: .builtIn).first)
    #expect(utc.days.map { $0.amount / 5_000_000_000 } == [3, 7, 9])
    // Berlin goes from 02:00 to 03:00 at 01:00 UTC of that day.
    let berlin = try #require(history.series(zone: Zone(named: "Europe/Berlin"), card: .builtIn).first)
    #expect(berlin.first == (try Made.date("2026-03-29")))
    #expect(berlin.days.map { $0.amount / 5_000_000_000 } == [9, 0])
    #expect(berlin.days[0].hours.map { $0 / 5_000_000_000 } == [2, 3, 0, 4] + Array(repeating: 0, count: 20))
  }

  @Test func `a day that is not over is left out`() throws {
    let history = try Made.read("date,cost\n2026-02-01,1\n2026-02-02,2\n").history
    func count(_ until: String) throws -> Int? {
      history.series(card: .builtIn, until: try Instant(parsing: until)).first?.days.count
    }
    #expect(
      try count("2026-02-02T23:59:59Z") == 1 && count("2026-02-03") == 2 && count("2026-02-01T12:00Z") == nil)
  }

  @Test func `zeros before the first use are left out, and zeros behind the last are not`() throws {
    let series = try #require(
      try Made.read("date,cost\n2026-02-01,0\n2026-02-02,2\n2026-02-03,0\n").history.series(card: .builtIn)
        .first)
    #expect(series.first == (try Made.date("2026-02-02")) && series.days.map(\.amount) == [2_000_000_000, 0])
  }

  @Test func `models have their amounts and tokens, which sum to the day`() throws {
    let text =
      tokenHead + "2026-02-01,claude-opus-5,k,1000000,0\n2026-02-01,claude-haiku-4-5-20251001,k,500000,0\n"
    let day = try #require(try Made.read(text).history.series(card: .builtIn).first?.days.first)
    #expect(
      day.models == [
        UsageSeries.ModelAmount(
          name: "claude-haiku-4-5", amount: 500_000_000, tokens: [500_000, 0, 0, 0, 0]),
        UsageSeries.ModelAmount(
          name: "claude-opus-5", amount: 5_000_000_000, tokens: [1_000_000, 0, 0, 0, 0]),
      ])
    #expect(day.amount == 5_500_000_000)
  }

  @Test func `a thousand times the use is a thousand times the amounts`() throws {
    func amounts(_ factor: Int) throws -> [Int64] {
      let text = tokenHead + "2026-02-01,claude-opus-5,k,\(1_234 * factor),\(77 * factor)\n"
      return try #require(try Made.read(text).history.series(card: .builtIn).first).days.map(\.amount)
    }
    #expect(try amounts(1_000) == amounts(1).map { $0 * 1_000 })
  }
}

@Suite struct TableFileTests {
  private func text(_ history: UsageHistory) -> String {
    var pricing = Made.pricing
    var out = ByteBuffer()
    CSVTable().write(UsageTableFile.table(history, &pricing), into: &out)
    return out.text
  }

  @Test func `what is written is read back as the same history`() throws {
    let sources = [
      try Made.read(Made.sample("console-cost-2026-02.csv"), Made.sample("console-tokens-2026-02.csv")),
      try Made.read("series,date,cost\na,2026-02-01,0\nb,2026-02-04,2.000000001\n,2026-02-03,\n"),
      try Made.read("date,tokens\n2026-02-01,15\n2026-02-03,0\n"),
      try Made.read(
        tokenHead + "2026-02-01T00:00:00Z,m,\"=1+1, \"\"x\"\"\",5,0\n2026-02-03T05:00:00Z,'m,'=y,5,0\n"),
      try Made.read(
        "usage_date_utc,model,api_key,token_type,cost_usd,list_price_usd,context_window,inference_geo,speed\n"
          + "2026-02-01,Claude Opus 4.5,-k,output,0.00,0.01,> 200k,us,fast\n2026-02-04,,@,,1,2,≤ 200k,global,\n"
      ),
    ]
    for read in sources {
      let again = try Made.read(text(read.history))
      #expect(again.files[0].format.name == "usage table" && again.warnings.isEmpty)
      #expect(again.history == read.history)
      #expect(text(again.history) == text(read.history))
      #expect(again.history.series(card: .builtIn) == read.history.series(card: .builtIn))
    }
  }

  @Test func `zero, missing, provisional and blocked are four things`() throws {
    let head = "schema,stretch,state,billed\n"
    let read = try Made.read(
      head + "lotwise-usage/1,2026-02-01,final,1.00\nlotwise-usage/1,2026-02-02,zero,\n"
        + "lotwise-usage/1,2026-02-03,missing,\nlotwise-usage/1,2026-02-04,provisional,\n"
        + "lotwise-usage/1,2026-02-05,provisional,2.00\nlotwise-usage/1,2026-02-06,blocked,3.00\n"
        + "lotwise-usage/1,2026-02-08,final,4.00\n")
    let days = try #require(read.history.series(card: .builtIn).first).days
    #expect(
      days.map(\.state) == [.final, .final, .missing, .provisional, .provisional, .blocked, .missing, .final])
    #expect(days.map { $0.amount / 1_000_000_000 } == [1, 0, 0, 0, 2, 3, 0, 4])
    let count = read.history.dayCount
    #expect([count.used, count.zero, count.missing, count.provisional, count.blocked] == [2, 1, 2, 2, 1])
    #expect(try Made.read(text(read.history)).history == read.history)
  }

  @Test(arguments: [
    ("lotwise-usage/2,2026-02-01,final,1", "not a table of the schema"),
    ("lotwise-usage/1,2026-02-01,done,1", "no state"),
    ("lotwise-usage/1,2026-02-01T05:30:00Z,final,1", "not the beginning of an hour"),
  ])
  func `a line that is none`(_ line: String, _ message: String) throws {
    #expect(try Made.mistake("schema,stretch,state,billed\n\(line)\n").message.contains(message))
  }
}
