/// `lotwise verify`, as a library: what passes, what does not, and what is said about it.

import Foundation
import Quantities
import Changes
import Results
import Runs
import Suites
import Scenario
import Testing

@Suite struct `A suite of pinned files` {
  @Test func `passes as it was pinned, and is not written again`() throws {
    let folder = try Folder()
    try folder.write("a.yaml", Given.replay)
    try folder.write("b/c.yaml", Given.scenario)
    #expect(try folder.pin(futures: 64).count(.updated) == 2)
    let (replay, simulation) = (try folder.text("a.expect.yaml"), try folder.text("b/c.expect.yaml"))
    let outcome = try folder.run()
    #expect(outcome.cases.map(\.verdict) == [.passed, .passed])
    // Two plans of six measures each.
    #expect(outcome.judgements == 12 && outcome.errorRate == .percent(1))
    #expect(try folder.pin().count(.passed) == 2)
    #expect(try folder.text("a.expect.yaml") == replay)
    #expect(try folder.text("b/c.expect.yaml") == simulation)
    // What runs at a time changes nothing.
    var options = Folder.options
    options.jobs = 3
    #expect(folder.written(.json, try folder.run(options)) == folder.written(.json, outcome))
  }

  @Test func `says what differs in a replay, at the line of the request`() throws {
    let folder = try Folder()
    try folder.write("a.yaml", Given.replay)
    try folder.pin()
    try folder.change(
      "a.yaml", "amount: $1}\n  - {at: 2026-07-01", "amount: $1.000000001}\n  - {at: 2026-07-01")
    let check = try #require(try folder.run().cases.first?.checks.first)
    #expect(check.verdict == .failed && check.place.line == 7)
    #expect(
      check.message
        == "pinned: 2026-06-30 request $1.00 -> credit $1.00; now: 2026-06-30 request $1.000000001 -> credit $1.000000001"
    )
    #expect(check.details.contains("demand, total: pinned $2.00, now $2.000000001"))
  }

  @Test(arguments: [
    (
      "- {at: 2026-07-01, amount: $1}\n", "",
      "this is pinned and does not happen: 2026-07-01 expired credit $9.00", 7
    ),
    (
      "requests:\n", "requests:\n  - {at: 2026-02-01, amount: $2}\n",
      "this happens and is not pinned: 2026-02-01 request $2.00 -> credit $2.00", 7
    ),
    (
      "expires: 2026-07-01", "expires: 2026-07-02",
      "pinned: 2026-07-01 expired credit $9.00; now: 2026-07-01 request $1.00 -> credit $1.00", 8
    ),
    (
      "credit: $10", "credit: $11",
      "pinned: 2026-01-01 ordered credit $10.00; now: 2026-01-01 ordered credit $11.00", 5
    ),
  ])
  func `says what happens and what does not`(_ was: String, _ becomes: String, _ message: String, _ line: Int)
    throws
  {
    let folder = try Folder()
    try folder.write("a.yaml", Given.replay)
    try folder.pin()
    try folder.change("a.yaml", was, becomes)
    let check = try #require(try folder.run().cases.first?.checks.first)
    #expect(check.verdict == .failed && check.message.hasPrefix(message), "\(check.message)")
    #expect(check.place.line == line, "\(check.place.line)")
  }

  @Test func `holds a long replay by its digest and its figures`() throws {
    let folder = try Folder()
    try folder.write(
      "a.yaml",
      Given.replay.replacing(
        "amount: $1}\n  - {at: 2026-07-01, amount: $1}", with: "amount: $0.001, every: 1 min, count: 600}"))
    try folder.pin()
    #expect(try folder.text("a.expect.yaml").contains("lines: 603"))
    #expect(try folder.run().count(.passed) == 1)
    try folder.change("a.yaml", "every: 1 min", "every: 2 min")
    let check = try #require(try folder.run().cases.first?.checks.first)
    #expect(
      check.verdict == .failed && check.message.contains("every figure is as it is pinned"),
      "\(check.message)")
    try folder.change("a.yaml", "count: 600", "count: 601")
    #expect(
      try #require(try folder.run().cases.first?.checks.first).message.contains(
        "lot credit, used: pinned $0.60, now $0.601"))
  }

  @Test func `lists what is not pinned, and takes a file that is gone for an error`() throws {
    let folder = try Folder()
    try folder.write("a.yaml", Given.replay)
    try folder.write(
      "card.yaml", "lotwise-rates: 1\nname: x\nas of: 2026-01-01\nextends: anthropic\nprices: {}\n")
    try folder.write("notes.txt", "nothing")
    try folder.write("suite.yaml", "lotwise-suite: 1\nerror rate: 2%\n")
    let outcome = try folder.run()
    #expect(
      outcome.cases.map(\.verdict) == [.skipped] && !outcome.hasFailures && outcome.errorRate == .percent(2))
    try folder.pin()
    try folder.write("gone.expect.yaml", try folder.text("a.expect.yaml"))
    let after = try folder.run()
    #expect(after.cases.map(\.verdict) == [.passed, .error])
    #expect(after.cases[1].path.hasSuffix("gone.yaml"))
  }

  @Test func `tells mistakes of a file, of its expectation and of the suite with their lines`() throws {
    let folder = try Folder()
    try folder.write("a.yaml", Given.replay)
    try folder.pin()
    try folder.change("a.yaml", "title:", "titel:")
    let check = try #require(try folder.run().cases.first?.checks.first)
    #expect(
      check.verdict == .error && check.place.line == 2 && check.message.contains("did you mean 'title'?"))
    try folder.change("a.yaml", "titel:", "title:")
    try folder.change("a.expect.yaml", "replay:", "replya:")
    let other = try #require(try folder.run().cases.first?.checks.first)
    #expect(
      other.verdict == .error && other.place.path.hasSuffix("a.expect.yaml")
        && other.details.joined().contains("replya"))
    try folder.write("suite.yaml", "lotwise-suite: 1\nerror rate: 80%\n")
    #expect(throws: RunError.self) { try folder.run() }
  }

  @Test func `stops at the first failure, and takes only what the filter names`() throws {
    let folder = try Folder()
    for name in ["a", "b", "c"] {
      try folder.write("\(name).yaml", Given.replay.replacing("two", with: name))
    }
    try folder.pin()
    try folder.change("b.yaml", "credit: $10", "credit: $11")
    var options = Folder.options
    options.failsFast = true
    let outcome = try folder.run(options)
    #expect(outcome.cases.map(\.verdict) == [.passed, .failed] && outcome.notRun == 1)
    options.filter = "C REQ"
    #expect(try folder.run(options).cases.map(\.title) == ["c requests"])
  }

  @Test func `is found from below, says which gates are about nothing, and can be strict`() throws {
    let folder = try Folder()
    try folder.write(
      "suite.yaml", "lotwise-suite: 1\nerror rate: 3%\ngates:\n  - {gate: paid at most $1, plans: [lost]}\n")
    try folder.write("sub/a.yaml", Given.scenario)
    try folder.pin(futures: 32)
    for name in ["sub", "sub/a.yaml"] {
      #expect(try folder.run(Folder.options, name).errorRate == .percent(3), "\(name)")
    }
    let whole = try folder.run()
    #expect(whole.cases.map(\.verdict) == [.passed, .warned])
    #expect(whole.cases[1].checks[0].place.line == 4)
    try folder.write("b.yaml", Given.replay)
    var options = Folder.options
    #expect(try folder.run(options).hasFailures == false)
    options.isStrict = true
    #expect(try folder.run(options).hasFailures)
  }

  @Test func `refuses two files with one expectation, and leaves other files alone`() throws {
    let folder = try Folder()
    try folder.write("a.yaml", Given.replay)
    try folder.pin()
    for name in ["a.csv", "a.md", "a.yaml~"] { try folder.write(name, "x") }
    #expect(try folder.run().cases.map(\.verdict) == [.passed])
    try folder.write("a.yml", Given.replay)
    #expect(throws: RunError.self) { try folder.run() }
  }

  @Test func `takes figures past every range for a mistake`() throws {
    let folder = try Folder()
    try folder.write("a.yaml", Given.scenario)
    try folder.pin(futures: 32)
    let text = try folder.text("a.expect.yaml")
    let line = try #require(
      text.split(separator: "\n").first { $0.contains("        used: ") && $0.count > 400 })
    let wild =
      "        used: "
      + Array(repeating: "$99999999999999999999999999999999999", count: 32).joined(separator: " ")
    try folder.write("a.expect.yaml", text.replacing(line, with: wild))
    #expect(try folder.run().hasErrors)
  }

  @Test func `is found in time that grows with its files, and no faster`() throws {
    func seconds(_ count: Int) throws -> Double {
      let folder = try Folder()
      for number in 0..<count {
        for ending in [".yaml", ".expect.yaml"] { try folder.write("case \(number)\(ending)", "") }
      }
      // Of this thread alone: other tests run beside it.
      func now() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + 1e-9 * Double(time.tv_nsec)
      }
      var least = Double.infinity
      for _ in 0..<5 {
        let began = now()
        let found = try Subject.find(in: [folder.url.path])
        least = min(least, now() - began)
        #expect(found.count == count)
      }
      return least
    }
    // Sixteen times the files: sixteen times the time, not two hundred and fifty-six. The machine's disk says the rest.
    let few = try seconds(250)
    let many = try seconds(4_000)
    #expect(many < 64 * few, "\(few) \(many)")
  }

  @Test func `does not take one kind of file for the other`() throws {
    let folder = try Folder()
    try folder.write("a.yaml", Given.replay)
    try folder.pin()
    try folder.write("a.yaml", Given.scenario)
    #expect(try folder.run().cases.first?.checks.first?.message.contains("a replay is pinned") == true)
  }
}

