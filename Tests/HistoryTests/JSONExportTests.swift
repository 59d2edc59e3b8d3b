/// Each export is recognised by what it holds and read row by row: the samples of `Exports`, of which some were written by
/// their programs and the others follow the lists of fields.

import Foundation
import History
import Quantities
import Testing

@Suite struct JSONExportTests {
  @Test func `Anthropic usage report`() throws {
    let sink = try Exports.read("anthropic-usage.json", as: "Anthropic usage report")
    #expect(
      sink.rows == [
        "2025-08-01 claude-sonnet-4-5 api key in=wrkspc_01JwQvzr7rXLA5AGx3HKfFUJ key=apikey_01Rj2N8SVvo6BePZj99NhmiT "
          + "t=1500/500/200/500/1000 web=10"
      ])
    #expect(sink.places == [ExportPlace(line: 7, column: 5)])
    #expect(sink.days == ["2025-08-01"])
    #expect(sink.warnings == ["30:14 has_more is true on the last page of this file: a further page exists"])
  }

  @Test func `Anthropic usage report, pages as lines and buckets of hours`() throws {
    let sink = try Exports.read("anthropic-usage-pages.jsonl", as: "Anthropic usage report")
    #expect(
      sink.rows == [
        "2026-08-01T22h claude-opus-4-6 api key key=svac_1 batch fast us long t=5/3/9/7/0",
        "2026-08-03T00h - api key t=2/1/0/0/0",
      ])
    // Two halves make a whole day; two hours and a minute make none.
    #expect(sink.days == ["2026-08-02"])
    #expect(sink.notes == ["2026-08-01 provisional", "2026-08-03 provisional"])
    #expect(sink.warnings == [])
  }

  @Test func `Anthropic cost report`() throws {
    let sink = try Exports.read("anthropic-costs.json", as: "Anthropic cost report")
    #expect(
      sink.rows == [
        "2025-08-01 claude-sonnet-4-5 api key in=wrkspc_01JwQvzr7rXLA5AGx3HKfFUJ billed=$1.2378912",
        "2025-08-01 - api key billed=$0.50",
      ])
    #expect(sink.days == ["2025-08-01"] && sink.notes == [] && sink.warnings == [])
  }

  @Test func `Enterprise costs are provisional for 30 days`() throws {
    let sink = try Exports.read("anthropic-enterprise-costs.json", as: "Anthropic cost report")
    #expect(
      sink.rows == [
        "2026-07-01 claude-opus-5 key=claude_code fast us n=12 billed=$10.005 list=$12.0025",
        "2026-07-03 - key=chat provisional billed=$0.00 list=$0.000000002",
      ])
    #expect(sink.days == ["2026-07-01", "2026-07-02", "2026-07-03"])
    // Refreshed on 1 August: 31 days after 1 July, 30 after 2 July, whose bucket is empty.
    #expect(sink.notes == ["2026-07-02 provisional", "2026-07-03 provisional"])
  }

  @Test func `Claude Code analytics`() throws {
    let sink = try Exports.read("anthropic-claude-code.json", as: "Claude Code analytics report")
    #expect(
      sink.rows == [
        "2026-08-08 claude-opus-5 plan key=ada@example.org t=100000/35000/10000/5000/0 list=$10.255",
        "2026-08-08 claude-haiku-4-5 api key key=ci t=1/2/3/4/0 list=$0.00125",
      ])
    #expect(sink.days == ["2026-08-08"] && sink.warnings == [])
  }

  @Test func `ccusage by day`() throws {
    let sink = try Exports.read("ccusage-daily.json", as: "ccusage report")
    #expect(
      sink.rows == [
        "2026-05-16 claude-opus-4-1-20250805 t=100/15000/512/256/0 list=$10.25",
        "2026-05-16 claude-sonnet-4-5-20250929 t=177/16456/512/256/0 list=$7.33",
      ])
    #expect(sink.days == ["2026-05-16"] && sink.notes == ["2026-05-16 provisional"])
  }

  @Test func `ccusage of all agents, with a rest and an empty breakdown`() throws {
    let sink = try Exports.read("ccusage-all.json", as: "ccusage report")
    #expect(
      sink.rows == [
        "2026-06-01 claude-opus-4-6 fast t=10/2/7/5/0 list=$0.30",
        "2026-06-01 gpt-5 t=15/10/0/0/0 list=$0.10",
        "2026-06-01 - t=5/0/0/0/0 other=6 list=$0.10",
        "2026-06-04 gpt-5 key=codex t=1/1/0/0/0 list=$0.00001",
      ])
    // Between the first and the last day, what is absent is zero.
    #expect(sink.days == ["2026-06-01", "2026-06-02", "2026-06-03", "2026-06-04"])
    #expect(sink.notes == ["2026-06-04 provisional"])
  }

  @Test func `ccusage by project without costs, of Codex, and of older versions`() throws {
    let instances = try Exports.read("ccusage-instances.json", as: "ccusage report")
    #expect(instances.rows == ["2026-06-01 claude-opus-4-7 in=-home-ada-site t=4/3/1/2/0"])
    let codex = try Exports.read("ccusage-codex.json", as: "ccusage report")
    #expect(codex.rows == ["2026-01-02 gpt-5.3-codex t=100/15/110/0/0 list=$0.00040425"])
    let old = try Exports.read("ccusage-old.json", as: "ccusage report")
    #expect(old.rows == ["2025-07-01 claude-opus-4-20250514 t=11/22/44/33/0 list=$1.25"])
  }

  @Test func `ccusage blocks stand at their first hour`() throws {
    let sink = try Exports.read("ccusage-blocks.json", as: "ccusage report")
    #expect(
      sink.rows == [
        "2026-06-01T09h claude-opus-4-7 t=1/2/4/3/0 n=40 list=$2.50",
        "2026-06-03T20h - provisional t=5/5/0/0/0 n=1 list=$0.10",
      ])
    #expect(sink.days == ["2026-06-01", "2026-06-02", "2026-06-03"])
  }

  @Test func `stats cache before version 5 counts input and output`() throws {
    let sink = try Exports.read("stats-cache-v2.json", as: "Claude Code stats cache")
    // 30450 x 1859621 / 3978124 is 14234.2 of input; cache tokens in the ratio of the lifetime to input and output.
    #expect(
      sink.rows == [
        "2026-01-01 claude-sonnet-4-5-20250929 t=14234/16216/24092613/1203725/0",
        "2026-01-05 claude-sonnet-4-5-20250929 t=88822/101188/150339490/7511320/0",
        "2026-01-06 claude-sonnet-4-5-20250929 t=211493/240936/357970344/17885054/0",
      ])
    #expect(sink.covered.count == 150 && sink.days.first == "2026-01-01" && sink.days.last == "2026-05-30")
    #expect(sink.notes == [] && sink.warnings.count == 2)
  }

  @Test func `stats cache of version 5 counts all kinds`() throws {
    let sink = try Exports.read("stats-cache-v5.json", as: "Claude Code stats cache")
    #expect(sink.raw.count == 3)
    for (row, total) in zip(sink.raw, [3_380_121, 53_669_589, 36_019_574] as [Int64]) {
      let tokens = try #require(row.tokens)
      #expect(tokens.input + tokens.output + tokens.cacheRead + tokens.cacheWrite5m == total)
    }
    #expect(sink.rows[0] == "2026-05-13 claude-opus-4-7 t=19/13257/3084603/282242/0")
    #expect(sink.days.first == "2026-05-13" && sink.days.last == "2026-08-12" && sink.covered.count == 92)
    #expect(sink.warnings.count == 2)
  }

  @Test func `LiteLLM spend logs`() throws {
    let list = try Exports.read("litellm-logs.json", as: "LiteLLM spend logs")
    #expect(
      list.rows == [
        "2026-08-01T10h claude-sonnet-4-5-20250929 api key in=t1 key=<sha256 of key> t=3000/450/0/0/0 n=1 failed=0 "
          + "billed=$0.01635"
      ])
    let lines = try Exports.read("litellm-lines.jsonl", as: "LiteLLM spend logs")
    #expect(
      lines.rows == [
        "2026-08-01T10h claude-sonnet-4-5-20250929 api key in=t1 key=k1 t=1500/450/1000/300/200 n=1 failed=0 "
          + "billed=$0.000012",
        "2026-08-02T22h claude-sonnet-4-5-20250929 api key key=k1 t=0/0/0/0/0 n=1 failed=1 billed=$0.00",
        "2026-08-03T05h sonnet api key t=10/5/40/0/0 n=1 failed=0 billed=$0.50",
        "2026-08-03T05h sonnet api key t=8/4/0/0/0 n=1 failed=0 billed=$0.25",
      ])
    #expect(lines.days == ["2026-08-01", "2026-08-02", "2026-08-03"])
    #expect(lines.notes == ["2026-08-03 provisional"])
    #expect(lines.warnings.count == 3)
  }

  @Test func `LiteLLM daily activity`() throws {
    let totals = try Exports.read("litellm-activity.json", as: "LiteLLM daily activity")
    #expect(totals.rows == ["2025-03-27 - api key t=111/1711/0/0/0 n=11 failed=0 billed=$0.0177072"])
    #expect(totals.days == ["2025-03-27"])
    let models = try Exports.read("litellm-activity-models.json", as: "LiteLLM daily activity")
    #expect(
      models.rows == [
        "2026-08-01 claude-opus-5 api key t=30/20/20/10/0 n=3 failed=0 billed=$0.20",
        "2026-08-01 claude-haiku-4-5 api key t=40/10/0/0/0 n=2 failed=0 billed=$0.10",
        "2026-08-01 - api key t=0/0/0/0/0 n=2 failed=2 billed=$0.00",
      ])
    // Half of the pages: no day is known to be whole.
    #expect(models.days == [] && models.warnings == ["12:62 this file holds 1 of 2 pages"])
  }

  @Test func `OpenAI usage`() throws {
    let day = try Exports.read("openai-usage.json", as: "OpenAI usage")
    #expect(day.rows == ["2025-08-12 gpt-5-2025-08-07 api key t=14350791/96969/0/0/0 n=270"])
    #expect(day.days == ["2025-08-12"] && day.warnings == [])
    let minutes = try Exports.read("openai-usage-minutes.json", as: "OpenAI usage")
    #expect(
      minutes.rows == [
        "2025-08-12T00h gpt-5 api key in=proj_1 key=user_1 batch t=25/7/60/15/0 n=3",
        "2025-08-12T01h text-embedding-3 api key t=10/0/0/0/0 n=1",
      ])
    #expect(minutes.days == [] && minutes.notes == ["2025-08-12 provisional"] && minutes.warnings == [])
  }

  @Test func `OpenAI costs`() throws {
    let sink = try Exports.read("openai-costs.json", as: "OpenAI costs")
    #expect(
      sink.rows == [
        "2025-08-12 gpt-5-2025-08-07 api key in=proj_1 key=key_1 billed=$0.00383598",
        "2025-08-12 - api key billed=$0.000000001",
      ])
    #expect(sink.days == ["2025-08-12", "2025-08-13"])
  }

  @Test func `OpenRouter activity`() throws {
    let sink = try Exports.read("openrouter-activity.json", as: "OpenRouter activity")
    #expect(
      sink.rows == [
        "2026-06-28 anthropic/claude-opus-4.6 api key t=50/125/0/0/0 n=5 billed=$0.015",
        "2026-06-30 openai/gpt-5 api key t=10/2/0/0/0 n=1 billed=$1.50",
      ])
    #expect(sink.days == ["2026-06-28", "2026-06-29", "2026-06-30"] && sink.notes == [])
    #expect(sink.warnings.count == 1)
  }

  @Test func `no file is recognised as two formats`() throws {
    let names = try FileManager.default.contentsOfDirectory(atPath: Exports.folder.path)
    for name in names where name.contains(".json") {
      let shape = ExportShape(head: Array(try Exports.text(name).utf8))
      let formats = JSONExports.all.filter { $0.recognises(shape) }
      #expect(formats.count == 1, "\(name): \(formats.map(\.name))")
    }
    for text in ["", "a,b\n1,2", "{}", "[]", "[1,2]", "{\"data\":[]}", "\"text\"", "{\"name\":\"lotwise\"}"] {
      #expect(JSONExports.recognise(head: Array(text.utf8)) == nil, "\(text)")
    }
  }

  @Test func `a beginning that is cut off is recognised too`() throws {
    for (name, format) in [
      ("stats-cache-v5.json", "Claude Code stats cache"), ("ccusage-all.json", "ccusage report"),
    ] {
      let bytes = Array(try Exports.text(name).utf8)
      #expect(JSONExports.recognise(head: Array(bytes.prefix(500)))?.name == format)
    }
  }
}
