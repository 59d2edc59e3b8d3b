/// Words that do not belong in the tree. They are put together from pieces here, so that this file does
/// not hold them itself.

extension Rule {
  static let words = Rule("Nothing is left unfinished") { tree in
    let marks = ["TO" + "DO", "FIX" + "ME", "X" + "XX", "HA" + "CK"]
    let stubs = ["un", "not "].map { "fatalError(\"" + $0 + "impl" }
    return each(in: tree) { text in
      stubs.first(where: text.contains)
        ?? text.split { !$0.isLetter && !$0.isNumber }.map(String.init).first(where: marks.contains)
    }
  }

  static let machines = Rule("No path of one machine is in the tree") { tree in
    let roots = ["work", "root", "home", "tmp", "farm"].map { "/" + $0 + "/" }
    return each(in: tree) { text in
      roots.first { root in
        text.ranges(of: root).contains { range in
          // Inside another path, as in `example.org/home/`, it is no root.
          guard range.lowerBound > text.startIndex else { return true }
          let before = text[text.index(before: range.lowerBound)]
          return !before.isLetter && !before.isNumber && before != "." && before != "/" && before != "}"
        }
      }
    }
  }

  private static func each(in tree: Tree, find: (Substring) -> String?) -> [Finding] {
    tree.paths.flatMap { path in
      tree.lines(of: path).compactMap { number, text in
        find(text).map { Finding(path: path, line: number, what: "has '\($0)'") }
      }
    }
  }
}
