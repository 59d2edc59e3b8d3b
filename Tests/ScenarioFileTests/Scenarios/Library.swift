/// The scenarios that are shipped, and the keys of the format as they appear in them.

import Documents
import Foundation
import ScenarioFile

enum Library {
  /// Ten scenarios, each named for the person it serves.
  static let names = [
    "agency-four-months", "claude-code-team", "enterprise-commitment", "experimenter", "indie-sporadic",
    "pipeline-that-died", "promo-and-student", "reseller-or-official", "stacked-lots", "startup-burst",
    "usage-from-history",
  ]

  static let root = URL(filePath: #filePath).appending(path: "../../../..").standardizedFileURL
  static let folder = root.appending(path: "scenarios")

  static func path(_ name: String) -> String { folder.appending(path: name + ".yaml").path }

  static func bytes(_ name: String) -> [UInt8] {
    (try? Data(contentsOf: URL(filePath: path(name)))).map { Array($0) } ?? []
  }

  static func text(_ name: String) -> String { String(decoding: bytes(name), as: UTF8.self) }

  /// What is said about a text that stands in the place of a shipped scenario: its includes are found.
  static func diagnostics(_ bytes: [UInt8], as name: String) -> Diagnostics {
    do throws(Diagnostics) {
      return try Scenarios.read(bytes: bytes, path: path(name)).warnings
    } catch {
      return error
    }
  }

  /// What is said about a file.
  static func diagnostics(file path: String) -> Diagnostics {
    do throws(Diagnostics) {
      return try Scenarios.read(path: path).warnings
    } catch {
      return error
    }
  }

  /// The scenarios among the pages of the rule book and the questions.
  static var treesBeside: [Node] {
    ["rules", "questions"].flatMap { name -> [Node] in
      let below = folder.appending(path: name)
      let files = FileManager.default.enumerator(at: below, includingPropertiesForKeys: nil)
      return (files?.compactMap { $0 as? URL } ?? [])
        .filter { $0.pathExtension == "yaml" && !$0.lastPathComponent.hasSuffix(".expect.yaml") }
        .compactMap { Document.parse(path: $0.path, Findings(path: $0.path)).root }
        .filter { $0["workloads"] != nil }
    }
  }

  /// The least that a scenario holds, behind `start`.
  static let least = """
    workloads: {w: {spend: {law: fixed, mean: $1, per: day}}}
    plans: {p: {buy: [{credit: $100}]}}

    """

  /// A file with the files that it includes, as trees.
  static func trees(_ name: String) -> [Node] {
    let included = name == "startup-burst" ? ["parts/support-bot"] : []
    return ([name] + included).compactMap { name in
      YAMLReader.read(SourceText(path: name, bytes: bytes(name)), Findings(path: name))
    }
  }
}

/// The keys of a scenario, each with the maps it stands in: `workloads: spend: law`. What the author names
/// himself (a plan, a lot, a model) is left out, and so are the places in a list.
enum FormatKeys {
  /// Maps whose keys are the author's own.
  static let named: Set<String> = [
    "workloads", "plans", "account: holds", "workloads: regimes", "plans: standing orders",
  ]

  /// One, or several by name.
  static let oneOrNamed: Set<String> = [
    "plans: buy", "plans: auto-reload", "plans: when empty", "plans: subscription",
  ]

  /// Maps that end the walk: what they hold is names with a value each.
  static let closed: Set<String> = [
    "workloads: models", "workloads: days", "workloads: regimes: next", "plans: commitment: volume prices",
    "variants",
  ]

  static func of(_ node: Node) -> Set<String> {
    var keys: Set<String> = []
    walk(node, "", &keys)
    return keys
  }

  private static func isRange(_ pairs: [Node.Pair]) -> Bool {
    let names = Set(pairs.map(\.name))
    return names.isSubset(of: ["from", "to", "step", "of", "chosen"])
      && (names.contains("of") || names.contains("step"))
  }

  private static func walk(
    _ node: Node, _ path: String, isNamed isInside: Bool = false, _ keys: inout Set<String>
  ) {
    switch node.content {
    case .scalar: break
    case .sequence(let items): for item in items { walk(item, path, &keys) }
    // A range stands for a single value.
    case .mapping(let pairs) where isRange(pairs): break
    case .mapping(let pairs):
      let isOfMaps = pairs.allSatisfy { $0.value.isMap }
      let isOfNames = !isInside && (named.contains(path) || oneOrNamed.contains(path) && isOfMaps)
      for pair in pairs {
        let below = isOfNames ? path : path.isEmpty ? pair.name : path + ": " + pair.name
        if !isOfNames { keys.insert(below) }
        if !closed.contains(below) { walk(pair.value, below, isNamed: isOfNames, &keys) }
      }
    }
  }
}
