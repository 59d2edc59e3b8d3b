/// Scenarios that nobody should write. Each ends in a message with its place, soon, and never in a crash; and
/// a change that means nothing changes nothing.

import Documents
import Foundation
import ScenarioFile
import Testing

/// A change that can be made to any scenario.
struct AnyScenario: CustomTestStringConvertible, Sendable {
  enum Due: Sendable { case refused, asBefore }

  var testDescription: String
  var due: Due
  var change: @Sendable ([UInt8]) -> [UInt8]

  init(_ title: String, _ due: Due, _ change: @escaping @Sendable ([UInt8]) -> [UInt8]) {
    (testDescription, self.due, self.change) = (title, due, change)
  }

  private static func behindTheTitle(_ bytes: [UInt8], _ more: [UInt8]) -> [UInt8] {
    let title = bytes.firstRange(of: Array("\ntitle:".utf8))?.upperBound ?? 0
    let end = bytes[title...].firstIndex(of: 10).map { $0 + 1 } ?? bytes.count
    return bytes[..<end] + more + bytes[end...]
  }

  private static func behindTheTitle(_ bytes: [UInt8], _ more: String) -> [UInt8] {
    behindTheTitle(bytes, Array(more.utf8))
  }

  private static let bomb =
    "x0: &x0 [a, a, a, a, a, a, a, a, a, a]\n"
    + (1..<20).map {
      "x\($0): &x\($0) [\(Array(repeating: "*x\($0 - 1)", count: 10).joined(separator: ", "))]\n"
    }
    .joined()

  static let all: [AnyScenario] = [
    AnyScenario("a NUL byte", .refused) { behindTheTitle($0, [0]) },
    AnyScenario("bytes that are not UTF-8", .refused) { behindTheTitle($0, [0x23, 0xC3, 0x28, 0x0A]) },
    AnyScenario("UTF-8 cut short", .refused) { $0 + [0xE2, 0x82] },
    AnyScenario("a tab", .refused) { behindTheTitle($0, "\thorizon: 1 year\n") },
    AnyScenario("a key again", .refused) { behindTheTitle($0, "title: Another\n") },
    AnyScenario("a key that nobody knows", .refused) { behindTheTitle($0, "colour: blue\n") },
    AnyScenario("a key without its value", .refused) { behindTheTitle($0, "rates: {}\n") },
    AnyScenario("a colon alone", .refused) { behindTheTitle($0, ":\n") },
    AnyScenario("an open bracket", .refused) { behindTheTitle($0, "include: [\n") },
    AnyScenario("an open quote", .refused) { behindTheTitle($0, "tax: \"19\n") },
    AnyScenario("a second document", .refused) { $0 + Array("---\nlotwise: 1\n".utf8) },
    AnyScenario("a list instead of a map", .refused) { _ in Array("- lotwise: 1\n".utf8) },
    AnyScenario("nothing", .refused) { _ in [] },
    AnyScenario("comments alone", .refused) { $0.isEmpty ? [] : Array("# nothing\n".utf8) },
    AnyScenario("deep nesting", .refused) {
      behindTheTitle($0, "x: " + String(repeating: "[", count: 10_000) + "\n")
    },
    AnyScenario("aliases that unfold to billions", .refused) { behindTheTitle($0, bomb) },
    AnyScenario("an alias of nothing", .refused) { behindTheTitle($0, "tax: *nothing\n") },
    AnyScenario("an alias of itself", .refused) { behindTheTitle($0, "include: &a [*a]\n") },
    AnyScenario("100,000 keys", .refused) {
      behindTheTitle($0, (0..<100_000).map { "k\($0): 1\n" }.joined())
    },
    AnyScenario("no plans", .refused) {
      let plans = $0.firstRange(of: Array("\nplans:".utf8))?.lowerBound ?? 0
      return Array($0[..<plans])
    },
    AnyScenario("carriage returns", .asBefore) { $0.flatMap { $0 == 10 ? [13, 10] : [$0] } },
    AnyScenario("a byte order mark", .asBefore) { [0xEF, 0xBB, 0xBF] + $0 },
    AnyScenario("no last line feed", .asBefore) { Array($0.dropLast()) },
    AnyScenario("comments everywhere", .asBefore) { $0.flatMap { $0 == 10 ? Array("  # x\n".utf8) : [$0] } },
    AnyScenario("empty lines everywhere", .asBefore) { $0.flatMap { $0 == 10 ? [10, 10] : [$0] } },
  ]
}

@Suite struct `Hostile scenarios` {
  @Test(arguments: AnyScenario.all, Library.names)
  func `made by a change to any of them are refused, or read as before`(
    _ change: AnyScenario, _ name: String
  ) {
    let bytes = change.change(Library.bytes(name))
    var said = Diagnostics()
    let seconds = Bounds.seconds { said = Library.diagnostics(bytes, as: name) }
    #expect(seconds < Bounds.most)
    #expect(Bounds.fault(of: said, in: bytes) == nil)
    switch change.due {
    case .refused: #expect(said.hasErrors)
    case .asBefore:
      let before = Library.diagnostics(Library.bytes(name), as: name)
      #expect(said.list.map(\.message) == before.list.map(\.message))
    }
  }

