/// What a comparison does not know of itself: the scenario as it was read, the prices and where they come from, the
/// program, and how to make it again.

import Pricing
import Quantities
import Scenario

public struct ComparisonSource: Hashable, Sendable {
  /// A price that the scenario's models are charged at, and who says so.
  public struct Rate: Hashable, Sendable {
    public var model: String
    public var prices: String
    public var since: String
    public var source: String

    public init(model: String, prices: String, since: String, source: String) {
      self.model = model
      self.prices = prices
      self.since = since
      self.source = source
    }
  }

  public var version: String
  public var stepSeconds: Int64
  /// The card, in words.
  public var rates: String
  public var models: [Rate] = []
  /// The scenario with every default filled in.
  public var scenario = ""
  /// SHA-256 of the scenario with its defaults and of the prices: equal where a result rests on the same rules.
  public var rulesHash = ""
  /// What was found when the scenario was read.
  public var warnings: [String] = []
  /// Of one future, and of this result, as somebody would type it.
  public var explain: String
  public var command = ""

  public init(version: String, stepSeconds: Int64, rates: String, explain: String) {
    self.version = version
    self.stepSeconds = stepSeconds
    self.rates = rates
    self.explain = explain
  }
}

extension ComparisonSource {
  /// `text`: the scenario with its defaults.
  public init(
    _ scenario: Scenario, text: String, version: String, command: String, warnings: [String], explain: String
  ) {
    self.init(
      version: version, stepSeconds: scenario.step,
      rates: "rate card '\(scenario.card.name)' as of \(scenario.card.asOf)", explain: explain)
    models = ComparisonSource.rates(of: scenario)
    self.scenario = text
    // Where a value was stated (`# agency.yaml:12`) is no rule.
    let rules = text.split(separator: "\n").map { line -> String in
      let place = line.indices.first { line[$0...].hasPrefix("  # ") }
      return place.map { String(line[..<$0]) } ?? String(line)
    }
    // Every price and number of the card that may hold, not only those that a page shows.
    let named = Set(models.map(\.model))
    let prices =
      scenario.card.rows.filter { named.contains($0.model) }.map { String(describing: $0) }
      + scenario.card.parameters.map { String(describing: $0) }
    rulesHash = Digest.sha256((rules + prices).joined(separator: "\n").utf8)
    self.warnings = warnings
    self.command = command
  }

  /// The standard prices of every model that a workload names, from the start on.
  private static func rates(of scenario: Scenario) -> [Rate] {
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
