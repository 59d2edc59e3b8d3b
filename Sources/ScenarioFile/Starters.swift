/// Scenarios to begin with, compiled in from `Data/`: a starter, and those of the folder `scenarios/`, to
/// which `Data/` holds links. A test compares the list with the folder.

import Documents

public struct Starter: Sendable {
  /// A file that a scenario includes, by its path beside it.
  public struct Part: Sendable {
    public let path: String
    public let bytes: [UInt8]
  }

  public let name: String
  public let bytes: [UInt8]
  public let parts: [Part]

  /// What `init` writes when nothing is named.
  public static let first = Starter("starter", PackageResources.starter_yaml)

  public static let shipped: [Starter] = [
    Starter("startup-burst", PackageResources.startup_burst_yaml, parts: [supportBot]),
    Starter("indie-sporadic", PackageResources.indie_sporadic_yaml),
    Starter("agency-four-months", PackageResources.agency_four_months_yaml),
    Starter("experimenter", PackageResources.experimenter_yaml),
    Starter("claude-code-team", PackageResources.claude_code_team_yaml),
    Starter("enterprise-commitment", PackageResources.enterprise_commitment_yaml),
    Starter("promo-and-student", PackageResources.promo_and_student_yaml),
    Starter("stacked-lots", PackageResources.stacked_lots_yaml),
    Starter("reseller-or-official", PackageResources.reseller_or_official_yaml),
    Starter("pipeline-that-died", PackageResources.pipeline_that_died_yaml),
    Starter("usage-from-history", PackageResources.usage_from_history_yaml, parts: [smallTeam]),
  ]

  private static let supportBot = Part(
    path: "parts/support-bot.yaml", bytes: PackageResources.support_bot_yaml)

  private static let smallTeam = Part(
    path: "histories/small-team.csv", bytes: PackageResources.small_team_csv)

  private init(_ name: String, _ bytes: [UInt8], parts: [Part] = []) {
    (self.name, self.bytes, self.parts) = (name, bytes, parts)
  }

  /// As the file states it.
  public var title: String {
    let source = SourceText(path: name, bytes: bytes)
    let root = Document.parse(source, Findings(path: name)).root
    guard case .scalar(let title, _)? = root?[Keys.scenario.title.name]?.content else { return name }
    return title
  }
}
