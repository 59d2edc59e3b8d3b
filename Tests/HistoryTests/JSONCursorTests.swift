/// The pull reader goes over exactly the texts that are JSON, and decimals are read exactly.

import Formats
import Testing

import History

@Suite struct JSONCursorTests {
  private func skips(_ text: String) -> Bool {
    var cursor = JSONCursor(Array(text.utf8))
    do {
      try cursor.skip()
      return try cursor.kind() == .end
    } catch {
      return false
    }
  }

  @Test func `it passes over what is JSON and over nothing else`() {
    for text in [
      "{}", "[]", " [ ] ", "{\"a\":[1,{\"b\":null}],\"c\":\"x\\\"y\"}", "-0.5e-7", "\"\"", "true",
      "[[],[[]],{}]",
      "\"0123456789abcdef\\\\\"", "{\"a\" : 1 , \"b\" : [ 1 , 2 ] }",
    ] { #expect(skips(text), "\(text)") }
    for text in [
      "", "{", "[", "[1,]", "{\"a\":1,}", "{\"a\"}", "{a:1}", "[1 2]", "[1}", "{\"a\":1]", "\"abc", "01",
      "1.", "+1", "nul",
      "\"a\nb\"", "[1,2", "{\"a\":", "{,}", "\"abcdefghijk\\", "]", "\"1234567\u{1}\"",
    ] { #expect(!skips(text), "\(text)") }
  }

  @Test func `a blank may stand in a text and a control character may not`() {
    for length in 0..<20 {
      let before = String(repeating: "x", count: length)
      #expect(skips("\"\(before) behind it\""))
      for control in ["\u{0}", "\t", "\n", "\u{1F}"] { #expect(!skips("\"\(before)\(control)behind it\"")) }
    }
  }

  @Test func `64 levels are passed over and 65 are not`() {
    for (levels, isFine) in [(64, true), (65, false), (1_000_000, false)] {
      let lists = String(repeating: "[", count: levels) + String(repeating: "]", count: levels)
      #expect(skips(lists) == isFine)
      let objects = String(repeating: "{\"a\":", count: levels) + "1" + String(repeating: "}", count: levels)
      #expect(skips(objects) == isFine)
    }
  }

  @Test func `a text ends at its own quote wherever it lies`() throws {
    for length in 0..<40 {
      for escape in ["", "\\\"", "\\\\"] {
        let text = "\"" + String(repeating: "x", count: length) + escape + "\",\"behind\""
        var cursor = JSONCursor(Array(text.utf8))
        let found = try cursor.text()
        #expect(found.range == 1..<1 + length + escape.utf8.count)
        #expect(found.isEscaped == !escape.isEmpty)
      }
    }
  }

  @Test func `a mistake knows its byte`() throws {
    var cursor = JSONCursor(Array("{\"a\": [1, 2 3]}".utf8))
    let failure = #expect(throws: JSONLexer.Failure.self) { try cursor.skip() }
    #expect(failure?.range.lowerBound == 12)
  }

  @Test func `decimals are exact and rounded once, half to even`() {
    func nanos(_ text: String, _ places: Int = 9) -> Int64? {
      ExactDecimal.scaled(Array(text.utf8)[...], places: places)
    }
    #expect(nanos("0.0177072") == 17_707_200)
    #expect(nanos("1.2e-05") == 12_000)
    #expect(nanos("1E+2") == 100_000_000_000)
    #expect(nanos("0.003835980000000000000000000000") == 3_835_980)
    #expect(nanos("123.78912", 7) == 1_237_891_200)
    #expect(nanos("-3.5") == -3_500_000_000)
    #expect(nanos("0.0000000005") == 0)
    #expect(nanos("0.0000000015") == 2)
    #expect(nanos("0.00000000050000000000000000000000000000000000000000001") == 1)
    #expect(nanos("0.0000000004999999999999999999999999999999999999999999") == 0)
    #expect(nanos("4611686018.427387903") == (1 << 62) - 1)
    #expect(nanos("4611686018.427387904") == nil)
    #expect(nanos("1e400") == nil)
    #expect(nanos("1e-400") == 0)
    #expect(nanos("0e99999999999999999999") == 0)
    #expect(nanos("1e99999999999999999999") == nil)
    #expect(nanos("0.000000000000000000000000000000000000000000000000000001e54") == 1_000_000_000)
    #expect(nanos("99999999999999999999999999999999999999999999999999e-45") == 100_000_000_000_000)
    for text in ["", "-", ".", "e5", "1e", "1e+", "1x", "1.2.3", "NaN", "0x10"] {
      #expect(nanos(text) == nil, "\(text)")
    }
  }

  @Test func `a hash tells texts apart`() {
    var seen: Set<TextHash> = []
    for number in 0..<20_000 { seen.insert(TextHash("msg_\(number)".utf8)) }
    #expect(seen.count == 20_000)
    #expect(TextHash("ab".utf8) != TextHash("ba".utf8) && TextHash("".utf8) != TextHash([0]))
  }
}
