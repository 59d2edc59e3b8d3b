/// What people see when a file is wrong, to the letter: the files in Mistakes/ hold cases, scenarios,
/// rate cards and event files, and behind `-->` what is said about each. With LOTWISE_RECORD=1 in the environment
/// they are written anew; read the difference.

import Documents
import Foundation
import ScenarioFile
import Testing

struct Mistake: CustomTestStringConvertible, Sendable {
  var file: String
  var title: String
  var input: String
  var says: String

  var testDescription: String { "\(file): \(title)" }

  static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Mistakes")

  static let all: [Mistake] = [
    "yaml", "quantities", "lots", "triggers", "requests", "cards", "csv", "jsonl", "workloads",
    "correlations", "scenarios", "families",
  ].flatMap(read)

  private static func read(_ file: String) -> [Mistake] {
    let text = (try? String(contentsOf: folder.appending(path: file + ".txt"), encoding: .utf8)) ?? ""
    return text.components(separatedBy: "=== ").dropFirst().map { block in
      let title = block.prefix { $0 != "\n" }
      let rest = block.dropFirst(title.count + 1).components(separatedBy: "-->\n")
      return Mistake(file: file, title: String(title), input: rest[0], says: rest.count > 1 ? rest[1] : "")
    }
  }

  func diagnostics() -> Diagnostics {
    do {
      switch file {
      case "cards": _ = try CardFile.read(bytes: Array(input.utf8), path: "card.yaml")
      case "csv", "jsonl": return try eventDiagnostics()
      case "workloads", "correlations":
        return try Scenarios.readDemand(SourceText(path: "scenario.yaml", bytes: Array(input.utf8))).warnings
      case "scenarios", "families":
        return try Scenarios.read(bytes: Array(input.utf8), path: "scenario.yaml").warnings
      default: return try CaseFile.read(bytes: Array(input.utf8), path: "case.yaml").warnings
      }
      return Diagnostics()
    } catch {
      return error as? Diagnostics ?? Diagnostics()
    }
  }

  private func eventDiagnostics() throws -> Diagnostics {
    let scratch = try Scratch()
    let path = try scratch.write("usage." + file, input)
    do {
      _ = try readEvents(path)
      return Diagnostics()
    } catch {
      var diagnostics = error
      for index in diagnostics.list.indices { diagnostics.list[index].path = "usage." + file }
      return diagnostics
    }
  }
}

@Suite struct `Mistakes in a file` {
  static let isRecording = ProcessInfo.processInfo.environment["LOTWISE_RECORD"] == "1"

  @Test(.enabled(if: !isRecording), arguments: Mistake.all)
  func `are reported with place and remedy`(_ mistake: Mistake) {
    #expect(mistake.diagnostics().rendered(color: false) == mistake.says)
  }

  @Test(.enabled(if: isRecording))
  func `are recorded`() throws {
    for file in Set(Mistake.all.map(\.file)) {
      let blocks = Mistake.all.filter { $0.file == file }.map {
        "=== \($0.title)\n\($0.input)-->\n\($0.diagnostics().rendered(color: false))"
      }
      let place = Mistake.folder.appending(path: file + ".txt")
      try blocks.joined().write(to: place, atomically: true, encoding: .utf8)
    }
  }

  @Test(arguments: Mistake.all)
  func `all have a remedy, and lie within the file`(_ mistake: Mistake) {
    let lines = mistake.input.split(separator: "\n", omittingEmptySubsequences: false)
    let diagnostics = mistake.diagnostics()
    #expect(diagnostics.isEmpty == mistake.title.hasPrefix("a header alone"))
    for diagnostic in diagnostics.list {
      #expect(!diagnostic.remedy.isEmpty)
      #expect((0...lines.count).contains(diagnostic.line))
      if diagnostic.line > 0 {
        let line = lines[diagnostic.line - 1]
        #expect((1...line.unicodeScalars.count + 1).contains(diagnostic.column))
      }
    }
  }
}
