/// `correlations`: between the noise of two workloads each; pairs that are not named are 0. Together they must
/// be such as noise can have (CorrelationMatrix). If they are not, the last pair that can mend it by itself is
/// named, with the value nearest to what it says at which all is well.

import Demand
import Documents
import Quantities
import Scenario

/// A correlation, and where its value stands.
private typealias Stated = (correlation: Correlation, names: [String], place: Place)

extension ScenarioReader {
  /// Needs the workloads; fills `scenario.correlations`.
  func readCorrelations() {
    root.assume(keys.correlations, "[]")
    var stated: [Stated] = []
    var names: [String] = []
    if case .mapping(let pairs)? = root.find(keys.workloads)?.content { names = pairs.map(\.name.trimmed) }
    let own = Keys.correlation
    root.list(keys.correlations, "a correlation") { record in
      let pair = record.need(own.of)
      let value = record.need(own.value)
      guard let pair, let (first, second) = indices(pair, names), let value else { return }
      let correlation = Correlation(first: min(first, second), second: max(first, second), value: value)
      if stated.contains(where: {
        $0.correlation.first == correlation.first && $0.correlation.second == correlation.second
      }) {
        findings.error(
          record.place(own.of),
          "the correlation of \(quote(pair[0].name)) and \(quote(pair[1].name)) is given twice",
          "keep one of them")
        return
      }
      stated.append((correlation, pair.map(\.name), record.place(own.value)))
    }
    check(stated)
    scenario.correlations = stated.flatMap { ofPeople($0.correlation) }
    correlatePeople()
    checkPeople(stated)
  }

  /// Into the workloads; nil after a mistake, or if a workload has one.
  private func indices(_ pair: [Label], _ names: [String]) -> (Int, Int)? {
    for label in pair where !names.contains(label.name) {
      findings.error(
        label.place, "there is no workload \(quote(label.name))",
        didYouMean(label.name, among: names)
          ?? (names.count <= 8 && !names.isEmpty ? "write \(listed(names))" : "write a name from 'workloads'")
      )
    }
    guard pair[0].name != pair[1].name else {
      findings.error(
        pair[1].place, "\(quote(pair[1].name)) is named twice", "name two workloads: with itself it is 1")
      return nil
    }
    let found = pair.map { workloads(named: $0.name).first }
    guard let first = found[0], let second = found[1] else { return nil }
    for (label, index) in zip(pair, [first, second])
    where scenario.workloads[index].workload.noise.daily == .zero {
      findings.warning(
        label.place, "\(quote(label.name)) has no noise that could be correlated",
        "state its 'noise', or leave the correlation out")
    }
    return (first, second)
  }

  /// Of everybody whose workloads these are. What is stated names the first of them.
  private func ofPeople(_ stated: Correlation) -> [Correlation] {
    let (first, second) = (scenario.workloads[stated.first], scenario.workloads[stated.second])
    return workloads(named: first.statedName).flatMap { a in
      workloads(named: second.statedName).map { b in
        Correlation(first: min(a, b), second: max(a, b), value: stated.value)
      }
    }
  }

  /// What several people have in common with another workload they have in common with each other.
  private func checkPeople(_ stated: [Stated]) {
    guard !teams.isEmpty, !findings.hasErrors else { return }
    var matrix = CorrelationMatrix(size: scenario.workloads.count)
    for entry in scenario.correlations { matrix.set(entry.first, entry.second, to: entry.value) }
    guard !matrix.isPositiveDefinite else { return }
    findings.error(
      stated.last?.place ?? root.keyPlace(keys.workloads),
      "no noise can have these correlations with every person of a workload",
      "write them closer to 0, or more 'together' for its people")
  }

  private func check(_ stated: [Stated]) {
    let members = Set(stated.flatMap { [$0.correlation.first, $0.correlation.second] }).sorted()
    var rows: [Int: Int] = [:]
    for (row, member) in members.enumerated() { rows[member] = row }
    func place(_ correlation: Correlation) -> (Int, Int) {
      (rows[correlation.first, default: 0], rows[correlation.second, default: 0])
    }
    var matrix = CorrelationMatrix(size: members.count)
    for entry in stated {
      let (i, j) = place(entry.correlation)
      matrix.set(i, j, to: entry.correlation.value)
    }
    guard !matrix.isPositiveDefinite, let last = stated.last else { return }
    for entry in stated.reversed() {
      let (i, j) = place(entry.correlation)
      guard let range = matrix.range(i, j) else { continue }
      let value = entry.correlation.value
      let pair = "\(quote(entry.names[0])) and \(quote(entry.names[1]))"
      findings.error(
        entry.place,
        stated.count == 1
          ? "with \(value.factor), \(pair) have no noise of their own"
          : "no noise can have \(value.factor) between \(pair) beside the other correlations",
        value > range.upperBound
          ? "write at most \(range.upperBound.factor)" : "write at least \(range.lowerBound.factor)")
      return
    }
    findings.error(
      last.place, "no noise can have all of these correlations, whatever this one is",
      "write several of them closer to 0")
  }
}

extension Shape where Value == [Label] {
  /// The names of two workloads.
  static var twoNames: Shape {
    let expected = "two workloads like [coding, chat]"
    return Shape(expected, .list(.text)) { node, findings in
      guard case .sequence(let items) = node.content, items.count == 2 else {
        findings.error(node.place, "\(expected) are expected here", "write two names in brackets")
        return nil
      }
      let labels = items.compactMap { item in
        item.text("the name of a workload", findings).map { Label(name: $0, place: item.place) }
      }
      return labels.count == 2 ? labels : nil
    }
  }
}

extension Shape where Value == Ratio {
  static var correlation: Shape { ratio(.percent(-100)...(.one), like: "0.6") }
}
