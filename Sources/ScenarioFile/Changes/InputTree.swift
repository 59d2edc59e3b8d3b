/// A scenario, a replay case or a rate card as a tree, with everything that it includes and the card that it names: what two
/// versions of it are compared by (InputDifference.swift).

import Documents
import Pricing
import Providers
import Quantities
import Scenario

public struct InputTree: Sendable {
  public let path: String
  public let kind: CheckedFile.Kind
  let root: Node
  /// Of the card file that it names; nil: the built-in one.
  let card: Node?
  /// The texts that the places of `root` are in, by their number; and the card's.
  private let paths: [String]
  private let cardPath: String?
  /// What was read from its file; nil if it is no longer what the file says, or a text alone.
  let read: CheckedFile.Content?

  /// Its requests stand in a file of their own, of which nothing is in the tree.
  public var readsRequests: Bool {
    if case .replayCase(let replayCase)? = read { replayCase.requestsFile != nil } else { false }
  }

  private init(
    path: String, kind: CheckedFile.Kind, root: Node, card: Node?, paths: [String], cardPath: String?,
    content: CheckedFile.Content?
  ) {
    self.path = path
    self.kind = kind
    self.root = root
    self.card = card
    self.paths = paths
    self.cardPath = cardPath
    read = content
  }

  /// A tree that is compared and not run.
  init(bare root: Node, path: String) {
    self.init(path: path, kind: .scenario, root: root, card: nil, paths: [path], cardPath: nil, content: nil)
  }

  /// Refuses what `check` would refuse.
  public static func read(path: String) throws(Diagnostics) -> InputTree {
    let checked = CheckedFile(path: path)
    guard let kind = checked.kind, let content = checked.content else { throw checked.diagnostics }
    let findings = Findings(path: path)
    guard kind == .scenario || kind == .replayCase || kind == .rateCard else {
      findings.error(
        Place.file, "this is no scenario, no replay case and no rate card", "name one of these")
      throw findings.diagnostics(in: SourceText(path: path, bytes: []))
    }
    let parsed = Document.parse(path: path, findings, as: kind)
    guard let root = parsed.root else { throw findings.diagnostics(in: parsed.text) }
    let whole = kind == .scenario ? Scenarios.whole(root, path: path, findings) : root
    let named = kind == .rateCard ? nil : try cardNode(of: whole, path)
    return InputTree(
      path: path, kind: kind, root: whole, card: named?.root, paths: [path] + findings.includedPaths,
      cardPath: named?.path, content: content)
  }

  private static func cardNode(
    of root: Node, _ path: String
  ) throws(Diagnostics) -> (root: Node, path: String)? {
    guard let rates = rates(of: root), !Provider.names.contains(rates.name) else { return nil }
    let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
    let file = folder + rates.name
    let findings = Findings(path: file)
    if isProviderFolder(rates.name, beside: path) {
      findings.error(
        .file, "two versions of a provider's folder are not compared",
        "name a card, or a provider that is built in")
      throw findings.diagnostics(in: SourceText(path: file, bytes: []))
    }
    let parsed = Document.parse(path: file, findings, as: FileKind.rateCard)
    guard let card = parsed.root else { throw findings.diagnostics(in: parsed.text) }
    return (card, file)
  }

  private static func rates(of root: Node) -> (name: String, node: Node)? {
    guard case .mapping(let pairs) = root.content,
      let node = pairs.first(where: { $0.name == "rates" })?.value, case .scalar(let name, _) = node.content
    else { return nil }
    return (name.trimmed, node)
  }

  /// The same with another card in the place of its own.
  public func with(card other: InputTree) -> InputTree {
    InputTree(
      path: path, kind: kind, root: root, card: other.root, paths: paths, cardPath: other.path,
      content: nil)
  }

  /// Another name for where it was found: `main:scenarios/agency.yaml` for a copy of that.
  public func renamed(from folder: String, to name: String) -> InputTree {
    func renamed(_ path: String) -> String {
      path.hasPrefix(folder) ? name + path.dropFirst(folder.count) : path
    }
    return InputTree(
      path: renamed(path), kind: kind, root: root, card: card, paths: paths.map(renamed),
      cardPath: cardPath.map(renamed), content: read)
  }

  func place(of node: Node, inCard: Bool) -> FilePlace {
    let number = Int(node.place.file)
    let file = inCard ? cardPath ?? path : paths.indices.contains(number) ? paths[number] : path
    return FilePlace(path: file, line: max(1, Int(node.place.line)), column: max(1, Int(node.place.column)))
  }

  /// From trees that were put together; nil if they make no sense.
  static func content(of root: Node, card: Node?, like tree: InputTree) -> CheckedFile.Content? {
    let findings = Findings(path: tree.path)
    var rates = Tariff(rates(of: root).flatMap { Provider.named($0.name) } ?? .standard)
    if let card {
      guard let read = CardFile.read(card.moved(into: 0), findings) else { return nil }
      rates = read
    }
    var root = root.moved(into: 0)
    // A gate may name a plan that only the other version has; nothing that is simulated depends on it.
    if case .mapping(let pairs) = root.content {
      root.content = .mapping(pairs.filter { $0.name != "gates" })
    }
    let content: CheckedFile.Content? =
      switch tree.kind {
      case .scenario:
        Scenarios.read(root, tree.path, findings, given: rates).map { .scenario($0) }
      case .replayCase:
        CaseFile.read(root, tree.path, findings, given: rates).map { .replayCase($0) }
      case .rateCard, .suite, .expectation: nil
      }
    return findings.hasErrors ? nil : content
  }
}
