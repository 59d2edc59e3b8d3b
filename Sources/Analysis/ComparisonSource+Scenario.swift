/// What a result says of the scenario that it is of.

import Formats
import Pricing
import Quantities
import Results
import Scenario

extension ComparisonSource {
  /// `text`: the scenario with its defaults.
  public init(
    _ scenario: Scenario, text: String, version: String, command: String, warnings: [String], explain: String
  ) {
    self.init(
      version: version, step: scenario.stepUsed.name,
      stepSeconds: scenario.stepUsed.seconds ?? TimeSpan.day,
      rates: "rate card '\(scenario.card.name)' as of \(scenario.card.asOf)", explain: explain)
    models = ComparisonSource.rates(of: scenario)
    currency = scenario.currency.map { Currency(code: $0.code, rate: $0.rate) }
    self.scenario = text
    rulesHash = Digest.sha256(
      (RuleHashes.rules(of: text) + RuleHashes.prices(of: scenario).map { Array($0.utf8)[...] })
        .joined(separator: [UInt8(ascii: "\n")]))
    self.warnings = warnings
    self.command = command
  }

  /// The standard prices of every model that a workload names, from the start on.
  fileprivate static func rates(of scenario: Scenario) -> [Rate] {
    scenario.modelsNamed.flatMap { model -> [Rate] in
      let name = scenario.card.models[model.index].name
      return scenario.card.rows.filter {
        $0.model == name && $0.to > scenario.start && $0.from < scenario.end
      }.map { row in
        let prices =
          "$\(row.prices.input.dollarsPerMillion) in, $\(row.prices.output.dollarsPerMillion) out, "
          + "$\(row.prices.cacheRead.dollarsPerMillion) from the cache, a million tokens"
        return Rate(model: name, prices: prices, since: row.from.readable, source: row.source)
      }
    }
  }
}

/// What two parts of one run must have alike: the scenario with its defaults, and the prices.
public struct RuleHashes: Hashable, Sendable {
  public let scenario: String
  public let card: String

  /// `text`: the scenario with its defaults.
  public init(_ scenario: Scenario, text: String) {
    self.scenario = Digest.sha256(RuleHashes.rules(of: text).joined(separator: [UInt8(ascii: "\n")]))
    card = Digest.sha256(Array(RuleHashes.prices(of: scenario).joined(separator: "\n").utf8))
  }

  /// Where a value was stated (`# agency.yaml:12`) is no rule.
  fileprivate static func rules(of text: String) -> [ArraySlice<UInt8>] {
    let comment = Array("  # ".utf8)
    return Array(text.utf8).split(separator: UInt8(ascii: "\n")).map { line in
      let place = line.indices.dropLast(comment.count - 1).first {
        line[$0] == comment[0] && line[$0..<$0 + comment.count].elementsEqual(comment)
      }
      return place.map { line[..<$0] } ?? line
    }
  }

  /// Every price and number of the card that may hold, not only those that a page shows.
  fileprivate static func prices(of scenario: Scenario) -> [String] {
    let named = Set(ComparisonSource.rates(of: scenario).map(\.model))
    return scenario.card.rows.filter { named.contains($0.model) }.map { String(describing: $0) }
      + scenario.card.parameters.map { String(describing: $0) }
  }
}
