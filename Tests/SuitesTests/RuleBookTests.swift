/// The rule book: every page is a claim with its source and both sides of its boundary, pinned, listed on the folder's page, and
/// together they say something of every rule there is. LOTWISE_RECORD=1 writes the page.

import Foundation
import Ledger
import Pricing
import Changes
import Results
import Runs
import Suites
import Scenario
import ScenarioFile
import Testing

private let root = URL(filePath: #filePath).appending(path: "../../..").standardizedFileURL

private struct RulePage: Sendable {
  /// Below scenarios/rules.
  let path: String
  let title: String
  let note: RuleNote?
  let text: String

  static let all: [RulePage] = {
    let folder = root.appending(path: "scenarios/rules").path
    let subjects = (try? Subject.find(in: [folder])) ?? []
    return subjects.filter(\.isPinned).compactMap { subject in
      let file = CheckedFile(path: subject.path)
      let text = (try? String(contentsOfFile: subject.path, encoding: .utf8)) ?? ""
      let path = String(subject.path.dropFirst(folder.count + 1))
      switch file.content {
      case .scenario(let scenario):
        return RulePage(path: path, title: scenario.title, note: scenario.rule, text: text)
      case .replayCase(let value):
        return RulePage(path: path, title: value.title, note: value.rule, text: text)
      default: return nil
      }
    }
  }()

  /// What the folders are about, in the order of the page.
  static let folders: [(name: String, about: String)] = [
    ("prices", "What a request costs"), ("draw-order", "Which lot pays"), ("expiry", "When credit ends"),
    ("balance", "What a balance admits"), ("money", "What is paid for what"), ("limits", "What is refused"),
    ("waiting", "What is refused and tried again"),
    ("auto-reload", "Auto-reload"), ("purchases", "Standing orders, people, lots on their way"),
    ("allowance", "Allowances of a subscription"), ("state", "What the start finds"),
    ("futures", "Simulated futures"),
  ]

  static var page: String {
    func cell(_ text: String) -> String { text.replacing("|", with: "\\|") }
    var lines = [
      "# The rule book", "",
      "A small case for every rule, its title a claim. `lotwise verify scenarios/rules` runs all of them; [docs/verify.md](../../docs/verify.md) says how,",
      "and how another program can be held to them. What each gives is in the `.expect.yaml` beside it: the requests and events of both",
      "sides of the boundary, posting by posting.",
    ]
    for (folder, about) in folders {
      lines += ["", "## \(about)", "", "| claim | boundary | source |", "|---|---|---|"]
      for page in all where page.path.hasPrefix(folder + "/") {
        lines.append(
          "| [\(cell(page.title))](\(page.path)) | \(cell(page.note?.boundary ?? "")) | \(cell(page.note?.source ?? "")) |"
        )
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }
}

@Suite struct `The rule book` {
  @Test func `has a claim, a source and a boundary on every page`() {
    #expect(RulePage.all.count > 100)
    for page in RulePage.all {
      #expect(page.note != nil, "\(page.path)")
      #expect(page.title.first?.isLowercase == true || page.title.hasPrefix("US"), "\(page.title)")
      #expect(page.title.count > 15 && page.title.last != ".", "\(page.title)")
      #expect((page.note?.boundary.count ?? 0) > 15 && (page.note?.source.count ?? 0) > 10, "\(page.path)")
      #expect(RulePage.folders.contains { page.path.hasPrefix($0.name + "/") }, "\(page.path)")
    }
    #expect(Set(RulePage.all.map(\.title)).count == RulePage.all.count)
  }

  @Test func `is listed on its page`() throws {
    let file = root.appending(path: "scenarios/rules/README.md")
    if ProcessInfo.processInfo.environment["LOTWISE_RECORD"] != nil {
      try RulePage.page.write(to: file, atomically: true, encoding: .utf8)
    }
    #expect(
      try String(contentsOf: file, encoding: .utf8) == RulePage.page, "LOTWISE_RECORD=1 writes it again")
  }

  @Test func `says something of every draw order, switch, limit and price rule`() {
    let text = RulePage.all.map(\.text).joined()
    var wanted = DrawOrder.all.dropFirst().map { "draw order: \($0.name)" }
    wanted += LargerThanBalance.allCases.filter { $0 != .overdraw }.map {
      "larger than balance: \($0.rawValue)"
    }
    wanted += [
      "crossing: latched", "crossing: each request by itself", "crossing: the crossing request is served",
      "below:",
      "at or below:", "up to:", "multiples of:", "latency:", "in flight: many", "declined:", "off after:",
      "at most per month:", "at least:", "at most:", "pause:", "past it: bought in part", "fee:",
      "largest balance:", "draws: before the allowance",
      "lapses with:", "rolls over:", "prorated: yes", "claim by:",
      "after refusal: yes", "standing orders:", "when at or below:", "when empty:", "office hours:",
      "validity: never",
      "from purchase", "billing cycle:", "source: reseller", "source: promotion", "source: plan credit",
      "source: bundle",
      "source: opening", "delivered: never", "refund:", "revoke:", "takes other lots:", "opening debt:",
      "subscription:",
      "stops: purchases", "stops: both", "purchase caps:", "monthly limit:", "weekly limit:", "this week:",
      "daily cap:", "day: America",
      "session:", "week:",
      "model limits:", "trial:", "usage credits: disabled", "status: failed", "status: disconnected",
      "batch: yes", "us only: yes",
      "fast: yes", "web searches:", "code execution:", "cache write 1h:", "tax:", "undelivered:",
      "rate limits:", "closes account:", "closed for:", "blocked work: {retried within:", "state:",
      "latched:", "on its way:",
    ]
    for key in wanted { #expect(text.contains(key), "no page has '\(key)'") }
  }

  @Test func `holds`() throws {
    var options = SuiteOptions(version: "any")
    options.jobs = 2
    let folder = root.appending(path: "scenarios/rules").path
    let outcome = try SuiteRun(try Subject.find(in: [folder]), options).run().outcome
    #expect(
      outcome.cases.allSatisfy { $0.verdict == .passed },
      "\(outcome.cases.filter { $0.verdict != .passed }.map(\.path))")
  }
}
