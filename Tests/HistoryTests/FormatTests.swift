/// The CSV exports of other providers, gateways and tools, made from the lists of their fields: what each is recognised as, and
/// what becomes of a line.

import Demand
import Documents
import History
import Ledger
import Providers
import Quantities
import Testing

@Suite struct FormatTests {
  @Test func `OpenAI costs: thirty decimals, days without spend are zeros, times with and without an offset`()
    throws
  {
    let read = try Made.read(
      """
      start_time,end_time,start_time_iso,end_time_iso,amount_value,amount_currency,quantity,quantity_unit,line_item,\
      user_id,api_key_id,project_id,organization_id,project_name,organization_name,user_email,api_source
      1773446400,1773532800,2026-03-14T00:00:00+00:00,2026-03-15T00:00:00+00:00,0.003835980000000000000000000000,usd,,,\
      "gpt-4o-2024-08-06, input",,key_1,proj_1,org,Main,Org,,
      1773532800,1773619200,2026-03-15T00:00:00,2026-03-16T00:00:00
      1773619200,1773705600,2026-03-16T00:00:00,2026-03-17T00:00:00,,,,,,,,,,,,,
      """)
    #expect(read.files[0].format.name == "OpenAI cost file" && read.warnings.isEmpty)
    let row = try read.onlyRow
    #expect(row.billed == Nanodollars(3_835_980) && row.subject.model == "gpt-4o-2024-08-06")
    #expect(read.history.zeroDays == [try Made.date("2026-03-15"), try Made.date("2026-03-16")])
  }

  @Test func `OpenAI usage: input includes cached tokens`() throws {
    let read = try Made.read(
      """
      start_time,end_time,start_time_iso,end_time_iso,model,input_tokens,output_tokens,input_cached_tokens,\
      input_uncached_tokens,num_model_requests,batch,api_key_id
      1773446400,1773446460,2026-03-14T00:00:00+00:00,2026-03-14T00:01:00+00:00,gpt-4o-2024-08-06,3608,564,1000,2608,7,False,a
      1773446460,1773446520,2026-03-14T00:01:00+00:00,2026-03-14T00:02:00+00:00,gpt-4o-2024-08-06,2,1,0,2,1,False,a
      1773446520,1773446580,2026-03-14T00:02:00+00:00,2026-03-14T00:03:00+00:00
      """)
    #expect(read.files[0].format.name == "OpenAI usage file")
    let row = try read.onlyRow
    #expect(row.stretch == .hour(try Instant(parsing: "2026-03-14")) && row.requests == 8)
    #expect(row.tokens?.byKind == [2_610, 565, 1_000, 0, 0])
    let empty = try Made.read(
      "start_time,end_time,start_time_iso,end_time_iso\n"
        + "1773446400,1773532800,2026-03-14T00:00:00+00:00,2026-03-15T00:00:00+00:00\n")
    #expect(try empty.history.rows.isEmpty && empty.history.zeroDays == [Made.date("2026-03-14")])
  }