@Suite struct `A pinned simulation` {
  private func given(futures: Int = 256, version: String = "test") throws -> Folder {
    let folder = try Folder()
    try folder.write("a.yaml", Given.scenario)
    try folder.pin(futures: futures, version: version)
    return folder
  }

  private func check(_ folder: Folder, _ options: SuiteOptions = Folder.options) throws -> Check {
    try #require(try folder.run(options).cases.first?.checks.first)
  }

  @Test func `fails when the same files give other digits`() throws {
    let folder = try given()
    let text = try folder.text("a.expect.yaml")
    let line = try #require(text.split(separator: "\n").first { $0.contains("total cost: ") })
    let digit = try #require(line.firstIndex { "123456789".contains($0) })
    let other = line[digit] == "1" ? "2" : "1"
    try folder.change("a.expect.yaml", String(line), line.replacingCharacters(in: digit...digit, with: other))
    let found = try check(folder)
    #expect(
      found.verdict == .failed && found.message.hasPrefix("the same files gave other figures"),
      "\(found.message)")
  }

  @Test func `fails when terms change, though chance could explain it, because the futures are the same`()
    throws
  {
    let folder = try given(futures: 64)
    // Rarely anything: credit that lasts a second longer.
    try folder.change("a.yaml", "validity: 20 days", "validity: 20 days from purchase, tax: 1%")
    let found = try check(folder)
    #expect(
      found.verdict == .failed && found.message.contains("plan lots: total cost $5.00 more"),
      "\(found.message)")
  }

  @Test func `passes what is only said otherwise`() throws {
    let folder = try given(futures: 64)
    try folder.change("a.yaml", "title: some days", "title: the same days")
    try folder.change("a.yaml", "validity: 20 days", "validity: 2880 min")
    try folder.change("a.yaml", "2880 min", "480 hours")
    #expect(try check(folder).verdict == .passed)
  }

  @Test func `sees a change of usage as far as chance allows`() throws {
    let folder = try given(futures: 512)
    try folder.change("a.yaml", "mean: $20", "mean: $20.50")
    let found = try check(folder)
    #expect(found.verdict == .failed && found.message.contains("more"), "\(found.message)")
  }

  @Test func `of other futures passes, says so, and fails less often than is stated`() throws {
    let folder = try given()
    var options = Folder.options
    var failed = 0
    for seed in UInt64(2)..<102 {
      options.seed = seed
      let found = try check(folder, options)
      failed += found.verdict == .failed ? 1 : 0
      #expect(found.verdict == .withinNoise || found.verdict == .failed)
    }
    // At a rate of 1 % for all ten judgements together.
    #expect(failed <= 1)
    // At fifty percent many would: the check can fail.
    options.errorRate = .percent(50)
    failed = 0
    for seed in UInt64(2)..<102 {
      options.seed = seed
      failed += try check(folder, options).verdict == .failed ? 1 : 0
    }
    #expect(failed > 0 && failed <= 50, "\(failed)")
  }

  @Test func `of other futures still sees a large change`() throws {
    let folder = try given()
    try folder.change("a.yaml", "mean: $20", "mean: $30")
    var options = Folder.options
    options.seed = 7
    #expect(try check(folder, options).verdict == .failed)
  }

  @Test func `of another version is judged by the test`() throws {
    let folder = try given(version: "earlier")
    #expect(try check(folder).verdict == .passed)
    try folder.change("a.yaml", "validity: 20 days", "validity: 10 days")
    #expect(try check(folder).verdict == .failed)
  }

  @Test func `does not mind the order of plans, and minds figures that no test looks at`() throws {
    let folder = try given(futures: 32, version: "earlier")
    let text = Given.scenario
    let lots = "  lots:\n    buy: [{credit: $500, at: 2026-12-01, validity: 20 days}]\n"
    let swapped = text.replacing(lots, with: "").replacing("plans:\n", with: "plans:\n" + lots)
    try folder.write("a.yaml", swapped)
    #expect(try check(folder).verdict == .passed)
    let pinned = try folder.text("a.expect.yaml")
    let line = try #require(pinned.split(separator: "\n").first { $0.contains("reloads: ") })
    try folder.change("a.expect.yaml", String(line), "        reloads: 99999")
    let found = try check(folder)
    #expect(found.verdict == .failed && found.message.contains("reloads: pinned 99999"), "\(found.message)")
  }

  @Test(arguments: [("x", "x, big"), ("x, big", "x"), ("x", "y")])
  func `fails for a figure of one plan, whatever another one is called and chance did to it`(
    _ moved: String, _ wrong: String
  ) throws {
    let folder = try Folder()
    let plan =
      "{auto-reload: {below: $20, add: $50}, seller: {undelivered: 2%}, buy: {credit: $9, source: reseller}}"
    try folder.write(
      "a.yaml",
      Given.scenario.replacing(
        "  reload:\n    auto-reload: {below: $20, add: $100}\n",
        with: "  \"\(moved)\": \(plan)\n  \"\(wrong)\": \(plan)\n"))
    try folder.pin(futures: 64, version: "earlier")
    // Another batch, which chance explains where sellers have a say; the other plan's reloads, which it does not.
    func edited(
      _ text: String, _ plan: String, _ part: String, _ figure: Regex<Substring>, _ now: String
    ) throws -> String {
      let heading = try #require(text.range(of: "    plan \(plan):\n"))
      let section = try #require(text[heading.upperBound...].range(of: "      \(part):\n"))
      let place = try #require(text[section.upperBound...].firstRange(of: figure))
      return text.replacingCharacters(in: place, with: now)
    }
    let text = try folder.text("a.expect.yaml")
    let noisy = try edited(text, moved, "batches", #/ paid: \$[0-9,.]+ /#, " paid: $100.00 ")
    try folder.write("a.expect.yaml", noisy)
    #expect(try check(folder).verdict == .withinNoise)
    try folder.write("a.expect.yaml", try edited(noisy, wrong, "sums", #/ reloads: [0-9,]+/#, " reloads: 1"))
    let found = try check(folder)
    #expect(
      found.verdict == .failed && found.message.hasPrefix("plan \(wrong), reloads: pinned 1"),
      "\(found.message)")
  }

  @Test func `names plans that are new or gone`() throws {
    let folder = try given(futures: 32)
    try folder.change("a.yaml", "  lots:\n", "  many lots:\n")
    let found = try check(folder)
    #expect(found.message.hasPrefix("plan many lots is new, plan lots is gone"), "\(found.message)")
  }
}
