/// Tables that people make, and what days without a row are in them.

import Demand
import Documents
import History
import Providers
import Quantities
import Testing

@Suite struct PlainTests {
  @Test(arguments: ["dollars", "cost", "amount", "usd", "spend", "value"])
  func `dollars by the date, under any of their names`(_ name: String) throws {
    let read = try Made.read(
      "\(name),date\n\"$1,250.50\",2026-02-01\n0,2026-02-02\n,2026-02-03\n3,2026-02-05\n")
    let series = try #require(read.history.series(card: .builtIn).first)
    #expect(series.days.map(\.amount) == [1_250_500_000_000, 0, 0, 0, 3_000_000_000])
    // A written zero is one; an empty cell and a day without a row are nothing known.
    #expect(series.days.map(\.state) == [.final, .final, .missing, .missing, .final])
    #expect(read.history.dayCount.missing == 2)
  }

  @Test func `tokens alone are a history in tokens`() throws {
    let series = try #require(
      try Made.read("date,tokens\n2026-02-01,1500\n2026-02-02,0\n").history.series(card: .builtIn).first)
    #expect(series.unit == .tokens && series.days.map(\.amount) == [1_500, 0])
  }

  @Test func `a model and its kinds of token are priced`() throws {
    let read = try Made.read(
      "date,model,input,output,cache_read,cache_write_5m,cache_write_1h\n2026-02-01,Claude Opus 4.5,1000000,0,0,0,0\n"
        + "2026-02-01,opus 4.5,0,1000000,0,0,0\n")
    let day = try #require(read.history.series(card: .builtIn).first?.days.first)
    #expect(day.amount == 30_000_000_000)
    #expect(
      day.models == [
        UsageSeries.ModelAmount(
          name: "claude-opus-4-5", amount: 30_000_000_000, tokens: [1_000_000, 1_000_000, 0, 0, 0])
      ])
    #expect(
      try Made.mistake("date,model,input\n2026-02-01,x,1\n").message == "the header lacks the column 'output'"
    )
  }

  @Test func `a column of series makes several histories, each with its own days`() throws {
    let series = try Made.read(
      "series,date,value\na,2026-02-01,0\na,2026-02-02,1\nb,2026-02-04,2\nb,2026-02-06,4\n"
    ).history
      .series(card: .builtIn)
    #expect(series.map(\.name) == ["a", "b"])
    #expect(series.map(\.first) == [try Made.date("2026-02-02"), try Made.date("2026-02-04")])
    #expect(series[0].days.map(\.amount) == [1_000_000_000])
    #expect(series[1].days.map(\.state) == [.final, .missing, .final])
  }

  @Test func `rows with times are requests: a day without one is zero`() throws {
    let series = try #require(
      try Made.read("time,cost\n2026-02-01T10:00:00Z,1\n2026-02-01T10:59:59Z,2\n2026-02-03 11:00,4\n").history
        .series(card: .builtIn).first)
    #expect(series.days.map(\.state) == [.final, .final, .final])
    #expect(series.days.map(\.amount) == [3_000_000_000, 0, 4_000_000_000])
    #expect(series.days[0].hours[10] == 3_000_000_000 && series.days[2].hours[11] == 4_000_000_000)
  }

  @Test(arguments: [
    ("2026-02-30", "neither a date nor an instant"), ("", "does not say when"),
    ("02/01/2026", "neither a date"),
  ])
  func `a date that is none`(_ date: String, _ message: String) throws {
    #expect(try Made.mistake("date,cost\n\(date),1\n").message.contains(message))
  }

  @Test(arguments: ["-1", "1e30", "NaN", "1,25", "4611686018.427387904", "--1"])
  func `an amount that is none`(_ amount: String) throws {
    #expect(try Made.mistake("date,cost\n2026-02-01,\"\(amount)\"\n").line == 2)
  }

  @Test func `the largest amount is one`() throws {
    let read = try Made.read("date,cost\n2026-02-01,4611686018.427387903\n")
    #expect(try read.onlyRow.billed == Nanodollars.largest)
    #expect(
      try Made.mistake("date,cost\n2026-02-01,4611686018.427387903\n2026-02-01,0.000000002\n").message
        .contains("past what a count can be"))
  }

  @Test func `half a nano-dollar goes to the even neighbour`() throws {
    func billed(_ text: String) throws -> Int64? {
      try Made.read("date,cost\n2026-02-01,\(text)\n").onlyRow.billed?.count
    }
    #expect(try billed("0.0000000005") == 0 && billed("0.0000000015") == 2)
    #expect(try billed("0.0000000025") == 2 && billed("0.00000000250000000000001") == 3)
  }

  @Test func `rows that lack a cell or have one too many are mistakes`() throws {
    #expect(try Made.mistake("date,cost\n2026-02-01\n").message == "this row has 1 cell, and the header 2")
    #expect(
      try Made.mistake("date,cost\n2026-02-01,1,2\n").message == "this row has 3 cells, and the header 2")
    #expect(try Made.mistake("date,cost\n2026-02-01,\"1\n").message.contains("is not closed"))
    #expect(try Made.mistake("date,cost,cost\n2026-02-01,1,2\n").message == "the column 'cost' comes twice")
  }
}