  @Test(arguments: HandMade.all)
  func `made by hand are refused where they are wrong`(_ made: HandMade) throws {
    let text = Library.text(made.file)
    let range = try #require(text.range(of: made.find), "the shipped file no longer has this text")
    let bytes = Array(text.replacingCharacters(in: range, with: made.replacement).utf8)
    var said = Diagnostics()
    let seconds = Bounds.seconds { said = Library.diagnostics(bytes, as: made.file) }
    #expect(seconds < Bounds.most)
    #expect(Bounds.fault(of: said, in: bytes) == nil)
    let shown = Comment(rawValue: said.rendered(color: false))
    let line = text[..<range.lowerBound].count { $0 == "\n" } + 1 + made.below
    switch made.due {
    case .refused:
      #expect(said.list.contains { $0.severity == .error && $0.line == line && $0.column > 0 }, shown)
    case .refusedElsewhere: #expect(said.list.contains { $0.severity == .error && $0.line > 0 }, shown)
    case .warned: #expect(!said.hasErrors && !said.isEmpty, shown)
    case .read: #expect(!said.hasErrors, shown)
    case .anything: break
    }
  }

  @Test func `are more than 200`() {
    #expect(AnyScenario.all.count * Library.names.count + HandMade.all.count >= 200 + 200)
  }

  @Test func `of 100 MB are refused at once, by their size`() throws {
    let scratch = try Scratch()
    let path = try scratch.write("large.yaml", Library.bytes("stacked-lots"))
    #expect(truncate(path, 100 << 20) == 0)
    var said = Diagnostics()
    let seconds = Bounds.seconds { said = Library.diagnostics(file: path) }
    #expect(seconds < 0.5)
    #expect(said.rendered(color: false).contains("this file is larger than 64 MB"))
    #expect(said.list.count == 1)
  }

  @Test func `that are no file are refused`() {
    for path in ["/nonexistent/scenario.yaml", Library.folder.path, "/dev/null", ""] {
      let said = Library.diagnostics(file: path)
      #expect(said.hasErrors)
      #expect(Bounds.fault(of: said, in: []) == nil)
    }
  }
}

@Suite struct `Hostile includes` {
  /// A folder with these files; the first is the scenario.
  private func said(_ files: [(String, String)]) throws -> Diagnostics {
    let scratch = try Scratch()
    let inner = scratch.folder.appending(path: "inner")
    try FileManager.default.createDirectory(at: inner, withIntermediateDirectories: true)
    for (name, text) in files { _ = try scratch.write(name, text) }
    var said = Diagnostics()
    let path = scratch.folder.appending(path: files[0].0).path
    let seconds = Bounds.seconds { said = Library.diagnostics(file: path) }
    #expect(seconds < Bounds.most)
    for diagnostic in said.list { #expect(!diagnostic.message.isEmpty && !diagnostic.remedy.isEmpty) }
    return said
  }

  private func scenario(_ include: String) -> String {
    "lotwise: 1\nstart: 2026-12-01\ninclude: \(include)\n" + Library.least
  }

  @Test func `that lead back to the scenario name the cycle`() throws {
    let once = try said([("a.yaml", scenario("[a.yaml]"))])
    #expect(once.rendered(color: false).contains("a.yaml"))
    #expect(once.hasErrors)
    let twice = try said([
      ("a.yaml", scenario("[b.yaml]")), ("b.yaml", "lotwise: 1\ninclude: [c.yaml]\n"),
      ("c.yaml", "lotwise: 1\ninclude: [a.yaml]\n"),
    ])
    #expect(twice.hasErrors)
    #expect(["a.yaml", "b.yaml", "c.yaml"].allSatisfy { twice.rendered(color: false).contains($0) })
  }

  @Test func `that double at every step end soon`() throws {
    var files = [("a0.yaml", scenario("[a1.yaml, b1.yaml]"))]
    for level in 1..<40 {
      let next = "lotwise: 1\ninclude: [a\(level + 1).yaml, b\(level + 1).yaml]\n"
      files += [("a\(level).yaml", next), ("b\(level).yaml", next)]
    }
    files += [("a40.yaml", "lotwise: 1\n"), ("b40.yaml", "lotwise: 1\n")]
    _ = try said(files)
  }

  @Test(arguments: [
    "[../a.yaml]", "[/etc/passwd]", "[inner/../../a.yaml]", "[missing.yaml]", "[\"\"]",
    "[[a.yaml]]",
    "{a: b}", "[/dev/zero]", "[null]",
  ])
  func `that lead out of the folder or to no file are refused at their place`(_ include: String) throws {
    let said = try said([("a.yaml", scenario(include))])
    #expect(said.list.contains { $0.severity == .error && $0.line == 3 && $0.path.hasSuffix("a.yaml") })
  }

  @Test func `that are a folder are refused at their place`() throws {
    let said = try said([("a.yaml", scenario("[inner]"))])
    #expect(said.list.contains { $0.severity == .error && $0.line == 3 && $0.path.hasSuffix("a.yaml") })
  }

  @Test func `with a mistake of their own say so in their own file`() throws {
    let said = try said([
      ("a.yaml", scenario("[b.yaml]")), ("b.yaml", "lotwise: 1\nworkloads:\n  v:\n    reqests: 1 per day\n"),
    ])
    #expect(said.list.contains { $0.path.hasSuffix("b.yaml") && $0.line == 4 })
  }

  @Test func `that are links out of the folder are refused`() throws {
    let scratch = try Scratch()
    let outside = try Scratch()
    let target = try outside.write("part.yaml", "lotwise: 1\n")
    let link = scratch.folder.appending(path: "part.yaml").path
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: target)
    let path = try scratch.write("a.yaml", scenario("[part.yaml]"))
    #expect(Library.diagnostics(file: path).hasErrors)
  }
}
