/// Which module may import which: arrows run one way, from the command line down to the quantities. Package.swift says
/// it, in an order in which every module stands below what it needs; this reads what the files really import, and draws it.

/// The modules of a tree, from its Package.swift and its files.
struct ModuleMap {
  struct Module {
    let name: String
    /// As Package.swift declares them.
    let needs: [String]
    /// What its files import of the others: each name once, in the order of Package.swift.
    var imports: [String] = []
    /// The line of Package.swift on which it is declared.
    let line: Int
    let kind: Kind

    enum Kind: String {
      case module, program, tests
      /// A folder of tables inside the module of providers.
      case provider
      /// A library of the system.
      case system = ".systemLibrary"
    }
  }

  private(set) var modules: [Module]
  /// The targets of tests, which may need any module: they have no place in the picture.
  private(set) var tests: [Module]

  init(_ tree: Tree) {
    let text = tree.files["Package.swift"] ?? ""
    let declared =
      /(module|provider|program|tests|\.systemLibrary)\(\s*(?:name: )?"([\w-]+)"(?:,\s*needs: \[([^\]]*)\])?/
    let all = text.matches(of: declared).map { match in
      let needs = (match.3 ?? "").split(separator: ",").map { $0.filter { $0.isLetter || $0.isNumber } }
      let line = text[..<match.range.lowerBound].split(separator: "\n", omittingEmptySubsequences: false)
        .count
      return Module(
        name: String(match.2), needs: needs.filter { !$0.isEmpty }, line: line,
        kind: Module.Kind(rawValue: String(match.1)) ?? .module)
    }
    modules = all.filter { $0.kind != .tests }
    tests = all.filter { $0.kind == .tests }
    var imported: [String: Set<String>] = [:]
    for path in tree.paths(in: "Sources/", ".swift") + tree.paths(in: "Tests/", ".swift") {
      for line in (tree.files[path] ?? "").split(separator: "\n") where line.contains("import ") {
        if let name = ModuleMap.imported(by: line) {
          imported[module(of: path), default: []].insert(name)
        }
      }
    }
    let names = modules.map(\.name)
    for index in modules.indices {
      modules[index].imports = names.filter { imported[names[index]]?.contains($0) == true }
    }
    for index in tests.indices {
      tests[index].imports = names.filter { imported[tests[index].name]?.contains($0) == true }
    }
  }

  subscript(name: String) -> Module? { modules.first { $0.name == name } }

  /// The module of a file below Sources, or the target of a file below Tests.
  func module(of path: String) -> String {
    let parts = path.split(separator: "/").map(String.init)
    if parts.count > 3, let inner = self[parts[2]], inner.kind == .provider { return inner.name }
    return parts.count > 1 ? parts[1] : ""
  }

  /// The module that a line imports, with whatever attributes and access the import has.
  static func imported(by line: Substring) -> String? {
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

extension Rule {
  /// Open to every module. Foundation is not: it doubles the start-up time and brings clocks and locales.
  private static let system: Set<String> = ["Glibc", "Synchronization"]

  static let arrows = Rule("Modules import what Package.swift says, which lies below them, and no Foundation")
  {
    tree in
    let map = ModuleMap(tree)
    return undeclared(tree, map) + undeclaredByTests(tree, map) + idle(map) + upward(map)
  }

  private static func undeclared(_ tree: Tree, _ map: ModuleMap) -> [Finding] {
    tree.paths(in: "Sources/", ".swift").flatMap { path -> [Finding] in
      let name = map.module(of: path)
      guard let module = map[name] else {
        return [Finding(path: path, what: "the module \(name) is not in Package.swift")]
      }
      return tree.lines(of: path).compactMap { number, text in
        guard text.contains("import "), let imported = ModuleMap.imported(by: text),
          !module.needs.contains(imported),
          !system.contains(imported)
        else { return nil }
        return Finding(path: path, line: number, what: "\(name) may not import \(imported)")
      }
    }
  }

  /// A build in an old folder finds a module that is not declared; a build in a new one does not.
  private static func undeclaredByTests(_ tree: Tree, _ map: ModuleMap) -> [Finding] {
    map.tests.flatMap { target in
      tree.paths(in: "Tests/\(target.name)/", ".swift").flatMap { path in
        tree.lines(of: path).compactMap { number, text -> Finding? in
          guard text.contains("import "), let imported = ModuleMap.imported(by: text),
            map[imported] != nil, !target.needs.contains(imported)
          else { return nil }
          return Finding(path: path, line: number, what: "\(target.name) may not import \(imported)")
        }
      }
    }
  }

  private static func idle(_ map: ModuleMap) -> [Finding] {
    (map.modules + map.tests).flatMap { module in
      module.needs.filter { !module.imports.contains($0) }.map {
        Finding(path: "Package.swift", line: module.line, what: "no file of \(module.name) imports \($0)")
      }
    }
  }

  private static func upward(_ map: ModuleMap) -> [Finding] {
    map.modules.enumerated().flatMap { place, module in
      module.needs.filter { name in !map.modules[..<place].contains { $0.name == name } }.map {
        Finding(
          path: "Package.swift", line: module.line, what: "\(module.name) stands before \($0), which it needs"
        )
      }
    }
  }
}
