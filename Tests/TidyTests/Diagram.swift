/// The picture of the modules, drawn from what the files import, and the page that shows it: docs/modules.md. It is never
/// drawn by hand: `make diagram` writes it again, and a picture that is not the code's is a finding.

import Foundation

enum Diagram {
  static let isAskedFor = ProcessInfo.processInfo.environment["UPDATE_DIAGRAM"] != nil

  static func write(_ page: String) throws {
    let root = URL(filePath: #filePath).appending(path: "../../..").standardizedFileURL
    try Data(page.utf8).write(to: root.appending(path: ModuleMap.page))
  }
}

extension ModuleMap {
  static let page = "docs/modules.md"

  /// The arrows that are not implied by others: A → C is left out where A → B → C says it.
  private func shownNeeds(of module: Module) -> [String] {
    module.imports.filter { far in !module.imports.contains { $0 != far && reaches($0, far) } }
  }

  private func reaches(_ from: String, _ to: String) -> Bool {
    let next = self[from]?.imports ?? []
    return next.contains(to) || next.contains { reaches($0, to) }
  }

  /// The first paragraph of a module's README, which has no links: what lives there.
  private func job(of name: String, _ tree: Tree) -> String {
    let text = tree.files[ModuleMap.readme(of: name)] ?? ""
    let paragraphs = text.split(separator: "\n\n").filter { !$0.hasPrefix("#") }
    return (paragraphs.first ?? "").split(separator: "\n").joined(separator: " ")
  }

  static func readme(of name: String) -> String { "Sources/\(name)/README.md" }

  /// All that have a page: not the folders of tables, and not what is the system's.
  var own: [Module] { modules.filter { $0.kind == .module || $0.kind == .program } }

  func drawn(_ tree: Tree) -> String {
    let arrows = own.reversed().flatMap { module in
      shownNeeds(of: module).filter { name in own.contains { $0.name == name } }
        .map { "  \(module.name) --> \($0)" }
    }
    let rows = own.reversed().map { module in
      "| [\(module.name)](../\(ModuleMap.readme(of: module.name))) | \(job(of: module.name, tree)) |"
    }
    return """
      # The modules and what they need

      This page is drawn from the imports of the code by `make diagram`, and `make check` fails where it is not what
      the code says. An arrow leads from a module to one that it imports. Arrows that follow from others are left
      out: where A needs B and B needs C, an arrow from A to C is not drawn. Arrows only ever lead down.

      ```mermaid
      flowchart TD
      \(arrows.joined(separator: "\n"))
      ```

      | Module | What lives there |
      | --- | --- |
      \(rows.joined(separator: "\n"))

      """
  }
}

extension Rule {
  static let readmes = Rule("Every module has a page that says what lives there") { tree in
    ModuleMap(tree).own.map(\.name).sorted().compactMap { name in
      guard tree.files[ModuleMap.readme(of: name)] == nil else { return nil }
      return Finding(
        path: ModuleMap.readme(of: name), what: "the module has no page that says what lives there")
    }
  }

  static let diagram = Rule("The picture of the modules is the code's") { tree in
    tree.files[ModuleMap.page] == ModuleMap(tree).drawn(tree)
      ? [] : [Finding(path: ModuleMap.page, what: "is not what the code says; `make diagram` draws it again")]
  }
}
