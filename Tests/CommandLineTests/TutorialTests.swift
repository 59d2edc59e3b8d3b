/// docs/tutorial.md, followed as a reader follows it: each block of YAML takes the place of what begins with the same word
/// in the file so far. What the page quotes, in sentences and in tables, is what the program says there; `...` stands for
/// what is left out. So does the answer that the README begins with.

import Foundation
import Testing

struct TutorialTests {
  /// The file after one more block of YAML, and what the page shows of it until the next block.
  struct Stage: CustomTestStringConvertible {
    var number: Int
    var sections: [(word: Substring, text: String)]
    var quoted: [String] = []

    var file: String { sections.map(\.text).joined() }
    var testDescription: String { "stage \(number)" }

    mutating func put(_ block: [Substring]) {
      var parts: [(word: Substring, text: String)] = []
      for line in block {
        if line.first != " " { parts.append((line.prefix { $0 != ":" }, "")) }
        parts[parts.count - 1].text += line + "\n"
      }
      for part in parts {
        if let place = sections.firstIndex(where: { $0.word == part.word }) {
          sections[place] = part
        } else {
          sections.append(part)
        }
      }
    }
  }

  static let stages: [Stage] = {
    let page = Program.root.appending(path: "docs/tutorial.md")
    var stages = [Stage(number: 0, sections: [])]
    var block: [Substring]?
    var shown: [Substring] = []
    let text = (try? String(contentsOf: page, encoding: .utf8)) ?? ""
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if line == "```yaml" {
        stages[stages.count - 1].quoted = quotes(in: shown)
        (block, shown) = ([], [])
      } else if line == "```", let lines = block {
        var stage = Stage(number: stages.count, sections: stages[stages.count - 1].sections)
        stage.put(lines)
        stages.append(stage)
        block = nil
      } else if block != nil {
        block?.append(line)
      } else {
        shown.append(line)
      }
    }
    stages[stages.count - 1].quoted = quotes(in: shown)
    return Array(stages.dropFirst())
  }()

  /// The sentences of quotations, and the rows of tables and of what `check` says of a workload.
  static func quotes(in lines: [Substring]) -> [String] {
    var (pieces, quote): ([String], [Substring]) = ([], [])
    for line in lines + [""] {
      if line.hasPrefix("> ") {
        quote.append(line.dropFirst(2))
      } else if !quote.isEmpty {
        pieces += Self.pieces(quote.joined(separator: " "))
        quote = []
      }
      if line.hasPrefix("      ") { pieces += Self.pieces(String(line)) }
    }
    return pieces
  }

  private static func pieces(_ text: String) -> [String] {
    plain(text).components(separatedBy: "...").map { $0.trimmingCharacters(in: .whitespaces) }
      .filter { !$0.isEmpty }
  }

  /// However it is wrapped and aligned.
  private static func plain(_ text: String) -> String {
    text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }

  @Test("every stage of the file is right, and runs", arguments: stages)
  func runs(_ stage: Stage) throws {
    let folder = try TemporaryFolder()
    try folder.write("scenario.yaml", stage.file)
    let checked = try Program.run("check", folder.path("scenario.yaml"))
    #expect(checked.status == 0, "\(checked.errors)")
    // The first file claims to know next year; the second one mends that.
    #expect(checked.errors.contains("the ranges of results are too narrow") == (stage.number == 1))
    #expect(checked.errors.isEmpty == (stage.number > 1), "\(checked.errors)")
    let words = ["compare", folder.path("scenario.yaml"), "--paths", "64", "--quick", "--plan"]
    for (plan, breaks) in [("when low", false), ("yearly offer", stage.number == 4)]
    where stage.file.contains("\n  \(plan):") {
      #expect(try Program.run(words: words + [plan]).status == (breaks ? 3 : 0), "\(plan)")
    }
  }

  @Test("what the page quotes is what the program says", arguments: stages.filter { !$0.quoted.isEmpty })
  func quotes(_ stage: Stage) throws {
    let folder = try TemporaryFolder()
    try folder.write("scenario.yaml", stage.file)
    var said = try Program.run("check", folder.path("scenario.yaml")).output
    // What is quoted of the first stage is of `check` alone.
    if stage.number > 1 { said += try Program.run("compare", folder.path("scenario.yaml")).output }
    let plain = Self.plain(said)
    for piece in stage.quoted { #expect(plain.contains(piece), "\(piece)") }
  }

  @Test("the README begins with a real answer")
  func readme() throws {
    let text = try String(contentsOf: Program.root.appending(path: "README.md"), encoding: .utf8)
    let top = text.components(separatedBy: "\n## ")[0]
    let command = try #require(top.firstMatch(of: /```sh\n(lotwise compare .*)\n/)?.1)
    let said = Self.plain(try Program.shell(String(command)).output)
    let quoted = Self.quotes(in: top.split(separator: "\n", omittingEmptySubsequences: false))
    #expect(quoted.count > 6)
    for piece in quoted { #expect(said.contains(piece), "\(piece)") }
  }

  @Test("the page has its stages, and quotes of most of them")
  func whole() {
    #expect(Self.stages.count == 6)
    #expect(Self.stages.map(\.quoted.count).reduce(0, +) > 20)
    #expect(Self.stages[4].file.contains("instalments: 4") && Self.stages[3].file.contains("\ngates:"))
  }
}
