/// The file of a search: what is read from it is what was written, it is of its schema, and what somebody changed in it is refused
/// with its place or shown. A page that trips over a file stops this test. LOTWISE_FUZZ=N: each value is tried with every
/// replacement, whatever N is, and N bytes are spoilt; otherwise one replacement in twelve, and some hundreds of bytes.

import Demand
import Formats
import Foundation
import Pages
import Results
import Testing

@Suite struct `The file of a search` {
  @Test func `every kind comes back as it was written`() throws {
    let kinds = try SearchKind.all.get()
    for kind in kinds {
      let file = kind.file
      let read = try OptimumFile(bytes: file.bytes)
      #expect(read.bytes == file.bytes && read.version == file.version && read.command == file.command)
      let again = OptimumFile(read.optimum, version: read.version, command: read.command)
      #expect(again.bytes == file.bytes, "\(kind.name)")
      // What the file has not is what nobody shows.
      #expect(read.optimum.members.map(\.indices) == kind.optimum.members.map(\.indices))
      #expect(read.optimum.neighbours.map(\.index) == kind.optimum.neighbours.map(\.index))
      #expect(read.optimum.selection?.pairs.map(\.b) == kind.optimum.selection?.pairs.map(\.b))
      #expect(read.optimum.limits == kind.optimum.limits)
      #expect(read.optimum.members.map(\.unknowns) == kind.optimum.members.map(\.unknowns))
      #expect(text(of: read.optimum) == text(of: kind.optimum), "\(kind.name)")
    }
    // They are of all kinds.
    let optimums = kinds.map(\.optimum)
    #expect(Set(optimums.map(\.stage)).count == Optimum.Stage.allCases.count)
    for stage in Optimum.Stage.allCases {
      #expect(optimums.contains { $0.stage == stage && $0.wasCutShort }, "cut short when it was \(stage)")
    }
    for has in [
      { $0.newsvendor != nil }, { $0.foresight != nil }, { $0.foresight == nil }, { $0.optimism != nil },
      { !$0.neighbours.isEmpty }, { $0.neighbours.isEmpty }, { !$0.reaches.isEmpty && $0.chosen == nil },
      { $0.cheapestOfAll != $0.chosen }, { $0.limits.contains { $0.plans != nil } },
      { $0.members.contains { !$0.unknowns.isEmpty } }, { $0.selection?.cheapest != $0.chosen },
      { $0.families.contains { $0.count == .max } },
      { $0.neighbours.contains { $0.member == nil } || $0.families.isEmpty },
      { $0.stage == .searched && $0.evaluationFutures > 0 },
      { $0.stage == .searched && $0.evaluationFutures == 0 },
    ] as [(Optimum) -> Bool] { #expect(optimums.contains(where: has)) }
  }

  /// As a terminal has it.
  private func text(of optimum: Optimum) -> String {
    var out = ByteBuffer()
    TextReport(width: 100).write(Report(optimum: optimum), into: &out)
    return out.text
  }

  @Test func `every kind is of its schema, and together they have every member of it`() throws {
    var seen: Set<String> = []
    var stated: Set<String> = []
    for kind in try SearchKind.all.get() {
      var check = ShapeCheck()
      check.value(try JSONParser.parse(kind.file.bytes), .object(OptimumSchema.document), "$", stated: "$")
      #expect(check.faults == [], "\(kind.name)")
      seen.formUnion(check.seen)
      stated = ShapeCheck.members
    }
    #expect(stated.count > 90)
    #expect(stated.subtracting(seen).sorted() == [], "no search has these; take them out of the schema")
  }

  @Test func `every member that is a search's own says what it is`() {
    // Those of a finding are stated with a result's.
    let findings = [".gate", ".verdict", ".measure", ".value", ".low", ".high"]
    #expect(ShapeCheck.undescribed.filter { place in !findings.contains { place.hasSuffix($0) } } == [])
  }

  @Test func `what is not of the schema is found`() throws {
    let good = try JSONParser.parse(try #require(try SearchKind.all.get().first).file.bytes)
    for (path, value) in [
      ("stage", .string("done")), ("chosen", .string("1")), ("chosen", .number("-1")),
      ("members.0.measures.paid.mean", .string("$1")), ("members.0.limits", .null),
      ("families.0.ranges.0.ordered", .string("yes")), ("schema", .string("lotwise/optimum/2")),
      ("frontiers.0.across.measure", .string("joy")),
    ] as [(String, JSONValue)] {
      var check = ShapeCheck()
      check.value(good.setting(path, to: value), .object(OptimumSchema.document), "$", stated: "$")
      #expect(check.faults.count == 1 && check.faults[0].contains(path), "\(path): \(check.faults)")
    }
  }
}

@Suite struct `A tampered result of a search` {
  private static let good = Result {
    try JSONParser.parse(SearchKind(name: "", optimum: SearchKind.small.get()).file.bytes)
  }

  /// Without sections of its own.
  private static let comparison = Result {
    let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("reports/reseller-or-official/result.json")
    let file = try ResultFile(bytes: Array(try Data(contentsOf: path)))
    var page = Page(file.result, source: file.source)
    page.sections = []
    return page
  }

  /// Nil if it was shown in every form; else why it was not read.
  private func refusal(of bytes: [UInt8]) throws -> String? {
    let optimum: Optimum
    do throws(ResultError) { optimum = try OptimumFile(bytes: bytes).optimum } catch {
      return error.description
    }
    var out = ByteBuffer()
    TextReport(width: 100, isStyled: true).write(Report(optimum: optimum), into: &out)
    let page = Page(optimum: optimum, comparison: try Self.comparison.get())
    MarkdownPage(showsFigures: true).write(page, into: &out)
    HTMLPage().write(page, into: &out)
    for figure in page.figures { out.append(text: figure.chart.svg(width: 320, id: figure.name)) }
    CSVTable().write(Table(optimum: optimum), into: &out)
    #expect(out.count > 1_000)
    return nil
  }

  private static let replacements: [JSONValue] = [
    .number("-1"), .number("0"), .number("1"), .number("1e300"), .number("9223372036854775807"),
    .number("9223372036854775808"), .string(""), .string("-1"), .string("1e999"),
    .string("9000000000.000000001"), .null, .array([]), .object([]), .bool(true),
    .string(String(repeating: "long ", count: 2_000)),
  ]

  private static let fuzz = ProcessInfo.processInfo.environment["LOTWISE_FUZZ"].flatMap(Int.init)

  @Test func `is refused with its place, or shown: each of its values in turn`() throws {
    let good = try Self.good.get()
    #expect(try refusal(of: good.bytes) == nil)
    let places = good.places
    #expect(places.count > 1_000)
    var (refused, tried) = (0, 0)
    for (index, place) in places.enumerated() {
      for (number, value) in Self.replacements.enumerated()
      where Self.fuzz != nil || (index + number) % 12 == 0 {
        tried += 1
        guard let reason = try refusal(of: good.setting(place, to: value).bytes) else { continue }
        refused += 1
        if !reason.contains(": ") { Issue.record("no place: \(reason)") }
      }
    }
    print("\(places.count) places, \(tried) changes, \(refused) refused")
    #expect(refused > tried / 4)
  }

  @Test
  func `is refused by line and column where it ends too early, and read or refused with any byte spoilt`()
    throws
  {
    let bytes = try Self.good.get().bytes
    for end in stride(from: 0, to: bytes.count - 1, by: 97) {
      let reason = try refusal(of: Array(bytes[..<end]))
      #expect(reason?.hasPrefix("line ") == true, "\(end): \(reason ?? "it was read")")
    }
    var dice = Scramble(7)
    for _ in 0..<(Self.fuzz ?? 300) {
      var spoilt = bytes
      for _ in 0...(dice.word() % 3) {
        spoilt[Int(dice.word() % UInt64(bytes.count))] = UInt8(truncatingIfNeeded: dice.word())
      }
      _ = try refusal(of: spoilt)
    }
  }

  @Test(
    arguments: [
      ("schema", .string("lotwise/optimum/9"), "not 'lotwise/optimum/1'"),
      ("end", .string("1999-01-01T00:00:00Z"), "end"), ("end", .string("2001-01-01T00:00:00Z"), "not after"),
      ("title", .string("a\u{FFFE}"), "title: "),
      ("stage", .string("done"), "stage: 'done' is none of begun"),
      ("goal.measure", .string("joy"), "goal.measure: there is no measure 'joy'"),
      ("goal.percent", .number("100"), "goal.percent: this is outside 1 to 99"),
      ("seeds.search", .string("-1"), "seeds.search: "),
      ("chosen", .number("99"), "chosen: there is no such place in a list of"),
      ("chosen", .number("-1"), "chosen: there is no such place"),
      ("chosen", .null, "there is no chosen plan"),
      ("nearest", .number("9223372036854775807"), "nearest: "),
      ("cheapest_of_all", .string("0"), "whole number"),
      ("families.0.best", .number("1000"), "families[0].best: "),
      ("families.0.name", .string("other"), "there is no family 'lot'"),
      ("families.0.simulated", .number("-1"), "simulated"),
      ("families.0.ranges.0.values", .number("1"), "indices[0]: there is no such place in a list of 1"),
      ("families.0.ranges", .array([]), "not a value for each range"),
      ("members.2.indices", .array([.number("3")]), "members[2].indices[0]: "),
      ("members.2.values", .array([]), "members[2]: not a value for each range"),
      ("members.0.figure", .string("9000000001"), "members[0].figure: this is past nine billion"),
      ("members.0.measures.total_cost.p05", .string("8999999999"), "quantiles are not in order"),
      ("members.0.measures.outage_risk.mean", .string("1.01"), "outage_risk.mean"),
      ("members.0.measures.paid.futures", .number("-1"), "paid.futures"),
      ("members.0.limits.0.verdict", .string("maybe"), "members[0].limits[0]: "),
      ("members.2.sought.std_error", .string("-1"), "sought.std_error"),
      ("selection.confidence", .string("1.5"), "selection.confidence"),
      ("selection.candidates.0.member", .number("1000"), "candidates[0].member"),
      ("selection.candidates.0.fate", .string("lost"), "'lost' is none of stayed, beaten and broke"),
      ("selection.candidates.1.member", .number("0"), "a candidate twice"),
      ("selection.pairs.0.chosen_cheaper.count", .number("1099511627777"), "count"),
      ("selection.pairs.0.chosen_cheaper.of", .number("1099511627776"), "cheaper in more"),
      ("against.0.member", .number("1000"), "against[0].member"),
      ("against.0.low", .string("8999999999"), "interval are not in order"),
      ("neighbours.0.range", .number("1"), "neighbours[0].range"),
      ("neighbours.0.index", .number("3"), "neighbours[0].index"),
      ("neighbours.0.off", .string("7"), "neighbours[0].off"),
      ("frontiers.0.members.0", .number("1000"), "frontiers[0].members[0]"),
      ("frontiers.0.dominated", .array([.object([])]), "frontiers[0].dominated[0]: there is no 'member'"),
      ("frontiers.0.up", .null, "frontiers[0]: there is no 'up'"),
      ("foresight.plans", .number("0"), "foresight.plans"),
      ("foresight.chosen_is_cheapest.count", .number("1099511627776"), "count"),
      ("newsvendor.wanted", .string("2"), "newsvendor.wanted"),
      ("evaluation_futures", .string("many"), "whole"),
    ] as [(String, JSONValue, String)])
  func `says what is wrong where`(_ path: String, _ value: JSONValue, _ said: String) throws {
    let reason = try refusal(of: try Self.good.get().setting(path, to: value).bytes)
    #expect(reason?.contains(said) == true, "\(path): \(reason ?? "it was read")")
  }
}
