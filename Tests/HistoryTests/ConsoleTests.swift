/// The two files of the Console: the real pair to the cent, four generations of headers, and what a file may do to its cells.

import Demand
import Documents
import History
import Ledger
import Pricing
import Providers
import Quantities
import Testing

@Suite struct ConsoleTests {
  @Test func `the real pair: tokens at list are each row of the bill to the cent`() throws {
    let read = try Made.read(
      Made.sample("console-cost-2026-02.csv"), Made.sample("console-tokens-2026-02.csv"))
    #expect(read.files.map(\.format.name) == ["Console cost file", "Console token file"])
    #expect(read.warnings.isEmpty)
    #expect(read.history.rows.count == 2)
    var pricing = Made.pricing
    let differences = read.history.differences(&pricing)
    let found = differences.map { "\($0.model) \($0.kind.rawValue) \($0.list.toCents) \($0.billed)" }
    #expect(
      found == [
        "claude-haiku-4-5 input $0.02 $0.02", "claude-haiku-4-5 output $0.01 $0.01",
        "claude-opus-4-5 input $0.00 $0.00", "claude-opus-4-5 output $0.82 $0.82",
        "claude-opus-4-5 cache read $1.65 $1.65", "claude-opus-4-5 cache write 5m $1.89 $1.89",
      ])
    let rounding = differences.allSatisfy(\.isRounding)
    #expect(rounding)
    let row = try #require(read.history.rows.last)
    #expect(row.tokens?.byKind == [43, 32_676, 3_301_672, 302_527, 0])
    #expect(row.billed == (try Made.dollars("4.36")))
    // 43 x 5 + 32,676 x 25 + 3,301,672 x 0.50 + 302,527 x 6.25, in dollars a million.
    #expect(pricing.price(row).then == (try Made.dollars("4.35874475")))
  }

  @Test func `what is billed beyond half a cent a row is a difference`() throws {
    func isRounding(_ cost: String) throws -> Bool {
      let read = try Made.read(
        "usage_date_utc,model,token_type,cost_usd\n2026-02-01,Claude Opus 4.5,input_no_cache,\(cost)\n",
        "usage_date_utc,model_version,usage_input_tokens_no_cache,usage_output_tokens\n"
          + "2026-02-01,claude-opus-4-5-20251101,2000,0\n")
      var pricing = Made.pricing
      return try #require(read.history.differences(&pricing).first).isRounding
    }
    // At list: $0.01.
    #expect(try isRounding("0.015") && isRounding("0.005"))
    #expect(try !isRounding("0.015000001") && !isRounding("0.004999999"))
  }

  @Test(arguments: [
    "usage_date_utc,model,workspace,api_key,usage_type,token_type,cost_usd",
    "usage_date_utc,model,workspace,api_key,usage_type,context_window,token_type,cost_usd,cost_type",
    "usage_date_utc,model,workspace,api_key,usage_type,context_window,token_type,cost_usd,list_price_usd,cost_type,"
      + "inference_geo,speed",
    "usage_date_utc,model,workspace,api_key,usage_type,context_window,token_type,cost_usd,list_price_usd,cost_type,"
      + "inference_geo,speed,api_key_id,api_key_status",
  ])
  func `every generation of the cost file is read by the names of its columns`(_ header: String) throws {
    let values = [
      "usage_date_utc": "2026-05-02", "model": "Claude Opus 4.6", "workspace": "\"Research, Europe\"",
      "api_key": "k", "usage_type": "message", "context_window": "> 200k", "token_type": "output",
      "cost_usd": "\"1,234.50\"", "list_price_usd": "1300.00", "cost_type": "token", "inference_geo": "us",
      "speed": "fast", "api_key_id": "apikey_1", "api_key_status": "active",
    ]
    // In any order, with a byte order mark and both line ends.
    for names in [
      header.split(separator: ",").map(String.init), header.split(separator: ",").map(String.init).reversed(),
    ] {
      let line = names.map { values[$0] ?? "" }.joined(separator: ",")
      let read = try Made.read("\u{FEFF}" + names.joined(separator: ",") + "\r\n" + line + "\r\n")
      #expect(read.warnings.isEmpty)
      let row = try read.onlyRow
      #expect(row.billed == (try Made.dollars("1234.50")) && row.billedByKind?.output == row.billed?.count)
      #expect(row.subject.workspace == "Research, Europe" && row.subject.model == "Claude Opus 4.6")
      #expect(
        row.subject.isFast == names.contains("speed") && row.subject.isUSOnly == names.contains("speed"))
      #expect(row.subject.isLongPrompt == names.contains("context_window"))
      #expect(row.statedList == (names.contains("list_price_usd") ? try Made.dollars("1300") : nil))
    }
  }

  @Test func `the older token file has one column of cache writes and writes days as instants`() throws {
    let read = try Made.read(
      """
      usage_date_utc,model_version,api_key,workspace,usage_type,context_window,usage_input_tokens_no_cache,\
      usage_input_tokens_cache_write,usage_input_tokens_cache_read,usage_output_tokens,web_search_count
      2026-02-01T00:00:00Z,claude-opus-4-5-20251101,k,Default,standard,≤ 200k,"1,000",20,3,4,5
      2026-02-03T00:00:00Z,claude-opus-4-5-20251101,k,Default,batch,≤ 200k,1,0,0,0,0
      """)
    #expect(
      read.history.rows.map(\.stretch) == [
        try .day(Made.date("2026-02-01")), try .day(Made.date("2026-02-03")),
      ])
    #expect(
      read.history.rows[0].tokens?.byKind == [1_000, 4, 3, 20, 0] && read.history.rows[0].webSearches == 5)
    #expect(read.history.rows.map(\.subject.isBatch) == [false, true])
    // The export has a line for whatever was used: between its days it says zero.
    #expect(read.history.zeroDays == [try Made.date("2026-02-02")])
  }

  @Test func `a time that is not midnight makes hours of all rows`() throws {
    let head = "usage_date_utc,model_version,usage_input_tokens_no_cache,usage_output_tokens\n"
    let hours = try Made.read(head + "2026-02-01T00:00:00Z,m,1,1\n2026-02-01T01:00:00Z,m,1,1\n")
    #expect(
      hours.history.rows.map(\.stretch) == [
        .hour(try Instant(parsing: "2026-02-01T00:00Z")), .hour(try Instant(parsing: "2026-02-01T01:00Z")),
      ])
    // Minutes are added up in their hour: the last second of it, and the first of the next.
    let minutes = try Made.read(
      head + "2026-02-01T01:00:00Z,m,1,0\n2026-02-01T01:59:59Z,m,2,0\n2026-02-01T02:00:00Z,m,4,0\n")
    #expect(minutes.history.rows.map { $0.tokens?.input } == [3, 4])
  }

  @Test
  func `dollars for which no row of tokens is found are billed, and their list price is not counted twice`()
    throws
  {
    let read = try Made.read(
      "usage_date_utc,model,workspace,api_key,usage_type,token_type,cost_usd,cost_type\n"
        + "2026-02-01,Claude Opus 4.5,A,k,message,output,2.50,token\n"
        + "2026-02-01,,A,k,message,,0.70,code_execution\n"
        + "2026-02-02,Claude Opus 4.5,A,k,message,output,1.00,token\n",
      "usage_date_utc,model_version,api_key,workspace,usage_input_tokens_no_cache,usage_output_tokens\n"
        + "2026-02-01,claude-opus-4-5,other,A,0,100000\n")
    var pricing = Made.pricing
    let series = try #require(read.history.series(zone: .utc, pricing: &pricing).first)
    // $2.50 of tokens and $0.70 that no token stands for; the day without tokens by its bill.
    #expect(series.days.map(\.amount) == [3_200_000_000, 1_000_000_000])
    #expect(read.history.rows.reduce(0) { $0 + ($1.billed?.count ?? 0) } == 4_200_000_000)
  }
}
