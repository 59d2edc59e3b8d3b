/// What the front pages promise is there: the commands of the README, the open section of the changelog.

extension Rule {
  static let commands = Rule("Every command that the README shows exists") { tree in
    let targets = Set(
      (tree.files["Makefile"] ?? "").matches(of: /(?m)^([a-z][a-z-]*):(?!=)/).map { String($0.1) })
    // One file per subcommand: Commands/Replay.swift or Commands/ReplayCommand.swift is `lotwise replay`.
    let subcommands = Set(
      tree.paths(in: "Sources/Program/Commands/", ".swift").compactMap { path in
        path.split(separator: "/").last?.split(separator: ".").first?.lowercased()
          .replacing(/command$/, with: "")
      })
    return code(in: tree.lines(of: "README.md")).compactMap { number, code in
      let words = code.split(separator: " ").drop { $0 == "$" || $0 == "sudo" }
      guard let program = words.first,
        let command = words.dropFirst().first(where: { !$0.contains("=") }),
        command.wholeMatch(of: /[a-z][a-z-]*/) != nil
      else { return nil }
      switch program {
      case "make" where !targets.contains(String(command)):
        return Finding(path: "README.md", line: number, what: "the Makefile has no target \(command)")
      case "lotwise" where !subcommands.contains(String(command)):
        return Finding(path: "README.md", line: number, what: "lotwise has no subcommand \(command)")
      default: return nil
      }
    }
  }

  /// The pieces of code on a page: `spans` and the lines of fenced or indented blocks.
  private static func code(in lines: [(number: Int, text: Substring)]) -> [(Int, Substring)] {
    var isFenced = false
    return lines.flatMap { number, text -> [(Int, Substring)] in
      if text.hasPrefix("```") {
        isFenced.toggle()
        return []
      }
      if isFenced || text.hasPrefix("    ") { return [(number, text)] }
      return text.matches(of: /`([^`]+)`/).map { (number, $0.1) }
    }
  }

  static let changelog = Rule("The changelog has an open section, and it is the first") { tree in
    let first = tree.lines(of: "CHANGELOG.md").first { $0.text.hasPrefix("## ") }
    if first?.text.contains("Unreleased") == true { return [] }
    return [Finding(path: "CHANGELOG.md", line: first?.number, what: "does not open with Unreleased")]
  }
}
