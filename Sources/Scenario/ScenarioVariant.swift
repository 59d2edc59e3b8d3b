/// The same scenario with some of its values at others: another mix, another tier, usage doubled.

public struct ScenarioVariant: Sendable {
  public var name: String
  /// What it sets, as the file has it: `account.tier = build`.
  public var settings: [String]
  public var scenario: Scenario

  public init(name: String, settings: [String], scenario: Scenario) {
    self.name = name
    self.settings = settings
    self.scenario = scenario
  }
}
