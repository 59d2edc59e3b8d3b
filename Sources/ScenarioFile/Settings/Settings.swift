/// What a command line sets in a scenario (`--set`, `--scale`), as text until the scenario is read: mistakes are then told at
/// their place in the expression, with everything else that is wrong.

import Documents
import Quantities

public struct Settings: Sendable {
  /// As they were given: `PATH=VALUE`, where the value is written as in the file.
  public let expressions: [String]

  /// Whether there is a further plan that buys nothing, which says what an account comes to as it stands.
  public enum Standing: Sendable {
    case never
    /// Where the file has no plans: it is the state of an account.
    case alone
    case always
  }

  public let adds: Standing
  /// What that plan is called.
  public static let standing = "as it stands"

  public init(_ expressions: [String], adding standing: Standing = .never) {
    self.expressions = expressions
    adds = standing
  }

  public static let none = Settings([])

  public var isEmpty: Bool { expressions.isEmpty }

  /// One after the other.
  func applied(to root: Node, _ findings: Findings) -> Node {
    let tree = expressions.reduce(root) { tree, expression in
      Settings.setting(expression, findings)?.applied(to: tree, findings) ?? tree
    }
    switch adds {
    case .never: return tree
    case .alone: return tree[Keys.scenario.plans.name] == nil ? Settings.standing(in: tree) : tree
    case .always: return Settings.standing(in: tree)
    }
  }

  private static func standing(in root: Node) -> Node {
    guard case .mapping(var pairs) = root.content else { return root }
    let own = Node.Pair(key: .text(standing), value: Node(content: .mapping([]), place: .file))
    if let index = pairs.firstIndex(where: { $0.name == Keys.scenario.plans.name }) {
      guard case .mapping(let plans) = pairs[index].value.content,
        !plans.contains(where: { $0.name == standing })
      else { return root }
      pairs[index].value.content = .mapping(plans + [own])
    } else {
      let plans = Node(content: .mapping([own]), place: .file)
      pairs.append(Node.Pair(key: .text(Keys.scenario.plans.name), value: plans))
    }
    var whole = root
    whole.content = .mapping(pairs)
    return whole
  }

  private static func setting(_ expression: String, _ findings: Findings) -> Setting? {
    let whole = SourceText(path: "--set", bytes: Array(expression.utf8))
    let file = findings.include(whole)
    var first = Place(line: 1, column: 1)
    first.file = file
    guard let sign = expression.firstIndex(of: "=") else {
      findings.error(
        first, "\(quote(expression)) sets nothing",
        "write a path of keys, '=' and a value, as in 'workloads.agents.requests=200 per day'")
      return nil
    }
    guard let path = Setting.path(String(expression[..<sign]), first, findings) else { return nil }
    // Blanks stand for the path, so that places in the value are places in the expression.
    let blanks = expression[...sign].unicodeScalars.map { _ in " " }.joined()
    let text = SourceText(
      path: "--set", bytes: Array((blanks + expression[expression.index(after: sign)...]).utf8))
    let own = Findings(path: "--set")
    if text.bytes.allSatisfy({ $0 == UInt8(ascii: " ") }) {
      return Setting(path: path, value: Node(content: .scalar("", .plain), place: first))
    }
    guard let value = Document.parse(text, own).root else {
      findings.adopt(own.diagnostics(in: whole))
      return nil
    }
    return Setting(path: path, value: value.moved(into: file))
  }
}
