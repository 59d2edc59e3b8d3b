/// `regimes`: a workload's level jumps between states. The first is the first; from each it goes on to the
/// others alike, or as `next` says; how long it stays is `lasts`, so that none goes on to itself.

import Demand
import Documents
import Quantities

private let mostRegimes = 100

extension ScenarioReader {
  func readRegimes(_ workload: Record) -> [Regime] {
    workload.assume(Keys.workload.regimes, "{}")
    var names: [String] = []
    if case .mapping(let pairs)? = workload.find(Keys.workload.regimes)?.content {
      names = pairs.map(\.name.trimmed)
      guard names.count <= mostRegimes else {
        findings.error(
          workload.keyPlace(Keys.workload.regimes), "these are more regimes than \(mostRegimes)",
          "put those that are alike together")
        return []
      }
    }
    var regimes: [Regime] = []
    workload.maps(Keys.workload.regimes, "regime") { label, record in
      let level = record.need(Keys.regime.level)
      let lasts = record.need(Keys.regime.lasts)
      let next = readNext(record, label.name, names)
      if let level, let lasts {
        regimes.append(Regime(name: label.name, level: level, lasts: lasts, next: next))
      }
    }
    if !regimes.isEmpty, regimes.count == names.count, regimes.allSatisfy({ $0.level == .zero }) {
      findings.error(
        workload.keyPlace(Keys.workload.regimes), "every regime has a level of 0%", "write a level above 0%")
    }
    return regimes
  }

  private func readNext(_ regime: Record, _ own: String, _ names: [String]) -> [Regime.Next] {
    let others = names.indices.filter { names[$0] != own }
    let alike = others.isEmpty ? [] : equalShares(others.count)
    guard let node = regime.find(Keys.regime.next) else {
      let text = zip(others, alike).map { "\(yamlKey(names[$0])): \($1)" }.joined(separator: ", ")
      regime.assume(Keys.regime.next, "{\(text)}")
      return zip(others, alike).map { Regime.Next(regime: $0, share: $1) }
    }
    guard case .mapping(let pairs) = node.content else {
      node.mismatch("a map", findings)
      return []
    }
    var next: [(regime: Int, share: Ratio)] = []
    for pair in pairs {
      let share = Shape.share.read(pair.value, findings)
      guard let index = names.firstIndex(of: pair.name.trimmed) else {
        findings.error(
          pair.key.place, "there is no regime \(quote(pair.name.trimmed)) here",
          didYouMean(pair.name.trimmed, among: names) ?? "its regimes are \(listed(names))")
        continue
      }
      if names[index] == own {
        findings.error(
          pair.key.place, "\(quote(own)) goes on to itself",
          "say how long it stays with 'lasts', and leave this out")
        continue
      }
      if let share { next.append((index, share)) }
    }
    guard next.count == pairs.count, !(pairs.isEmpty && others.isEmpty) else { return [] }
    let shares = whole(next.map(\.share), of: "what comes next", node.place)
    return zip(next, shares).map { Regime.Next(regime: $0.regime, share: $1) }.filter { $0.share > .zero }
  }

  /// Shares that are meant to sum to 100%; scaled with a warning if they do not. Empty after a mistake.
  func whole(_ shares: [Ratio], of what: String, _ place: Place) -> [Ratio] {
    let sum = shares.reduce(Int128(0)) { $0 + Int128($1.millionths) }
    guard sum > 0, let total = Int64(exactly: sum) else {
      findings.error(place, "the shares of \(what) sum to 0%", "write shares that sum to 100%")
      return []
    }
    if Ratio(millionths: total) != .one {
      findings.warning(
        place, "the shares of \(what) sum to \(Ratio(millionths: total)), and are scaled to 100%",
        "write shares that sum to 100%")
    }
    return scaledToWhole(shares)
  }
}

/// A name as a key inside braces: quoted unless it is made of letters, digits, blanks and hyphens.
func yamlKey(_ name: String) -> String {
  let isPlain =
    name.first?.isLetter == true && !["true", "false", "null", "yes", "no"].contains(name)
    && name.allSatisfy { $0.isLetter || $0.isNumber || $0 == " " || $0 == "-" }
  if isPlain { return name }
  return "\"" + name.map { $0 == "\"" || $0 == "\\" ? "\\\($0)" : String($0) }.joined() + "\""
}
