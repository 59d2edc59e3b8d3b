/// Files that nobody should write: each ends in a message with its place, soon, and never in a crash.

import Documents
import Foundation
import ScenarioFile
import Testing

@Suite struct `Hostile cases` {
  static let head = "lotwise: 1\nstart: 2026-01-01\n"

  static let bytes: [(String, [UInt8], String)] = [
    (
      "NUL", Array("lotwise: 1\nti".utf8) + [0],
      "case.yaml:2:3: error: the character U+00 here cannot be seen"
    ),
    (
      "an escape", Array("lotwise: 1\n# \u{1B}[31m".utf8),
      "case.yaml:2:3: error: the character U+1B here cannot be"
    ),
    (
      "bad UTF-8", Array("lotwise: 1\n# é".utf8) + [0xFF],
      "case.yaml:2:4: error: the byte 0xFF here is not UTF-8"
    ),
    (
      "an overlong form", Array("a: ".utf8) + [0xC0, 0xAF],
      "case.yaml:1:4: error: the byte 0xC0 here is not UTF-8"
    ),
    ("a surrogate", [0xED, 0xA0, 0x80], "case.yaml:1:1: error: the byte 0xED here is not UTF-8"),
    ("UTF-8 cut short", [0x61, 0xE2, 0x82], "case.yaml:1:2: error: the byte 0xE2 here is not UTF-8"),
    ("UTF-16", [0xFF, 0xFE, 0x61, 0], "case.yaml:1:1: error: this file is UTF-16; save it as UTF-8"),
    ("a line separator", Array("a: b\u{2028}c: d".utf8), "case.yaml:1:5: error: the character U+2028 here"),
  ]

  @Test(arguments: bytes)
  func `are refused where they are no text`(_ title: String, _ bytes: [UInt8], _ begins: String) {
    #expect(reported(bytes).hasPrefix(begins))
    #expect(!reported(bytes).contains("\u{1B}"))
  }

