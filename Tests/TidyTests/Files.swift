/// No file lies about that nobody uses: scenarios, fixtures of tests and pages of the documentation.

extension Rule {
  static let scenarios = Rule("Every scenario is used by a test, the Makefile or a page") { tree in
    let users = tree.paths.filter {
      $0.hasPrefix("Tests/") || $0.hasPrefix("scripts/") || $0.hasSuffix(".md") || $0 == "Makefile"
    }
    return tree.paths(in: "scenarios/")
      .filter { path in
        if isPinned(path, tree) { return false }
        // A case may name a card or a file of requests beside it.
        let named = users + tree.paths(in: "scenarios/").filter { $0 != path }
        return !named.contains { names(path, tree.files[$0] ?? "") }
      }
      .map { Finding(path: $0, what: "no test, Makefile or page names it") }
  }

  /// What `lotwise verify scenarios` runs: a file with its expectation beside it, and the suite's own.
  private static func isPinned(_ path: String, _ tree: Tree) -> Bool {
    let ending = ".expect.yaml"
    if path.hasSuffix("/suite.yaml") { return true }
    if path.hasSuffix(ending) { return tree.files[path.dropLast(ending.count) + ".yaml"] != nil }
    return path.hasSuffix(".yaml") && tree.files[path.dropLast(5) + ending] != nil
  }

  static let fixtures = Rule("Every fixture of the tests is named in a test") { tree in
    let users = tree.paths(in: "Tests/", ".swift", ".py") + ["Makefile"] + tree.paths(in: "scripts/")
    return tree.paths(in: "Tests/").filter { !$0.hasSuffix(".swift") }
      .filter { path in !users.contains { $0 != path && names(path, tree.files[$0] ?? "") } }
      .map { Finding(path: $0, what: "no test names it") }
  }

  /// True if the text has the file's name, its name up to the first dot in quotes, its folder as a whole
  /// (`folder/*.ending`, or the folder's path in quotes), or a literal that makes the name of one piece:
  /// `help-\(command).txt` names `help-rates.txt` if the text has `rates` as well.
  private static func names(_ path: String, _ text: String) -> Bool {
    let parts = path.split(separator: "/")
    let name = parts.last ?? ""
    let stem = name.prefix { $0 != "." }
    let folder = parts.dropLast().joined(separator: "/")
    let ending = name.split(separator: ".").last ?? ""
    let whole = [String(name), "\"\(stem)\"", "\(folder)/*.\(ending)", "\"\(folder)\"", "\"\(folder)/\""]
    return whole.contains { text.contains($0) }
      || text.matches(of: /"([^"\\]+)\\\([^)"]*\)([^"\\]*)"/).contains { literal in
        name.hasPrefix(literal.1) && name.hasSuffix(literal.2)
          && text.contains(name.dropFirst(literal.1.count).dropLast(literal.2.count))
      }
  }

  static let pages = Rule("Every page is linked from another one, and every link leads somewhere") { tree in
    var linked: Set<String> = []
    var findings: [Finding] = []
    for page in tree.paths where page.hasSuffix(".md") {
      for (number, text) in tree.lines(of: page) {
        for match in text.matches(of: /\]\(([^)\s#]+)(#[^)]*)?\)/) where !match.1.contains(":") {
          let target = resolve(match.1, from: page)
          if target != page { linked.insert(target) }
          if !tree.paths.contains(where: { $0 == target || $0.hasPrefix(target + "/") }) {
            findings.append(Finding(path: page, line: number, what: "the link to \(match.1) is broken"))
          }
        }
      }
    }
    return findings
      + tree.paths(in: "docs/", ".md").filter { !linked.contains($0) }
      .map { Finding(path: $0, what: "no other page links to it") }
  }

  /// The path from the root that a relative link on a page means.
  private static func resolve(_ link: Substring, from page: String) -> String {
    var parts = page.split(separator: "/").dropLast()
    for part in link.split(separator: "/") where part != "." {
      if part == ".." { parts = parts.dropLast() } else { parts.append(part) }
    }
    return parts.joined(separator: "/")
  }
}
