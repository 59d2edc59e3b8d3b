/// Transcripts: each request once, whichever of its repetitions comes first, in whichever file.

import Foundation
import Testing

import History

@Suite struct JSONTranscriptTests {
  private static func line(
    _ id: String?, _ request: String?, output: Int, sidechain: Bool = false, hour: Int = 10,
    extra: String = "",
    usage: String = ""
  ) -> String {
    let parts = [
      id.map { "\"id\":\"\($0)\"," } ?? "", "\"model\":\"m\",",
      "\"usage\":{\"input_tokens\":1,\"output_tokens\":\(output)\(usage)}",
    ]
    return "{\(request.map { "\"requestId\":\"\($0)\"," } ?? "")\"isSidechain\":\(sidechain),\"message\":{"
      + parts.joined() + "},\(extra)\"timestamp\":\"2026-05-16T\(hour):00:00Z\"}"
  }

  private func read(_ files: [[String]]) throws -> Collector {
    var reader = TranscriptReader()
    var sink = Collector()
    for file in files {
      try Exports.withFile(Array((file.joined(separator: "\n") + "\n").utf8)) {
        try reader.read(path: $0, into: &sink)
      }
    }
    try reader.finish(into: &sink)
    return sink
  }

  /// The outputs of the requests that count.
  private func outputs(_ files: [[String]]) throws -> [Int64] {
    try read(files).raw.map { $0.tokens?.output ?? -1 }
  }

  @Test func `request by request`() throws {
    let sink = try Exports.read("transcript.jsonl", as: "Claude Code transcript")
    #expect(
      sink.rows == [
        "2026-05-16T11h claude-opus-4-7 t=3/50/200/40/60 web=2 n=1 failed=0",
        "2026-05-16T12h claude-haiku-4-5-20251001 fast us t=10/20/40/30/0 n=1 failed=0",
        "2026-05-18T00h - n=1 failed=1",
        "2026-05-18T03h claude-sonnet-4-20250514 t=1/1/0/0/0 n=1 failed=0 list=$0.012345679",
      ])
    #expect(sink.days == ["2026-05-16", "2026-05-17", "2026-05-18"])
    #expect(sink.notes == ["2026-05-18 provisional"] && sink.warnings == [])
    #expect(sink.places.map(\.line) == [4, 5, 6, 9])
  }

  @Test func `a request counts once, and the most complete one`() throws {
    let a5 = Self.line("a", "r", output: 5)
    let a9 = Self.line("a", "r", output: 9)
    #expect(try outputs([[a5, a9, a5]]) == [9])
    #expect(try outputs([[a9], [a5]]) == [9])
    // Another request of the same message, neither a subagent's, is another one.
    #expect(try outputs([[a5, Self.line("a", "s", output: 5)]]) == [5, 5])
    #expect(try outputs([[a5, Self.line("a", nil, output: 5), Self.line("a", nil, output: 6)]]) == [5, 6])
    // Without an id nothing is known to be the same.
    #expect(try outputs([[Self.line(nil, "r", output: 5), Self.line(nil, "r", output: 5)]]) == [5, 5])
  }

  @Test func `a subagent's log replays its parent under another request`() throws {
    let parent = Self.line("a", "r", output: 5)
    let replay = Self.line("a", "other", output: 90, sidechain: true)
    #expect(try outputs([[parent, replay]]) == [5])
    #expect(try outputs([[replay], [parent]]) == [5])
    // The parent's next line is found under its own request although it took a replay's place.
    #expect(try outputs([[replay], [parent, Self.line("a", "r", output: 6)]]) == [6])
    #expect(try outputs([[replay, Self.line("a", "third", output: 91, sidechain: true)]]) == [91])
  }

  @Test func `the dearer of two equals, then the one that says its speed`() throws {
    let plain = Self.line("a", "r", output: 5, hour: 10)
    let dear = Self.line("a", "r", output: 5, hour: 11, extra: "\"costUSD\":0.5,")
    #expect(try read([[plain, dear]]).rows == ["2026-05-16T11h m t=1/5/0/0/0 n=1 failed=0 list=$0.50"])
    let fast = Self.line("a", "r", output: 5, hour: 12, usage: ",\"speed\":\"fast\"")
    #expect(try read([[plain, fast, plain]]).rows == ["2026-05-16T12h m fast t=1/5/0/0/0 n=1 failed=0"])
    #expect(
      try read([[plain, Self.line("a", "r", output: 5, hour: 13)]]).rows[0].hasPrefix("2026-05-16T10h"))
  }

  @Test func `the split of cache writes wins, even over a larger sum`() throws {
    let none = Self.line(
      "a", "r", output: 1, usage: ",\"cache_creation_input_tokens\":7,\"cache_creation\":{}")
    let sum = Self.line(
      "b", "r", output: 1, usage: ",\"cache_creation_input_tokens\":7,\"cache_creation\":null")
    #expect(
      try read([[none, sum]]).rows == [
        "2026-05-16T10h m t=1/1/0/0/0 n=1 failed=0", "2026-05-16T10h m t=1/1/0/7/0 n=1 failed=0",
      ])
  }

  @Test func `a broken line is told of, a last one that is being written too`() throws {
    let good = Self.line("a", "r", output: 5)
    let cut = String(good.dropLast(30))
    let middle = try read([[good, cut, cut, Self.line("b", "r", output: 6)]])
    #expect(middle.rows.count == 2 && middle.warnings.count == 1)
    #expect(middle.warnings[0].hasPrefix("2:"), "\(middle.warnings)")
    #expect(middle.warnings[0].contains("2 lines cannot be read"))
    let last = try Exports.read(text: good + "\n" + cut)
    #expect(last.rows.count == 1 && last.warnings.count == 1)
    #expect(last.warnings[0].contains("the last line is cut off"))
    #expect(Exports.mistake(cut + "\n" + cut)?.contains("no line of these transcripts") == true)
    // A file that says nothing of usage is none of its own; beside another one it is fine.
    let empty = "{\"type\":\"summary\",\"summary\":\"s\",\"leafUuid\":\"u\"}"
    #expect(Exports.mistake(empty)?.contains("no line of these transcripts") == true)
    #expect(try outputs([[empty], [good]]) == [5])
  }

  @Test func `days more than 30 days back may be gone in part`() throws {
    let first = Self.line("a", "r", output: 1)
    let at30 = Self.line("b", "r", output: 1).replacing("05-16", with: "06-15")
    let at31 = Self.line("b", "r", output: 1).replacing("05-16", with: "06-16")
    #expect(try read([[first, at30]]).warnings == [])
    #expect(try read([[first, at31]]).warnings.count == 1)
  }

  @Test func `thousands of models and of requests of one message take no longer than others`() throws {
    let lines = (0..<60_000).map { number in
      Self.line("a", "r\(number)", output: number).replacing(
        "\"model\":\"m\"", with: "\"model\":\"m\(number)\"")
    }
    let began = clock()
    #expect(try read([lines]).rows.count == 60_000)
    #expect(Double(clock() - began) / Double(CLOCKS_PER_SEC) < 10)
  }

  @Test func `a prompt past the band of its model is long, one at it is not`() throws {
    for (band, isLong) in [(1, false), (0, true)] as [(Int64, Bool)] {
      var reader = TranscriptReader(longPromptsOver: { model, _ in model == "m" ? band : nil })
      var sink = Collector()
      try Exports.withFile(Array(Self.line("a", "r", output: 9).utf8)) {
        try reader.read(path: $0, into: &sink)
      }
      try reader.finish(into: &sink)
      #expect(sink.raw.map(\.subject.isLongPrompt) == [isLong])
    }
  }

  @Test func `usage is found wherever it stands in a line`() {
    for size in 0..<80 {
      for place in 0...size {
        let text =
          String(repeating: "\"", count: place) + "\"usage\"" + String(repeating: "u", count: size - place)
        let bytes = Array(text.utf8)
        #expect(TranscriptReader.mentionsUsage(bytes, 0..<bytes.count))
        #expect(!TranscriptReader.mentionsUsage(bytes, 0..<place + 6))
      }
    }
  }
}
