/// Event files: CSV, JSON lines and a list in the case read the same; mistakes have their line, column, remedy.

import Foundation
import Ledger
import Pricing
import Quantities
import Scenario
import ScenarioFile
import Testing

/// Everything in a file, in batches of `limit`, with the lines of the requests.
func readEvents(
  _ path: String, plan: LedgerPlan = LedgerPlan(start: .at("2026-01-01")), limit: Int = 3
) throws(Diagnostics) -> (requests: [CaseRequest], lines: [Int]) {
  var file = try EventFile(path: path, plan: plan, card: .builtIn)
  var batch: [CaseRequest] = []
  var requests: [CaseRequest] = []
  var lines: [Int] = []
  while try file.next(&batch, limit: limit) {
    requests += batch
    lines += batch.indices.map { file.place(ofRequest: $0) }
  }
  return (requests, lines)
}

private func said(_ path: String) -> String {
  do {
    let read = try readEvents(path)
    return "\(read.requests.count) requests"
  } catch {
    return error.rendered(color: false).replacing(path, with: "usage")
  }
}

@Suite struct `Event files` {
  static let lots =
    "start: 2026-10-20\nlots: {a: {credit: $1, channels: plan}, b: {credit: $1, models: claude-opus-5-5}}\n"

  @Test func `in CSV, in JSON lines and in a list are the same`() throws {
    let listed = try read(
      Self.lots + """
        requests:
          - {at: 2026-10-20T12:00Z, amount: $3.20, status: failed}
          - {at: 2026-10-20T12:00:30Z, amount: "1,250.5", model: claude-opus-5-5}
          - {at: 2026-10-21, model: claude-opus-5-5, input: 14k, output: 600, cache read: 1.5M, cache write 5m: 1,
             cache write 1h: 2, fast: yes, us only: yes, web searches: 3, code execution: 300 s, channel: plan,
             status: disconnected}
          - {at: 2026-10-21T02:00+02:00, model: claude-haiku-5-5, output: 1, batch: yes, channel: api key}
        """)
    let scratch = try Scratch()
    let csv = try scratch.write(
      "usage.csv",
      """
      \u{FEFF}at,amount,model,input,output,cache_read,cache write 5m,cache_write_1h,batch,fast,us only,web_searches,\
      code execution,channel,status\r
      2026-10-20T12:00Z,$3.20,,,,,,,,,,,,,failed\r
      2026-10-20 12:00:30,"1,250.5",claude-opus-5-5,,,,,,,,,,,,\r
      \r
      1792540800,,claude-opus-5-5,14k,600,1.5M,1,2,no,yes,true,3,300 s,plan,disconnected\r
      2026-10-21T02:00+02:00,,"claude-haiku-5-5",,1,,,,yes,,,,,api key,
      """)
    let json = try scratch.write(
      "usage.jsonl",
      """
      {"at":"2026-10-20T12:00Z","amount":3.20,"status":"failed"}
      {"at":"2026-10-20 12:00:30","model":"claude-opus-5-5","amount":"$1,250.5"}

        { "model" : "claude-opus-5-5", "at":1792540800, "input":14000, "output":600, "cache_read":"1.5M", \
      "cache write 5m":1, "cache_write_1h":2, "batch":false, "fast":true, "us_only":true, "web_searches":3,\
      "code_execution":"300 s", "channel":"plan", "status":"disconnected" }\u{20}
      {"at":"2026-10-21T02:00+02:00","model":"claude\\u002dhaiku-5\\u002D5","output":1,"batch":true,"input":null}
      """)
    let fromCSV = try readEvents(csv, plan: listed.plan)
    let fromJSON = try readEvents(json, plan: listed.plan)
    #expect(fromCSV.requests == listed.requests)
    #expect(fromJSON.requests == listed.requests)
    #expect(fromCSV.lines == [2, 3, 5, 6])
    #expect(fromJSON.lines == [1, 2, 4, 5])
    #expect(listed.requests.map(\.mask.bits) == [0, 2, 3, 0])
  }

  @Test func `are named by a case, and give it its start`() throws {
    let scratch = try Scratch()
    _ = try scratch.write("usage.csv", "at,amount\n2026-02-03,1\n")
    let path = try scratch.write(
      "case.yaml", "lotwise: 1\nlots: {a: {credit: $5}}\nrequests file: usage.csv\n")
    let read = try CaseFile.read(path: path).case
    #expect(read.requestsFile == scratch.folder.appending(path: "usage.csv").path)
    #expect(read.plan.start == .at("2026-02-03"))
  }

