/// LiteLLM's tables as CSV: the log of requests, and the daily tables (of users, teams, tags and others). Counts of prompts
/// include what was read from a cache and written to one; in the log, those two stand in the cell `metadata` alone.

import Quantities

struct LiteLLMLogTable: CSVExport {
  static func recognises(_ header: CSVHeader) -> Bool {
    header.has("request_id", "starttime", "spend") && header.hasAny("prompt_tokens", "total_tokens")
  }

  static let ignored: Set<String> = [
    "call_type", "total_tokens", "endtime", "request_duration_ms", "completionstarttime", "model_id",
    "model_group", "custom_llm_provider", "api_base", "user", "cache_hit", "cache_key", "request_tags",
    "organization_id", "end_user", "requester_ip_address", "messages", "response", "session_id",
    "mcp_namespaced_tool_name", "billing_agent_id", "agent_id", "proxy_server_request", "litellm_call_id",
    "created_at", "updated_at", "api_key",
  ]

  private let id: CSVColumn
  private let date: CSVColumn
  private let model: CSVColumn
  private let spend: CSVColumn
  private let prompt: CSVColumn
  private let completion: CSVColumn
  private let metadata: CSVColumn
  private let status: CSVColumn
  private let team: CSVColumn
  private let key: CSVColumn

  init(_ header: inout CSVHeader) throws(ExportMistake) {
    id = try header.need("request_id")
    date = try header.need("starttime")
    model = try header.need("model")
    spend = try header.need("spend")
    prompt = try header.need("prompt_tokens")
    completion = try header.need("completion_tokens")
    metadata = header.find("metadata")
    status = header.find("status")
    team = header.find("team_id")
    key = header.find("api_key")
  }

  mutating func read(_ sheet: inout CSVSheet, into sink: inout some UsageSink) throws(ExportMistake) {
    guard try sheet.isNew(id, into: &sink) else { return }
    let moment = try sheet.moment(date)
    sheet.sawTimeOfDay = true
    var row = UsageRow(.hour(moment.hour))
    row.subject.model = sheet.text(model)
    row.subject.workspace = sheet.text(team)
    row.subject.key = sheet.text(key)
    row.tokens = LiteLLMTokens.parts(
      prompt: try sheet.tokens(prompt), output: try sheet.tokens(completion),
      read: sheet.number("cache_read_input_tokens", in: metadata),
      written: sheet.number("cache_creation_input_tokens", in: metadata))
    row.requests = 1
    row.failed = sheet.word(status).hasPrefix("fail") ? 1 : 0
    row.billed = try sheet.dollars(spend)
    try sink.add(row, at: sheet.linePlace)
  }
}

struct LiteLLMDailyTable: CSVExport {
  static func recognises(_ header: CSVHeader) -> Bool {
    header.has("date", "spend", "prompt_tokens", "completion_tokens")
      && header.hasAny("api_requests", "api_key")
  }

  static let ignored: Set<String> = [
    "id", "user_id", "team_id", "tag", "organization_id", "end_user_id", "agent_id", "model_group",
    "custom_llm_provider", "mcp_namespaced_tool_name", "endpoint", "successful_requests",
    "compression_saved_tokens", "total_response_time_ms", "timed_requests", "created_at", "updated_at",
    "request_id",
  ]

  private let date: CSVColumn
  private let model: CSVColumn
  private let spend: CSVColumn
  private let prompt: CSVColumn
  private let completion: CSVColumn
  private let cacheRead: CSVColumn
  private let cacheWritten: CSVColumn
  private let requests: CSVColumn
  private let failed: CSVColumn
  private let key: CSVColumn
  private let group: CSVColumn

  init(_ header: inout CSVHeader) throws(ExportMistake) {
    date = try header.need("date")
    model = header.find("model")
    spend = try header.need("spend")
    prompt = try header.need("prompt_tokens")
    completion = try header.need("completion_tokens")
    cacheRead = header.find("cache_read_input_tokens")
    cacheWritten = header.find("cache_creation_input_tokens")
    requests = header.find("api_requests")
    failed = header.find("failed_requests")
    key = header.find("api_key")
    group = header.find("team_id", "organization_id", "user_id", "tag", "agent_id", "end_user_id")
  }

  mutating func read(_ sheet: inout CSVSheet, into sink: inout some UsageSink) throws(ExportMistake) {
    let moment = try sheet.moment(date)
    var row = UsageRow(.day(moment.day))
    row.subject.model = sheet.text(model)
    row.subject.key = sheet.text(key)
    row.subject.workspace = sheet.text(group)
    row.tokens = LiteLLMTokens.parts(
      prompt: try sheet.tokens(prompt), output: try sheet.tokens(completion),
      read: try sheet.tokens(cacheRead),
      written: try sheet.tokens(cacheWritten))
    row.requests = try sheet.count(requests)
    row.failed = try sheet.count(failed)
    row.billed = try sheet.dollars(spend)
    try sink.add(row, at: sheet.linePlace)
  }
}

enum LiteLLMTokens {
  /// A count of prompt tokens includes cached ones; in a table where it is smaller than they are, it does not.
  static func parts(prompt: Int64, output: Int64, read: Int64, written: Int64) -> UsageRow.Tokens {
    var tokens = UsageRow.Tokens()
    tokens.output = output
    tokens.cacheRead = read
    tokens.cacheWrite5m = written
    tokens.input = prompt >= read + written ? prompt - read - written : prompt
    return tokens
  }
}

extension CSVSheet {
  /// The first number behind a name in a cell of JSON; 0 if there is none.
  func number(_ name: StaticString, in column: CSVColumn) -> Int64 {
    guard let cell = cell(column) else { return 0 }
    return name.withUTF8Buffer { name in
      var start = cell.start
      while start + name.count <= cell.end {
        if bytes[start] == name[0], (0..<name.count).allSatisfy({ bytes[start + $0] == name[$0] }) { break }
        start += 1
      }
      var index = start + name.count
      // The quotes that end the name (doubled in a quoted cell), the colon, blanks.
      while index < cell.end,
        [UInt8(ascii: "\""), UInt8(ascii: ":"), 32, UInt8(ascii: "\\")].contains(bytes[index])
      {
        index += 1
      }
      var value: Int64 = 0
      var digits = 0
      while index < cell.end, bytes[index] &- 48 < 10, digits < 15 {
        value = value * 10 + Int64(bytes[index] &- 48)
        (index, digits) = (index + 1, digits + 1)
      }
      return value
    }
  }
}
