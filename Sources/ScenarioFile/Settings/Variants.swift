/// `variants`: the same scenario with some of its values at others (Setting.swift). Each of them is read whole, as if it stood
/// in a file of its own, and compared with the scenario over the same futures.
///
///     variants:
///       usage doubles: {scale: 2}
///       a small model: {reroute: 40% of LARGE to SMALL}
///       tier build: {account.tier: build}
///       batch the nightly job: {workloads.nightly.batch: 100%}
///
/// At the boundary: 100 variants are read, of 101 none.

import Documents
import Quantities
import Scenario

enum Variants {
  static let most = 100

  /// What `read` makes of the scenario with the settings of each variant; its mistakes are told with the variant's name.
  static func read(
    _ root: Node, _ findings: Findings, _ read: (Node, Findings) -> Scenario?
  ) -> [ScenarioVariant] {
    guard let node = root[Keys.scenario.variants.name], !node.isNull else { return [] }
    guard case .mapping(let pairs) = node.content else {
      node.mismatch("a map", findings)
      return []
    }
    guard pairs.count <= most else {
      findings.error(
        node.place, "these are \(grouped(pairs.count)) variants, and a scenario has at most \(most)",
        "leave some of them out")
      return []
    }
    let whole = Setting(
      path: [Setting.Name(text: Keys.scenario.variants.name, place: node.place)],
      value: Node(content: .scalar("", .plain), place: node.place)
    ).applied(to: root, findings)
    return pairs.compactMap { variant($0, of: whole, findings, read) }
  }

  private static func variant(
    _ pair: Node.Pair, of root: Node, _ findings: Findings, _ read: (Node, Findings) -> Scenario?
  ) -> ScenarioVariant? {
    guard case .mapping(let lines) = pair.value.content else {
      pair.value.mismatch("a map", findings)
      return nil
    }
    if lines.isEmpty {
      findings.error(
        pair.value.place, "the variant \(quote(pair.name.trimmed)) sets nothing",
        "write what is other in it, as in {scale: 2}, or leave it out")
      return nil
    }
    let before = findings.errorCount
    var tree = root
    var settings: [String] = []
    for line in lines {
      guard let path = Setting.path(line.name, line.key.place, findings) else { continue }
      if [Keys.scenario.version.name, Keys.scenario.variants.name, Keys.scenario.include.name].contains(
        path[0].text)
      {
        findings.error(
          line.key.place, "a variant cannot set \(quote(path[0].text))", "set another key, or leave this out")
        continue
      }
      let setting = Setting(path: path, value: line.value)
      settings.append(setting.text)
      tree = setting.applied(to: tree, findings)
    }
    guard findings.errorCount == before else { return nil }
    let own = Findings(trialIn: findings.frame)
    let scenario = read(tree, own)
    let name = pair.name.trimmed
    findings.take(errorsOf: own, saying: "under the variant \(quote(name)), ")
    guard let scenario, !own.hasErrors else {
      if findings.errorCount == before {
        findings.error(pair.key.place, "the variant \(quote(name)) makes no scenario", "look at its settings")
      }
      return nil
    }
    return ScenarioVariant(name: name, settings: settings, scenario: scenario)
  }
}
