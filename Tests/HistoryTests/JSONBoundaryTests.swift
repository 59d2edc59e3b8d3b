/// Both sides of each boundary of the JSON exports: what is provisional, zero, missing, refused, and what a mistake says.

import History
import Quantities
import Testing

@Suite struct JSONBoundaryTests {
  private func enterprise(
    _ extra: String, refreshed: String = "\"data_refreshed_at\":\"2026-08-01T00:00:00Z\","
  ) -> String {
    "{\(refreshed)\"data\":[{\"starting_at\":\"2026-07-01T00:00:00Z\",\"ending_at\":\"2026-07-02T00:00:00Z\",\"results\":["
      + "{\"amount\":\"1\",\"list_amount\":\"1\",\"currency\":\"USD\"\(extra)}]}]}"
  }

  @Test func `31 days before the refresh is final, 30 are not`() throws {
    for (refreshed, isProvisional) in [("2026-08-01T00:00:00Z", false), ("2026-07-31T23:59:59Z", true)] {
      let sink = try Exports.read(text: enterprise("", refreshed: "\"data_refreshed_at\":\"\(refreshed)\","))
      #expect(sink.notes == (isProvisional ? ["2026-07-01 provisional"] : []))
      #expect(sink.raw[0].state == (isProvisional ? .provisional : .final))
    }
    // Where the refresh is not said, the end of the report is taken for it.
    #expect(try Exports.read(text: enterprise("", refreshed: "")).notes == ["2026-07-01 provisional"])
  }

