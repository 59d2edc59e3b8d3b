/// `lotwise check FILE...`: everything that is wrong with scenarios, replay cases and rate cards; and with
/// `--explain` one of them in full, every default filled in.

import Demand
import Documents
import Formats
import Glibc
import Ledger
import Pricing
import Quantities
import Scenario
import ScenarioFile

private let explain = Option(
  "--explain", summary: "print the one FILE with every default filled in, and where each value comes from")

let checkCommand = Command(
  name: "check", summary: "say everything that is wrong with a file, without running it",
  arguments: [
    Command.Argument(
      name: "FILE", summary: "scenarios, replay cases and rate cards, told apart by their keys")
  ],
  lastArgumentRepeats: true, options: [explain],
  examples: [
    Command.Example(
      line: "lotwise check scenarios/replays/*.yaml",
      shows: "one line for each file, mistakes with their place"),
    Command.Example(
      line: "lotwise check --explain scenario.yaml", shows: "what the file leaves to defaults, as YAML"),
  ],
  run: check)

@Sendable private func check(_ invocation: Invocation) throws(Stop) {
  if invocation.has(explain) { return try explainOne(invocation) }
  var out = ByteBuffer()
  var failed = false
  for path in invocation.arguments {
    try Signals.check()
    let file = CheckedFile(path: path, with: Settings([], adding: .alone))
    var diagnostics = file.diagnostics
    var summary = ""
    var details: [String] = []
    if let content = file.content {
      switch content {
      case .scenario(let scenario):
        summary = scenario.summary
        details =
          scenario.usualUse + scenario.familyLines
          + ["demand is drawn by: \(visible(scenario.stepUsed.name))"]
      case .rateCard(let card): summary = card.summary
      case .replayCase(let replayCase):
        summary = replayCase.summary(requests: try replayCase.countRequests(&diagnostics))
      case .suite(let suite): summary = "a suite, \(counted(suite.gates.count, "gate"))"
      case .expectation: summary = "an expectation, see `lotwise verify`"
      }
    }
    invocation.console.show(diagnostics)
    failed = failed || diagnostics.hasErrors
    out.append(text: "\(visible(path)): \(verdict(diagnostics, summary))\n")
    for line in details { out.append(text: "  \(line)\n") }
  }
  try invocation.put(&out)
  if failed { throw .reported }
}

private func explainOne(_ invocation: Invocation) throws(Stop) {
  guard invocation.arguments.count == 1, let path = invocation.arguments.first else {
    throw invocation.usage("\(explain.name) takes one FILE, not \(invocation.arguments.count)")
  }
  let file = CheckedFile(path: path, explaining: true, with: Settings([], adding: .alone))
  invocation.console.show(file.diagnostics)
  guard !file.diagnostics.hasErrors else { throw .reported }
  guard let text = file.explained else {
    throw .failure(
      "\(quoted(path)) is no scenario and no case, which is what \(explain.name) takes; "
        + "check it without \(explain.name)")
  }
  var out = ByteBuffer()
  out.append(text: text)
  try invocation.put(&out)
}

extension Console {
  /// Errors always, warnings unless they are not wanted.
  func show(_ diagnostics: Diagnostics) {
    var shown = diagnostics
    if isQuiet { shown.list.removeAll { $0.severity == .warning } }
    write(shown.rendered(color: isColored(STDERR_FILENO)))
  }
}

// MARK: One line for a file

/// `ok: 3 plans`, `ok, 1 warning: 3 plans`, `2 errors, 1 warning`.
private func verdict(_ diagnostics: Diagnostics, _ summary: String) -> String {
  let errors = diagnostics.list.count { $0.severity == .error } + diagnostics.omitted
  let warnings = diagnostics.list.count { $0.severity == .warning }
  var parts = errors > 0 ? [counted(errors, "error")] : ["ok"]
  if warnings > 0 { parts.append(counted(warnings, "warning")) }
  let verdict = parts.joined(separator: ", ")
  return errors > 0 || summary.isEmpty ? verdict : "\(verdict) (\(summary))"
}

private func counted(_ count: Int, _ noun: String) -> String {
  "\(grouped(count)) \(noun)\(count == 1 ? "" : "s")"
}

extension Scenario {
  fileprivate var summary: String {
    var parts = [counted(plans.count, "plan")]
    let open = openFamilies.count
    if open > 0 { parts.append(open == 1 ? "1 family of plans" : "\(grouped(open)) families of plans") }
    parts += [counted(workloads.count, "workload"), "\(horizon) from \(start.brief)"]
    return parts.joined(separator: ", ")
  }

  /// How many members each family has, and what of it is chosen.
  fileprivate var familyLines: [String] {
    families.map { family in
      let ranges = family.ranges.map { "\(visible($0.key)) \(grouped($0.values.count))" }
      let chosen = family.ranges.compactMap { range in range.chosen.map { visible(range.values[$0]) } }
      let pinned = family.chosen == nil ? "" : ", pinned to \(chosen.joined(separator: ", "))"
      return "\(visible(family.name)): a family of \(counted(family.count, "member")) "
        + "(\(ranges.joined(separator: ", ")))\(pinned)"
    }
  }

  /// What each workload comes to, so that a change of numbers can be judged at once.
  fileprivate var usualUse: [String] {
    workloads.map { entry in
      let name = visible(entry.workload.name)
      guard let first = entry.workload.active.first,
        let month = entry.workload.usualDollarsPerMonth(card: card, at: first.from),
        month < 1_000_000_000
      else { return "\(name): no estimate of a usual month" }
      let whole = "$\(TokenCount(Int64(month.rounded())))"
      let cents = Nanodollars(Int64((month * 100).rounded()) * (Nanodollars.perDollar / 100))
      return "\(name): about \(month < 100 ? cents.description : whole) in a usual month, at list price"
    }
  }

  /// In months if it is a whole number of them, in days otherwise.
  private var horizon: String {
    var months = 0
    while let next = try? start.adding(.months(1), times: months + 1), next <= end { months += 1 }
    if months > 0, (try? start.adding(.months(1), times: months)) == end { return counted(months, "month") }
    return counted(Int((end.seconds - start.seconds) / TimeSpan.day), "day")
  }
}

extension RateCard {
  fileprivate var summary: String { "\(name), \(counted(models.count, "model")), as of \(asOf)" }
}

extension ReplayCase {
  fileprivate func summary(requests count: Int) -> String {
    [counted(plan.purchases.count, "lot"), counted(count, "request"), "from \(plan.start.brief)"]
      .joined(separator: ", ")
  }

  /// A file of requests is part of the case: it is read to its end, or to its first mistake.
  fileprivate func countRequests(_ diagnostics: inout Diagnostics) throws(Stop) -> Int {
    guard let requestsFile else { return requests.count }
    var count = 0
    do throws(Diagnostics) {
      var events = try EventFile(path: requestsFile, plan: plan, card: card)
      var batch: [CaseRequest] = []
      while try events.next(&batch, limit: 1 << 16), !Signals.isInterrupted {
        count += batch.count
      }
    } catch {
      diagnostics.list += error.list
    }
    try Signals.check()
    return count
  }
}
