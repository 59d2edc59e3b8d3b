/// Which module may import which: arrows run one way, from the command line down to the quantities.
/// Package.swift declares the same; this reads what the files really say. A new module gets a row here.

extension Rule {
  private static let allowed: [String: Set<String>] = [
    "Quantities": [],
    "LinearAlgebra": [],
    "Pricing": ["Quantities"],
    "Ledger": ["Quantities"],
    "Demand": ["Pricing", "Quantities"],
    "Scenario": ["Demand", "Pricing", "Ledger", "Quantities"],
    "Documents": ["Quantities", "CYAML"],
    "ScenarioFile": ["Documents", "Scenario", "Demand", "Pricing", "Ledger", "Quantities"],
    "Simulation": ["Scenario", "Demand", "Pricing", "Ledger", "Quantities"],
    "Analysis": ["Simulation", "Scenario", "LinearAlgebra", "Ledger", "Quantities"],
    "Reports": ["Analysis", "Simulation", "Scenario", "Pricing", "Ledger", "Quantities"],
    "Regression": [
      "ScenarioFile", "Documents", "Reports", "Analysis", "Simulation", "Scenario", "Demand", "Pricing", "Ledger",
      "Quantities",
    ],
    "lotwise": [
      "Regression", "ScenarioFile", "Documents", "Reports", "Analysis", "Simulation", "Scenario", "Demand", "Pricing",
      "Ledger",
      "Quantities",
    ],
  ]

  /// Open to every module. Foundation is not: it doubles the start-up time and brings clocks and locales.
  private static let system: Set<String> = ["Glibc", "Synchronization"]

  static let arrows = Rule("Modules import only what lies below them, and no Foundation") { tree in
    tree.paths(in: "Sources/", ".swift").flatMap { path -> [Finding] in
      let module = path.split(separator: "/").dropFirst().first.map(String.init) ?? ""
      guard let below = allowed[module] else {
        return [Finding(path: path, what: "the module \(module) has no row in the table of arrows")]
      }
      return tree.lines(of: path).compactMap { number, text in
        guard let name = imported(by: text), !below.contains(name), !system.contains(name) else {
          return nil
        }
        return Finding(path: path, line: number, what: "\(module) may not import \(name)")
      }
    }
  }

  /// The module that a line imports, with whatever attributes and access the import has.
  private static func imported(by line: Substring) -> String? {
    let words = line.split(separator: " ")
    guard let keyword = words.firstIndex(of: "import"),
      words[..<keyword].allSatisfy({ $0.hasPrefix("@") || accessLevels.contains($0) })
    else { return nil }
    var rest = words[(keyword + 1)...]
    if let kind = rest.first, kinds.contains(kind) { rest.removeFirst() }
    return rest.first?.split(separator: ".").first.map(String.init)
  }

  private static let accessLevels: Set<Substring> = [
    "public", "package", "internal", "fileprivate", "private",
  ]
  private static let kinds: Set<Substring> = [
    "struct", "class", "enum", "protocol", "func", "var", "let", "typealias",
  ]
}