  @Test func `groups that overlap are refused, channels are told of, other currencies are no dollars`() throws
  {
    let refused = Exports.mistake(enterprise(",\"rbac_group_id\":\"g\""))
    #expect(refused?.hasPrefix("1:") == true && refused?.contains("overlap") == true)
    #expect(try Exports.read(text: enterprise(",\"slack_channel_id\":\"c\"")).warnings.count == 1)
    let euros = enterprise("").replacing("USD", with: "EUR")
    #expect(Exports.mistake(euros)?.contains("'EUR'") == true)
    // The last of two keys counts.
    #expect(
      try Exports.read(text: enterprise(",\"currency\":\"usd\",\"amount\":\"7\"")).rows[0].contains("$0.07"))
  }

  @Test func `an empty bucket is zero, an absent one is unknown`() throws {
    func page(_ days: [Int]) -> String {
      let buckets = days.map {
        "{\"starting_at\":\"2026-07-0\($0)T00:00:00Z\",\"ending_at\":\"2026-07-0\($0 + 1)T00:00:00Z\",\"results\":[]}"
      }
      return "{\"data\":[" + buckets.joined(separator: ",") + "],\"has_more\":false}"
    }
    let sink = try Exports.read(text: page([1, 3]), as: "Anthropic usage report")
    #expect(sink.rows == [] && sink.days == ["2026-07-01", "2026-07-03"] && sink.notes == [])
    // Pages that were joined by nothing, by a list, by lines; the last one decides whether more is missing.
    let more = page([1]).replacing("false", with: "true")
    for text in ["\(more)\(page([2]))", "[\(more),\(page([2]))]", "\(more)\n\(page([2]))\n"] {
      let sink = try Exports.read(text: text)
      #expect(sink.days == ["2026-07-01", "2026-07-02"] && sink.warnings == [])
    }
    #expect(try Exports.read(text: page([2]) + more).warnings.count == 1)
    #expect(Exports.mistake(page([1]) + page([1]))?.contains("comes a second time") == true)
  }

  @Test func `a bucket within an hour, within a day, across midnight`() throws {
    func bucket(_ from: Int, _ to: Int) -> String {
      "{\"data\":[{\"start_time\":\(1_754_956_800 + from),\"end_time\":\(1_754_956_800 + to),\"results\":["
        + "{\"input_tokens\":1,\"output_tokens\":1,\"num_model_requests\":1}]}]}"
    }
    #expect(try Exports.read(text: bucket(0, 3_600)).rows[0].hasPrefix("2025-08-12T00h"))
    #expect(try Exports.read(text: bucket(0, 3_601)).rows[0].hasPrefix("2025-08-12 "))
    #expect(try Exports.read(text: bucket(0, 3_601)).notes == ["2025-08-12 provisional"])
    #expect(try Exports.read(text: bucket(0, 86_400)).days == ["2025-08-12"])
    #expect(Exports.mistake(bucket(0, 86_401))?.contains("two days") == true)
    #expect(Exports.mistake(bucket(60, 60))?.contains("before it begins") == true)
  }

  @Test func `cached tokens are part of OpenAI's input, to the token`() throws {
    func page(_ input: Int) -> String {
      "{\"data\":[{\"start_time\":1754956800,\"end_time\":1755043200,\"results\":[{\"input_tokens\":\(input),"
        + "\"input_cached_tokens\":7,\"input_cache_write_tokens\":3,\"output_tokens\":0,\"num_model_requests\":1}]}]}"
    }
    #expect(try Exports.read(text: page(10)).rows[0].contains("t=0/0/7/3/0"))
    #expect(Exports.mistake(page(9))?.contains("less than the cached tokens") == true)
  }

  @Test func `reports without days are refused with the command that has them`() throws {
    let row = "{\"inputTokens\":1,\"outputTokens\":1,\"totalTokens\":2,\"totalCost\":0"
    for text in [
      "{\"weekly\":[\(row),\"week\":\"2026-06-01\"}],\"totals\":{}}", "{\"monthly\":[],\"totals\":{}}",
      "{\"session\":[],\"totals\":{}}", "{\"sessions\":[],\"totals\":{}}",
      "{\"type\":\"monthly\",\"data\":[],\"summary\":{\"totalTokens\":2}}",
      "{\"projects\":{\"p\":[\(row),\"month\":\"2026-06\"}]},\"totals\":{}}",
      "{\"daily\":[\(row),\"sessionId\":\"s\"}],\"totals\":{}}",
    ] {
      #expect(Exports.mistake(text)?.contains("ccusage daily --json") == true, "\(text)")
    }
    let daily = try Exports.read(text: "{\"daily\":[\(row),\"date\":\"2026-06-01\"}],\"totals\":{}}")
    #expect(daily.rows == ["2026-06-01 - t=1/1/0/0/0 list=$0.00"])
    #expect(try Exports.read(text: "{\"daily\":[],\"totals\":{}}").rows == [])
  }

  @Test func `a day that comes twice in one file is refused, one of two projects is not`() throws {
    func row(_ extra: String) -> String {
      "{\"date\":\"2026-06-01\",\"inputTokens\":1,\"outputTokens\":1\(extra)}"
    }
    let two = "{\"daily\":[\(row("")),\(row(""))],\"totals\":{}}"
    #expect(Exports.mistake(two)?.contains("2026-06-01 comes a second time") == true)
    let daily = "{\"daily\":[\(row(""))],\"totals\":{}}"
    #expect(Exports.mistake(daily + daily)?.contains("comes a second time") == true)
    let projects =
      "{\"daily\":[\(row("")),\(row(",\"project\":\"p\"")),\(row(",\"agent\":\"codex\""))],\"totals\":{}}"
    #expect(try Exports.read(text: projects).rows.count == 3)
    let blocks = try Exports.text("ccusage-blocks.json")
    #expect(Exports.mistake(blocks + blocks)?.contains("2026-06-01T09:00:00Z comes a second time") == true)
  }

  @Test func `OpenAI's other endpoints tell of no tokens`() {
    for fields in ["\"images\":2,\"num_model_requests\":1", "\"usage_bytes\":1"] {
      let page =
        "{\"data\":[{\"start_time\":1754956800,\"end_time\":1755043200,\"results\":[{\"object\":"
        + "\"organization.usage.images.result\",\(fields)}]}]}"
      #expect(
        Exports.mistake(page)?.contains("'organization.usage.images.result' tells of no tokens") == true)
    }
  }

  @Test func `stats cache: version 4 and 5, and a version that cannot be`() throws {
    func cache(_ version: String, tokens: Int) -> String {
      "{\"version\":2,\"lastComputedDate\":\"2026-01-03\",\"dailyModelTokens\":[{\"date\":\"2026-01-01\",\"tokensByModel\":"
        + "{\"m\":\(tokens),\"x\":5}},{\"date\":\"2026-01-03\",\"tokensByModel\":{\"m\":0}},{\"date\":\"2026-01-04\",\"tokensByModel\":{\"m\":0}}],\(version)"
        + "\"modelUsage\":{\"m\":{\"inputTokens\":10,\"outputTokens\":30,\"cacheReadInputTokens\":50,"
        + "\"cacheCreationInputTokens\":10}}}"
    }
    let four = try Exports.read(text: cache("\"dailyModelTokensVersion\":4,", tokens: 40))
    #expect(four.rows[0] == "2026-01-01 m t=10/30/50/10/0")
    #expect(four.rows[1] == "2026-01-01 x other=5")
    // Days behind the last computed one are not covered.
    #expect(four.rows[2] == "2026-01-03 m t=0/0/0/0/0")
    #expect(four.rows[3] == "2026-01-04 m provisional t=0/0/0/0/0")
    #expect(four.days == ["2026-01-01", "2026-01-02", "2026-01-03"] && four.warnings.count == 1)
    #expect(try Exports.read(text: cache("", tokens: 40)).rows == four.rows)
    let five = try Exports.read(text: cache("\"dailyModelTokensVersion\":5,", tokens: 40))
    #expect(five.rows[0] == "2026-01-01 m t=4/12/20/4/0" && five.warnings.count == 2)
    // 41 are more than the 40 of input and output that ever were.
    let measured = try Exports.read(text: cache("\"dailyModelTokensVersion\":4,", tokens: 41))
    #expect(
      measured.rows[0] == "2026-01-01 m t=5/12/20/4/0" && measured.warnings[0].contains("cache tokens too"))
  }

  @Test func `prompt tokens include those of the cache, unless they cannot`() throws {
    func log(_ prompt: Int) -> String {
      "{\"startTime\":\"2026-08-01T00:00:00Z\",\"spend\":0,\"prompt_tokens\":\(prompt),\"completion_tokens\":0,"
        + "\"metadata\":{\"usage_object\":{\"cache_read_input_tokens\":10}}}"
    }
    #expect(try Exports.read(text: log(10)).rows[0].contains("t=0/0/10/0/0"))
    #expect(try Exports.read(text: log(9)).rows[0].contains("t=9/0/10/0/0"))
  }

  @Test func `a file that is too large for one piece is read by lines, or not at all`() throws {
    func rows(_ name: String, wholeUpTo limit: Int, mark: [UInt8] = []) throws -> [String] {
      let bytes = mark + Array(try Exports.text(name).utf8)
      let export = try #require(JSONExports.recognise(head: bytes))
      var sink = Collector()
      try Exports.withFile(bytes) { try export.read(path: $0, wholeUpTo: limit, into: &sink) }
      return sink.rows
    }
    for name in ["litellm-lines.jsonl", "anthropic-usage-pages.jsonl"] {
      let size = try Exports.text(name).utf8.count
      let whole = try rows(name, wholeUpTo: size)
      #expect(try rows(name, wholeUpTo: size - 1) == whole)
      #expect(try rows(name, wholeUpTo: 10, mark: [0xEF, 0xBB, 0xBF]) == whole)
      #expect(try rows(name, wholeUpTo: size + 3, mark: [0xEF, 0xBB, 0xBF]) == whole)
    }
    let mistake = #expect(throws: ExportMistake.self) { try rows("litellm-logs.json", wholeUpTo: 10) }
    #expect(mistake?.remedy.contains("jq -c '.[]'") == true)
  }

  @Test func `what is missing or absurd is named at its place`() {
    let usage =
      "{\"data\":[{\"starting_at\":\"2026-07-01T00:00:00Z\",\"ending_at\":\"2026-07-02T00:00:00Z\",\"results\":[\n"
      + "  {\"uncached_input_tokens\":NUMBER,\"output_tokens\":1}]}]}"
    #expect(Exports.mistake(usage.replacing("NUMBER", with: "1")) == nil)
    #expect(Exports.mistake(usage.replacing("NUMBER", with: "1000000000000000")) == nil)
    #expect(Exports.mistake(usage.replacing("NUMBER", with: "\"12\"")) == nil)
    for number in ["1000000000000001", "1e400", "99999999999999999999", "-1", "1.5", "\"\"", "\"many\""] {
      let mistake = Exports.mistake(usage.replacing("NUMBER", with: number))
      #expect(mistake?.hasPrefix("2:28 ") == true, "\(mistake ?? "none")")
    }
    #expect(
      Exports.mistake(usage.replacing("NUMBER", with: "[]"))?.hasPrefix("2:28 a whole number is expected")
        == true)
    #expect(
      Exports.mistake(usage.replacing("output_tokens", with: "out").replacing("NUMBER", with: "1"))
        == "2:3 'output_tokens' is missing here; export the file again with all its fields, or take out this entry"
    )
    #expect(
      Exports.mistake(usage.replacing("2026-07-01T", with: "2014-07-01T").replacing("NUMBER", with: "1"))?
        .contains("2015 to 2099") == true)
    #expect(
      Exports.mistake(usage.replacing("}]}]}", with: "}]").replacing("NUMBER", with: "1"))?.hasPrefix(
        "2:49 the file ends in the middle")
        == true)
  }
}