  @Test func `may hold quoted line ends, and lines are counted with them`() throws {
    let scratch = try Scratch()
    let path = try scratch.write(
      "usage.csv",
      "at,model,input\n2026-01-01,\"claude-opus-4-5\",\"1\"\n2026-01-02,claude-opus-4-5,\"x\n\ny\"\n")
    #expect(
      said(path) == """
        usage:3:29: error: 'x\u{FFFD}\u{FFFD}y' is not a number of tokens; write a number of tokens like 14k
          2026-01-02,claude-opus-4-5,"x
                                      ^

        """)
  }

  struct Bad: CustomTestStringConvertible, Sendable {
    var title: String
    var name = "usage.csv"
    var text: String
    var says: String
    var testDescription: String { title }
  }

  static let bad: [Bad] = [
    Bad(
      title: "nothing", text: "",
      says: "usage: error: this file is empty; begin it with a header like at,model,input,output\n"),
    Bad(title: "a header alone", text: "at,amount\n", says: "0 requests"),
    Bad(
      title: "an unknown column", text: "at,amont,amount\n",
      says: """
        usage:1:4: error: 'amont' is not a column of requests; did you mean 'amount'?
          at,amont,amount
             ^~~~~

        """),
    Bad(
      title: "a column twice", text: "at,amount,input,amount\n",
      says: """
        usage:1:17: error: the column 'amount' comes twice; keep one of them
          at,amount,input,amount
                          ^~~~~~

        """),
    Bad(
      title: "no column of cost", text: "at,input\n",
      says: """
        usage:1:1: error: the header lacks 'amount' or 'model'; write a header like at,model,input,output
          at,input
          ^~~~~~~~

        """),
    Bad(
      title: "every bad cell of a row", text: "at,model,input,output\n2026-13-01,claude-opus-45,$5,x\n",
      says: """
        usage:2:1: error: there is no date 2026-13-01; write a date like 2026-12-01
          2026-13-01,claude-opus-45,$5,x
          ^~~~~~~~~~
        usage:2:12: error: the rate card 'anthropic' has no model 'claude-opus-45'; did you mean claude-opus-4-5?
          2026-13-01,claude-opus-45,$5,x
                     ^~~~~~~~~~~~~~
        usage:2:27: error: '$5' is an amount of money, and a number of tokens is due here; write a number of tokens like 14k
          2026-13-01,claude-opus-45,$5,x
                                    ^~
        usage:2:30: error: 'x' is not a number of tokens; write a number of tokens like 14k
          2026-13-01,claude-opus-45,$5,x
                                       ^

        """),
    Bad(
      title: "a cell too many", text: "at,amount\n2026-01-01,1,250\n",
      says: """
        usage:2:1: error: this row has 3 cells, and the header 2; check its commas; a cell that holds a comma stands in quotes
          2026-01-01,1,250
          ^~~~~~~~~~~~~~~~

        """),
    Bad(
      title: "time running backwards", text: "at,amount\n2026-01-02,1\n2026-01-02,1\n2026-01-01,1\n",
      says: """
        usage:4:1: error: this (2026-01-01) is before the row above (2026-01-02); sort the file by time
          2026-01-01,1
          ^~~~~~~~~~

        """),
    Bad(
      title: "a row before the start", text: "at,amount\n2025-12-31T23:59:59Z,1\n",
      says: """
        usage:2:1: error: this (2025-12-31T23:59:59Z) is before the start of the case (2026-01-01); write an earlier 'start' into the case
          2025-12-31T23:59:59Z,1
          ^~~~~~~~~~~~~~~~~~~~

        """),
    Bad(
      title: "milliseconds", text: "at,amount\n1767225600000,1\n",
      says: """
        usage:2:1: error: '1767225600000' is past the year 9999 as seconds since 1970; write seconds, not milliseconds, or an instant like 2026-12-01T06:00Z
          1767225600000,1
          ^~~~~~~~~~~~~

        """),
    Bad(
      title: "a quote that is never closed", text: "at,amount\n2026-01-01,1\n2026-01-01,\"1\n2026-01-01,1\n",
      says: """
        usage:3:12: error: the quote that opens here is never closed; close it, or write a quote inside quotes twice
          2026-01-01,"1
                     ^

        """),
    Bad(
      title: "text behind a quote", text: "at,amount\n2026-01-01,\"1\" \n",
      says: """
        usage:2:12: error: the quote that opens here is not closed before a comma or the end of the line; close it, and write a quote inside quotes twice
          2026-01-01,"1"\u{20}
                     ^

        """),
    Bad(
      title: "an amount and tokens", text: "at,amount,model,input\n2026-01-01,1,claude-opus-4-5,5\n",
      says: """
        usage:2:1: error: this row states an amount and tokens; state the amount, or the model and its tokens
          2026-01-01,1,claude-opus-4-5,5
          ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~

        """),
    Bad(
      title: "neither", text: "at,amount\n2026-01-01,\n",
      says: """
        usage:2:1: error: this row states neither an amount nor a model; fill in 'amount', or 'model' and tokens
          2026-01-01,
          ^~~~~~~~~~~

        """),
    Bad(
      title: "no instant", text: "at,amount\n,1\n",
      says: """
        usage:2:1: error: this row does not say when; fill in 'at', like 2026-12-01T06:00Z
          ,1
          ^~

        """),
    Bad(
      title: "a negative amount", text: "at,amount\n2026-01-01,-1\n",
      says: """
        usage:2:12: error: '-1' is negative; write an amount like $20
          2026-01-01,-1
                     ^~

        """),
    Bad(
      title: "a wrong status", text: "at,amount,status\n2026-01-01,1,fialed\n",
      says: """
        usage:2:14: error: 'fialed' is not known here; did you mean 'failed'?
          2026-01-01,1,fialed
                       ^~~~~~

        """),
    Bad(
      title: "characters before the mistake", text: "at,model,amount\n2026-01-01,日本,x\n",
      says: """
        usage:2:12: error: the rate card 'anthropic' has no model '日本'; see the models with `lotwise rates`
          2026-01-01,日本,x
                     ^~~~
        usage:2:15: error: 'x' is not an amount of money; write an amount like $1,250.50
          2026-01-01,日本,x
                          ^

        """),
    Bad(
      title: "a file of another kind", name: "usage.txt", text: "",
      says:
        "usage: error: this is neither CSV nor JSON lines by its name; name it .csv, .jsonl or .ndjson\n"),
  ]

  static let badJSON: [(String, Int, String)] = [
    ("[1]", 1, "a JSON object is expected here; write one object a line, like {\"at\": ...}"),
    (
      "{\"at\":\"2026-01-01\",\"amount\":1", 30,
      "a ',' or '}' is expected here; close the object on its own line"
    ),
    ("{\"at\":\"2026-01-01\",\"amount\":1} x", 32, "something follows the object; write one object a line"),
    ("{\"at\":\"2026-01-01\",\"amont\":1}", 21, "'amont' is not a key of a request; did you mean 'amount'?"),
    ("{\"at\":\"2026-01-01\",\"amount\":1,\"amount\":1}", 32, "'amount' is given twice; keep one of them"),
    (
      "{\"at\":\"2026-01-01\",\"amount\":{}}", 29,
      "a single value is expected here; write the value without brackets"
    ),
    ("{\"at\":\"2026-01-01\",\"amount\":01}", 29, "this is not a JSON number; write it like 14000 or 0.25"),
    ("{\"at\":\"2026-01-01\",\"amount\":.5}", 29, "this is not JSON; put text in double quotes"),
    (
      "{\"at\":\"2026-01-01\",\"amount\":1e-3}", 29,
      "'1e-3' is not an amount of money; write an amount of money like $1,250.50"
    ),
    ("{\"at\":\"2026-01-01\",\"amount\":yes}", 29, "this is not JSON; put text in double quotes"),
    ("{\"at\":\"2026-01-01\",\"amount\":truth}", 29, "'truth' is not JSON; put text in double quotes"),
    ("{\"at\":\"2026-01-01", 7, "the quote that opens here is never closed; close it on the same line"),
    ("{\"at\":\"2026-01-01\\", 7, "the quote that opens here is never closed; close it on the same line"),
    ("{\"at\":\"\\q\"}", 8, "this escape is not known; write \\\\ for a backslash"),
    ("{\"at\":\"\\ud800\"}", 8, "this escape is no character; write the character itself"),
    ("{\"at\":\"\\u12\"}", 8, "this escape is no character; write the character itself"),
    ("{\"at\"}", 6, "a ':' is expected here; write \"key\": value"),
    ("{\"at\":}", 7, "this is not JSON; put text in double quotes"),
    ("{at:1}", 2, "a key in double quotes is expected here; write {\"at\": ..., \"amount\": ...}"),
    (
      "{\"at\":1767225600,}", 18,
      "a key in double quotes is expected here; write {\"at\": ..., \"amount\": ...}"
    ),
    ("{}", 1, "this row does not say when; fill in 'at', like 2026-12-01T06:00Z"),
    (
      "{\"at\":1767225600,\"batch\":1,\"model\":\"claude-opus-4-5\"}", 26,
      "'1' is neither yes nor no; write yes or no"
    ),
  ]

  @Test(arguments: bad)
  func `with a mistake are refused at its place`(_ bad: Bad) throws {
    let scratch = try Scratch()
    #expect(said(try scratch.write(bad.name, bad.text)) == bad.says)
  }

  @Test(arguments: badJSON)
  func `of JSON that is none are refused at its place`(_ line: String, _ column: Int, _ says: String) throws {
    let scratch = try Scratch()
    let said = said(
      try scratch.write(
        "usage.ndjson", "{\"at\":0,\"amount\":1}\n".replacing("0,", with: "1767225600,") + line))
    #expect(said.hasPrefix("usage:2:\(column): error: \(says)\n"))
    if !said.hasPrefix("usage:2:\(column): error: \(says)\n") { print(said) }
  }

  @Test func `with bytes that are no text are refused, in order`() throws {
    let scratch = try Scratch()
    let header = Array("at,model,amount\n2026-01-01,".utf8)
    let said = said(try scratch.write("usage.csv", header + [0xFF, 0x1B, 0, 0x41] + Array(",1\n".utf8)))
    #expect(
      said.hasPrefix("usage:2:12: error: the rate card 'anthropic' has no model '\u{FFFD}\u{FFFD}\u{FFFD}A'"))
    #expect(!said.contains("\u{1B}"))
  }

  @Test(arguments: ["usage.csv", "usage.jsonl"], [false, true])
  func `of a gigabyte of garbage are refused at the first line`(_ name: String, _ hasLines: Bool) throws {
    let scratch = try Scratch()
    let path = scratch.folder.appending(path: name).path
    #expect(FileManager.default.createFile(atPath: path, contents: nil))
    let handle = try #require(FileHandle(forWritingAtPath: path))
    var block = [UInt8](repeating: 0x22, count: 1 << 20)
    if hasLines { for index in stride(from: 99, to: block.count, by: 100) { block[index] = 10 } }
    try handle.write(contentsOf: Data(block))
    // The rest is a hole: a gigabyte to read, nothing to write.
    try handle.truncate(atOffset: 1 << 30)
    try handle.close()
    let clock = ContinuousClock()
    var text = ""
    let time = clock.measure { text = said(path) }
    #expect(text.hasPrefix("usage:1:"))
    #expect(time < .seconds(2))
  }

  @Test func `with a line of more than 1 MiB are refused; one of 1 MiB is read`() throws {
    let scratch = try Scratch()
    func line(_ length: Int) -> String { "2026-01-01," + String(repeating: "0", count: length - 12) + "1" }
    let header = "at,input,model\n"
    let good = try scratch.write("a.csv", header + line((1 << 20) - 16) + ",claude-opus-4-5\n")
    #expect(said(good) == "1 requests")
    let bad = try scratch.write(
      "b.csv", header + "2026-01-01,1,claude-opus-4-5\n" + line((1 << 20) - 15) + ",claude-opus-4-5\n")
    #expect(
      said(bad) == """
        usage:3:1: error: this line is longer than 1 MiB; check that this is the right file, with one request a line

        """)
  }

  @Test func `longer than the buffer are read to the last request, whatever the batch`() throws {
    let scratch = try Scratch()
    var text = "at,model,input,output,cache_read\n"
    for number in 0..<60_000 {
      text += "\(1_767_225_600 + number),claude-opus-4-5,\(number),\(number % 7),\"\(number)\"\n"
    }
    let path = try scratch.write("usage.csv", text)
    let all = try readEvents(path, limit: 100_000)
    let some = try readEvents(path, limit: 997)
    #expect(all.requests == some.requests)
    #expect(all.lines == Array(2...60_001))
    #expect(some.lines == all.lines)
    guard case .usage(_, let usage) = all.requests[59_999].cost else {
      Issue.record("no usage")
      return
    }
    #expect(usage.input == 59_999 && usage.output == 59_999 % 7 && usage.cacheRead == 59_999)
  }

  @Test func `survive 4,000 mutations`() throws {
    let scratch = try Scratch()
    var random = `Hostile cases`.Generator(state: 7)
    let texts = [
      "usage.csv":
        "at,amount,model,input,batch,status\n2026-01-01T10:00Z,,claude-opus-4-5,\"1\"\"4\",no,served\n2026-01-02,$3.5,,,,\n",
      "usage.jsonl":
        "{\"at\":\"2026-01-01\",\"model\":\"claude-opus-4-5\",\"input\":14,\"batch\":true}\n{\"at\":1767312000,\"amount\":\"\\u0031\"}\n",
    ]
    let useful = Array("{}[]:,\"\\u \n\r\t$0.-e".utf8) + [0xFF, 0xC3]
    for (name, text) in texts.sorted(by: { $0.key < $1.key }) {
      for _ in 0..<2_000 {
        var bytes = Array(text.utf8)
        for _ in 0..<Int.random(in: 1...3, using: &random) {
          let index = Int.random(in: 0..<bytes.count, using: &random)
          switch Int.random(in: 0..<4, using: &random) {
          case 0: bytes[index] = UInt8.random(in: 0...255, using: &random)
          case 1: bytes[index] = useful[Int.random(in: 0..<useful.count, using: &random)]
          case 2: bytes.insert(useful[Int.random(in: 0..<useful.count, using: &random)], at: index)
          default: bytes.remove(at: index)
          }
        }
        #expect(!said(try scratch.write(name, bytes)).isEmpty)
      }
    }
  }
}