  @Test func `a byte order mark and line ends of any kind are text`() {
    #expect(reported([0xEF, 0xBB, 0xBF] + Array(Self.head.utf8)) == "")
    #expect(reported("lotwise: 1\r\nstart: 2026-01-01\r\n") == "")
    #expect(
      reported("lotwise: 1\rstart: 2026-13-01\r").hasPrefix(
        "case.yaml:2:8: error: there is no date '2026-13-01'"))
  }

  @Test func `nesting is read 64 levels deep and no deeper`() {
    func nested(_ depth: Int) -> String {
      // The case itself is one level, the key's value the next.
      "lotwise: 1\nstart: 2026-01-01\nx: " + String(repeating: "[", count: depth - 1)
        + String(repeating: "]", count: depth - 1)
    }
    #expect(reported(nested(64)).hasPrefix("case.yaml:3:1: error: 'x' is not a key of a case"))
    #expect(reported(nested(65)).hasPrefix("case.yaml:3:67: error: this is nested more than 64 levels deep"))
  }

  struct Bomb: CustomTestStringConvertible, Sendable {
    var testDescription: String
    var text: String
    init(_ title: String, _ text: String) { (testDescription, self.text) = (title, text) }
  }

  static let bombs: [Bomb] = [
    Bomb("brackets", String(repeating: "[", count: 1_000_000)),
    Bomb("braces", String(repeating: "{a: ", count: 1_000_000)),
    Bomb("dashes", String(repeating: "- ", count: 1_000_000)),
    Bomb("question marks", String(repeating: "? ", count: 1_000_000)),
    Bomb("one line", String(repeating: "a", count: 5_000_000)),
    Bomb("one quote", "\"" + String(repeating: "a\n", count: 2_000_000)),
    Bomb("line feeds", String(repeating: "\n", count: 5_000_000)),
    Bomb("keys", (0..<200_000).map { "k\($0): 1\n" }.joined()),
    Bomb("equal keys", "lotwise: 1\n" + String(repeating: "k: 1\n", count: 200_000)),
    Bomb("merges", "lotwise: 1\n" + String(repeating: "<<: {a: 1}\n", count: 100_000)),
    Bomb("anchors", "lotwise: 1\nlots: [" + (0..<100_000).map { "&a\($0) x, " }.joined() + "*b]\n"),
  ]

  /// The limit is for a hang, and counts the wait for a processor as well; the bound is the one in the body.
  @Test(.timeLimit(.minutes(10)), arguments: bombs)
  func `large nonsense ends soon`(_ bomb: Bomb) {
    var said = ""
    let seconds = Bounds.seconds { said = reported(bomb.text) }
    let begins = String(said.prefix(200))
    #expect(begins.contains("error:"))
    #expect(seconds < 10)
  }

  @Test func `aliases that unfold to billions are refused at once`() {
    var text = Self.head + "x0: &x0 [a, a, a, a, a, a, a, a, a, a]\n"
    for level in 1..<20 {
      let items = Array(repeating: "*x\(level - 1)", count: 10).joined(separator: ", ")
      text += "x\(level): &x\(level) [\(items)]\n"
    }
    #expect(
      reported(text).contains("case.yaml:8:45: error: the aliases of this file unfold to more than 1,000,000")
    )
  }

  @Test func `a file beyond 64 MB is refused, and says where requests go`() throws {
    let bytes = [UInt8](repeating: 35, count: 64 << 20)
    #expect(reported(bytes).contains("this file is empty"))
    #expect(
      reported(bytes + [35]) == """
        case.yaml: error: this file is larger than 64 MB, the most that is read at once; put the requests \
        into a file of their own (requests file: usage.csv), which may have any size

        """)
    let scratch = try Scratch()
    let path = try scratch.write("large.yaml", bytes + [35])
    #expect(throws: Diagnostics.self) { try CaseFile.read(path: path) }
  }

  @Test func `a file that cannot be read says why`() throws {
    for (path, reason) in [
      ("/nonexistent/a.yaml", "No such file or directory"), ("/tmp", "this is a folder"),
    ] {
      do {
        _ = try CaseFile.read(path: path)
        Issue.record("\(path) was read")
      } catch {
        #expect(error.rendered(color: false).contains(reason))
      }
    }
  }

  @Test func `a hundred mistakes are shown and the rest counted`() {
    let lots = (0..<150).map { "  l\($0): {credit: $0}\n" }.joined()
    let said = reported(Self.head + "lots:\n" + lots)
    #expect(said.components(separatedBy: "error:").count - 1 == 100)
    #expect(said.hasSuffix("and 50 more; mend these first\n"))
  }

  @Test func `63 scopes fit and 64 do not`() {
    func lots(_ count: Int) -> String {
      let models = [
        "claude-opus-4-5", "claude-opus-4-6", "claude-sonnet-4-5", "claude-sonnet-4-6", "claude-haiku-4-5",
        "claude-opus-5", "claude-sonnet-5",
      ]
      return Self.head + "lots:\n"
        + (1...count).map { number in
          let chosen = models.indices.filter { number & 1 << $0 != 0 }.map { models[$0] }
          return "  l\(number): {credit: $1, models: [\(chosen.joined(separator: ", "))]}\n"
        }.joined()
    }
    #expect(reported(lots(63)) == "")
    #expect(
      reported(lots(64)).contains(
        "case.yaml:67:8: error: this is one more set of models and channels than the 63"))
  }

  @Test(.timeLimit(.minutes(10))) func `20,000 mutations of the document are read or refused`() {
    let text = Array(DocumentBlocks.text.utf8)
    var random = Generator(state: 20_261_120)
    var refused = 0
    for _ in 0..<20_000 {
      var bytes = text
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        Mutations.byte(&bytes, &random)
      }
      refused += reported(bytes).contains("error:") ? 1 : 0
    }
    // Both happen often: the mutations are neither all fatal nor all in comments.
    #expect((5_000...19_000).contains(refused), "\(refused) refused")
  }
}
