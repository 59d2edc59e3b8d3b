/// Event files: CSV, JSON lines and a list in the case read the same; mistakes have their line, column,
/// remedy.

import Documents
import Foundation
import Ledger
import Providers
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
          - {at: 2026-10-21, model: claude-opus-5-5, input: 14k, output: 600, cache read: 1.5M,
             cache write 5m: 1, cache write 1h: 2, fast: yes, us only: yes, web searches: 3,
             code execution: 300 s, channel: plan, status: disconnected}
          - {at: 2026-10-21T02:00+02:00, model: claude-haiku-5-5, output: 1, batch: yes, channel: api key}
        """)
    let scratch = try Scratch()
    let csv = try scratch.write(
      "usage.csv",
      """
      \u{FEFF}at,amount,model,input,output,cache_read,cache write 5m,cache_write_1h,batch,fast,us only,\
      web_searches,code execution,channel,status\r
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
      {"at":"2026-10-21T02:00+02:00","model":"claude\\u002dhaiku-5\\u002D5","output":1,"batch":true,\
      "input":null}
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
    var text = ""
    let seconds = Bounds.seconds { text = said(path) }
    #expect(text.hasPrefix("usage:1:"))
    #expect(seconds < 2)
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
        usage:3:1: error: this line is longer than 1 MiB; check that this is the right file, with one \
        request a line

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
    var random = Generator(state: 7)
    let texts = [
      "usage.csv":
        "at,amount,model,input,batch,status\n2026-01-01T10:00Z,,claude-opus-4-5,\"1\"\"4\",no,served\n"
        + "2026-01-02,$3.5,,,,\n",
      "usage.jsonl":
        "{\"at\":\"2026-01-01\",\"model\":\"claude-opus-4-5\",\"input\":14,\"batch\":true}\n"
        + "{\"at\":1767312000,\"amount\":\"\\u0031\"}\n",
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
