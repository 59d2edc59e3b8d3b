/// JSON read strictly: what a result file may be made of, and what is refused where.

import Formats
import Testing

@Suite struct `JSON is read strictly` {
  private func parse(_ text: String) throws -> JSONValue { try JSONParser.parse(Array(text.utf8)) }

  @Test func `values of every kind, escapes and pairs of surrogates`() throws {
    let value = try parse(#" {"a": [1, -0.5e+3, true, null], "b": "x\n\u00e9\ud83d\ude42\/", "c": {}} "#)
    #expect(value["a"] == .array([.number("1"), .number("-0.5e+3"), .bool(true), .null]))
    #expect(value["b"] == .string("x\né🙂/"))
    #expect(value["c"] == .object([]))
  }

  @Test(arguments: [
    "", "{", "[1,]", "{\"a\":1,}", "{\"a\":1 \"b\":2}", "{a:1}", "[01]", "[1.]", "[.5]", "[+1]", "[1e]",
    "tru", "nul",
    "[1] 2", "\"\\x\"", "\"\\u12\"", "\"\\u+123\"", "\"\\ud800\"", "\"\\ud800\\u0041\"", "\"a\nb\"", "\"a",
    "{\"a\":1,\"a\":2}",
    "[-]", "NaN", "'a'", "// x\n1",
  ])
  func `what is no JSON is refused`(text: String) {
    #expect(throws: JSONError.self) { try parse(text) }
  }

  @Test func `depth is bounded, and places are named`() throws {
    #expect(throws: JSONError.self) { try parse(String(repeating: "[", count: 100_000)) }
    #expect { try parse("{\n  \"a\": 1,\n  b\n}") } throws: { "\($0)".contains("line 3, column 3") }
    #expect(throws: JSONError.self) { try JSONParser.parse([0x22, 0xFF, 0x22]) }
  }
}