  @Test(arguments: [true, false])
  func `OpenRouter: a request that comes twice counts once, in one file and over two`(_ hasCached: Bool)
    throws
  {
    let header =
      "generation_id,created_at,cost_total,cost_web_search,cost_cache,cost_file_processing,byok_usage_inference,"
      + "tokens_prompt,tokens_completion,tokens_reasoning,\(hasCached ? "tokens_cached," : "")model_permaslug,"
      + "provider_name,variant,cancelled,streamed,user,finish_reason_raw,finish_reason_normalized,generation_time_ms,"
      + "time_to_first_token_ms,api_key_disabled,api_key_name,app_name\n"
    func line(_ id: String, _ time: String) -> String {
      "\(id),\(time),0.0125,0,0,0,0,1000,100,0,\(hasCached ? "400," : "")vendor/claude-4.5-sonnet-20250929,Vendor,"
        + "standard,false,true,u,end,stop,1,1,false,main,App\n"
    }
    let first = header + line("gen-1", "2026-06-28 03:46:57.713") + line("gen-2", "2026-06-28 03:59:59.999")
    let second = header + line("gen-2", "2026-06-28 03:59:59.999") + line("gen-3", "2026-06-28 04:00:00")
    let read = try Made.read(first + line("gen-1", "2026-06-28 03:46:57.713"), second)
    #expect(read.files.count == 1 && read.files[0].repeated == 2 && read.warnings.isEmpty)
    #expect(read.history.rows.map(\.requests) == [2, 1])
    #expect(
      read.history.rows[0].tokens?.byKind == (hasCached ? [1_200, 200, 800, 0, 0] : [2_000, 200, 0, 0, 0]))
    var pricing = Made.pricing
    #expect(pricing.name(of: read.history.rows[0].subject.model) == "claude-sonnet-4-5")
  }

  @Test func `sums by model have no dates, and that is said`() throws {
    let mistake = try Made.mistake("Model,Spend\nx,\"$1,234.50\"\n")
    #expect(mistake.message.contains("no dates") && mistake.line == 1)
  }

  @Test func `LiteLLM's log: cached tokens are in the metadata, and count within the prompt`() throws {
    let read = try Made.read(
      #"""
      request_id,call_type,api_key,spend,total_tokens,prompt_tokens,completion_tokens,startTime,endTime,model,metadata,status
      r1,acompletion,k,1.635e-05,3450,3000,450,2026-08-01T10:15:22.123000Z,,claude-sonnet-4-5-20250929,"{""usage_object"": {""cache_read_input_tokens"": 1200, ""cache_creation_input_tokens"": 300}}",success
      r2,acompletion,k,0,0,0,0,2026-08-01 10:20:00,,claude-sonnet-4-5-20250929,{},failure
      r1,acompletion,k,1.635e-05,3450,3000,450,2026-08-01T10:15:22.123000Z,,claude-sonnet-4-5-20250929,{},success
      """#)
    let row = try read.onlyRow
    #expect(row.tokens?.byKind == [1_500, 450, 1_200, 300, 0])
    #expect(row.requests == 2 && row.failed == 1 && row.billed == Nanodollars(16_350))
  }

  @Test func `LiteLLM's daily tables, and FOCUS, where only use counts`() throws {
    let daily = try Made.read(
      "id,user_id,date,api_key,model,prompt_tokens,completion_tokens,cache_read_input_tokens,"
        + "cache_creation_input_tokens,spend,api_requests,successful_requests,failed_requests\n"
        + "1,u,2026-08-01,k,claude-opus-5,100,10,60,30,0.5,3,2,1\n")
    #expect(daily.files[0].format.name == "LiteLLM daily table" && daily.warnings.isEmpty)
    #expect(try daily.onlyRow.tokens?.byKind == [10, 10, 60, 30, 0] && daily.onlyRow.failed == 1)
    let focus = try Made.read(
      "BilledCost,ListCost,BillingCurrency,ChargeCategory,ChargePeriodStart,ChargePeriodEnd,ServiceName,SkuId,"
        + "ConsumedQuantity,ConsumedUnit,x_Team\n"
        + "1.25,1.50,USD,Usage,2026-08-01T00:00:00Z,2026-08-02T00:00:00Z,LLM,claude-opus-5,1500.000000,Tokens,a\n"
        + "9.00,9.00,USD,Tax,2026-08-01T00:00:00Z,2026-08-02T00:00:00Z,LLM,,,,a\n")
    let row = try focus.onlyRow
    #expect(row.stretch == .day(try Made.date("2026-08-01")) && row.billed == Nanodollars(1_250_000_000))
    #expect(row.statedList == Nanodollars(1_500_000_000) && row.otherTokens == 1_500)
    #expect(
      focus.warnings.list.map(\.message) == ["charges of the category 'tax' are no usage and were left out"])
  }

  @Test func `a charge of a month cannot be told apart into days`() throws {
    func mistake(_ end: String) throws -> Diagnostic {
      try Made.mistake("BilledCost,ChargePeriodStart,ChargePeriodEnd\n1,2026-08-01T00:00:00Z,\(end)\n")
    }
    #expect(try mistake("2026-09-01T00:00:00Z").message.contains("longer than a day"))
    #expect(try mistake("2026-07-31T00:00:00Z").message.contains("ends before it begins"))
    // A day of 25 hours, when clocks go back, is a day; one second more is not.
    let head = "BilledCost,ChargePeriodStart,ChargePeriodEnd\n"
    let long = try Made.read(head + "1,2026-10-25T00:00:00Z,2026-10-26T01:00:00Z\n")
    #expect(try long.onlyRow.stretch == .day(Made.date("2026-10-25")))
    #expect(try mistake("2026-08-02T01:00:01Z").column == 24)
  }

  @Test func `Cursor: what the subscription includes draws the plan`() throws {
    let read = try Made.read(
      """
      Date,Cloud Agent ID,Automation ID,Kind,Model,Max Mode,Input (w/ Cache Write),Input (w/o Cache Write),Cache Read,\
      Output Tokens,Total Tokens,Cost
      "2026-03-01T10:00:00.000Z",,,"Included","claude-4.5-opus-high-thinking","No","20","30","40","5","95","Included"
      "2026-03-01T11:00:00.000Z",,,"On-Demand","claude-4.5-opus-high-thinking","No","1","2","3","4","10","$0.25"
      """)
    #expect(read.files[0].format.name == "Cursor usage" && read.warnings.isEmpty)
    #expect(read.history.rows.map(\.subject.channel) == [.plan, .apiKey])
    #expect(read.history.rows.map(\.billed) == [nil, Nanodollars(250_000_000)])
    #expect(read.history.rows[0].tokens?.byKind == [30, 5, 40, 20, 0])
    var pricing = Made.pricing
    #expect(pricing.name(of: read.history.rows[0].subject.model) == "claude-opus-4-5")
  }

  @Test
  func
    `DeepSeek: amounts by the hour of another zone, costs by wallet, and both of one day complete each other`()
    throws
  {
    let amounts =
      "user_id,start_time_iso,end_time_iso,model,api_key_name,api_key,type,price,amount\n"
      + "u,2026-03-01T08:00:00+08:00,2026-03-01T09:00:00+08:00,deepseek-chat,k,sk,input_cache_hit_tokens,0.1,500\n"
      + "u,2026-03-01T08:00:00+08:00,2026-03-01T09:00:00+08:00,deepseek-chat,k,sk,output_tokens,0.1,70\n"
      + "u,2026-03-01T08:00:00+08:00,2026-03-01T09:00:00+08:00,deepseek-chat,k,sk,request_count,,9\n"
    let costs =
      "user_id,start_time_iso,end_time_iso,model,wallet_type,cost,currency\n"
      + "u,2026-03-01T08:00:00+08:00,2026-03-01T09:00:00+08:00,deepseek-chat,granted,0.5,USD\n"
    let read = try Made.read(amounts, costs)
    #expect(read.history.rows.count == 2)
    let row = try #require(read.history.rows.first { $0.tokens != nil })
    #expect(row.stretch == .hour(try Instant(parsing: "2026-03-01T00:00Z")) && row.requests == 9)
    #expect(row.tokens?.byKind == [0, 70, 500, 0, 0])
    // A model of somebody else costs what was billed for it.
    let series = try #require(read.history.series(card: .builtIn).first)
    #expect(series.days.map(\.amount) == [500_000_000])
    #expect(try Made.mistake(costs.replacing("USD", with: "CNY")).message.contains("not in dollars"))
  }

  @Test func `an unknown column is a warning, a missing one an error that names it`() throws {
    let text = "usage_date_utc,model,token_type,cost_usd,mood\n2026-02-01,Claude Opus 4.5,output,1,fine\n"
    let read = try Made.read(text)
    #expect(read.warnings.list.map(\.message) == ["the column 'mood' is not known and was not read"])
    #expect(read.warnings.list.map(\.column) == [42])
    let mistake = try Made.mistake("usage_date_utc,token_type,cost_usd\n2026-02-01,output,1\n")
    #expect(mistake.message == "the header lacks the column 'model' or 'model_version'")
  }

  @Test func `a bad cell is shown with a caret under it`() throws {
    let text = "usage_date_utc,model,token_type,cost_usd\n2026-02-01,\"Opus, ≤ new\",output,abc\n"
    let mistake = try Made.mistake(text)
    #expect(mistake.line == 2 && mistake.column == 33 && mistake.length == 3)
    #expect(mistake.sourceLine == "2026-02-01,\"Opus, ≤ new\",output,abc")
    #expect(mistake.message == "'abc' in the column 'cost_usd' is not an amount of dollars")
  }

  @Test func `what is no export is refused with what it holds`() throws {
    #expect(try Made.mistake("a,b\n1,2\n").message.contains("begins with 'a,b'"))
    #expect(try Made.mistake("").message.contains("it is empty"))
    #expect(try Made.mistake("\0\u{1}").message.contains("not text"))
    #expect(try Made.mistake("{}").message.contains("JSON of another shape"))
  }
}
