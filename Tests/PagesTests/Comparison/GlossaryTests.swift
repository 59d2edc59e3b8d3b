/// The words of a page: each explained once, linked from its first place, and as docs/glossary.md has them.

import Foundation
import Pages
import Results
import Testing

private func made() -> Made {
  Made(
    plans: [
      MadePlan(name: "lot of waste", cost: 990, paid: 1_000, refused: [("no credit", 5)]),
      MadePlan(name: "large", cost: 1_200, paid: 1_300),
    ], serving: Answer(plan: 0), within: nil, ofAll: Answer(plan: 0))
}

@Suite struct `The words of a page` {
  @Test func `docs and pages explain a word in the same sentence`() throws {
    let url = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("docs/glossary.md")
    let plain = try String(contentsOf: url, encoding: .utf8).replacing("*", with: "").split(
      whereSeparator: \.isWhitespace
    )
    .joined(separator: " ")
    for term in Glossary.terms {
      #expect(plain.contains("\(term.name). \(term.text) See ["), "\(term.name)")
    }
  }

  @Test func `each link leads to a word, and each word has one link at most`() {
    let html = made().html
    let links = html.matches(of: /<a href="#([^"]*)">/).map { String($0.1) }
    #expect(links.count > 5 && Set(links).count == links.count)
    for link in links { #expect(html.contains("<dt id=\"\(link)\">"), "\(link)") }
    #expect(links.contains("future") && links.contains("refused") && links.contains("total-cost"))
    #expect(Set(Glossary.terms.map(\.anchor)).count == Glossary.terms.count)
    // The name of a plan is no word of ours.
    #expect(!html.contains("“<a") && html.contains("“lot of waste”"))
    #expect(made().markdown.contains("\n## What the words mean\n"))
  }
}
